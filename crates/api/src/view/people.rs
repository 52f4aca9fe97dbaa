//! The people of the shop, and who is at the counter.

use crate::dto::{Glance, PersonView, SessionView, ShiftBrief};
use crate::view::hides_cash;
use domain::{PersonId, UnixMs};
use ledger::{LedgerError, Person, Read, Span};
use std::collections::BTreeMap;
use till::setup::people::Session;
use till::{Till, TillError};

/// Everybody whom the shop has ever named.
pub(crate) struct People(BTreeMap<PersonId, Person>);

impl People {
    pub(crate) fn read(read: &Read<'_>) -> Result<People, LedgerError> {
        let people = read.people_ever()?.into_iter();
        Ok(People(people.map(|it| (it.id, it)).collect()))
    }

    pub(crate) fn view(&self, id: Option<PersonId>) -> Option<PersonView> {
        self.0.get(&id?).map(person_view)
    }

    /// Those who work here, by name.
    pub(crate) fn here(&self) -> Vec<PersonView> {
        let here = self.0.values().filter(|it| !it.retired);
        let mut here: Vec<_> = here.map(person_view).collect();
        here.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        here
    }
}

fn person_view(person: &Person) -> PersonView {
    PersonView {
        id: person.id.to_string(),
        name: person.name.clone(),
        role: person.role.into(),
        retired: person.retired,
    }
}

/// The day's count and total for the selling screen, where they may be seen.
pub(crate) fn glance(read: &Read<'_>, till: &Till) -> Result<Option<Glance>, TillError> {
    let day = &till.settings().day;
    let hides = till.session().is_locked()
        || !day.glance
        || hides_cash(read, till, till.seller().is_manager())?;
    if hides {
        return Ok(None);
    }
    let (from, to) = till.business_days().span_of(till.today());
    let (count, total) = read.span_glance(Span { from, to })?;
    Ok(Some(Glance {
        count,
        total_centavos: total.centavos(),
    }))
}

/// Who is at the counter, and on which shift.
pub(crate) fn session_view(
    read: &Read<'_>,
    session: &Session,
    (now, shift_max_ms): (UnixMs, i64),
) -> Result<SessionView, LedgerError> {
    let people = People::read(read)?;
    let person = session.person();
    let shift = read.open_shift()?.map(|shift| ShiftBrief {
        number: shift.number.0,
        person: people.view(shift.person),
        opened_at_ms: shift.opened_at.0,
        own: shift.person == person,
        forgotten: shift.is_forgotten(now, shift_max_ms),
    });
    Ok(SessionView {
        person: people.view(person),
        locked: session.is_locked(),
        can_lock: session.can_lock(),
        shift,
    })
}
