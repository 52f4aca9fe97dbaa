//! The practice drawer, with the people who are there to be played.

use crate::dto::{PracticePerson, PracticeView};
use ledger::{LedgerError, Person, Read};

/// Of the sample week's people, those who work in this ledger.
pub(crate) fn practice_view(
    read: &Read<'_>,
    mut view: PracticeView,
) -> Result<PracticeView, LedgerError> {
    let known = read.people()?;
    let is = |person: &PracticePerson, known: &Person| {
        known.name == person.name && person.role == known.role.into() && !known.retired
    };
    view.people
        .retain(|person| known.iter().any(|known| is(person, known)));
    Ok(view)
}
