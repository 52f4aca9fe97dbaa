//! The network and the faults of a run: drawn once from the seed, and over when
//! the calm begins.

use crate::dice::Dice;
use domain::UnixMs;

/// A difference between the clocks that forbids QRs, in milliseconds.
const WRONG_CLOCK_MS: i64 = 150_000;

/// A span of time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spell {
    pub(crate) from: UnixMs,
    pub(crate) to: UnixMs,
}

impl Spell {
    fn draw(dice: &mut Dice, start: UnixMs, longest_ms: i64) -> Spell {
        let from = start.plus_ms(dice.ms(0, 400_000));
        let to = from.plus_ms(dice.ms(500, longest_ms));
        Spell { from, to }
    }

    fn holds(self, now: UnixMs) -> bool {
        (self.from..self.to).contains(&now)
    }
}

/// Why the provider refuses logins for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LoginTrouble {
    Credentials,
    Permission,
    Unreadable,
}

/// What the provider does with a repeated `operationId`: its documentation does
/// not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeats {
    /// It answers with the same order again.
    Answered,
    /// It answers 400.
    Rejected,
}

/// What a long cut takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// The shop's own line: everything is away.
    Line,
    /// The provider alone.
    Provider,
    /// The relay alone.
    Relay,
    /// Bind alone.
    Bind,
}

/// The faults of a run's network and neighbours.
#[derive(Debug)]
pub(crate) struct Weather {
    /// The percentage of pre-orders with a fault.
    pub(crate) order_trouble: u64,
    /// The percentage of Bind's answers with a fault.
    pub(crate) report_trouble: u64,
    /// The percentage of answers that must not be shown.
    pub(crate) unfit_answer: u64,
    /// The percentage of lost answers of the relay.
    pub(crate) page_trouble: u64,
    /// The percentage of webhooks that are slow or come twice.
    pub(crate) webhook_trouble: u64,
    /// The percentage of critical events that are followed by a crash.
    pub(crate) crash_after: u64,
    /// How many crashes are left.
    pub(crate) crashes_left: u32,
    pub(crate) repeats: Repeats,
    pub(crate) qr_minutes: u32,
    offline_provider: Vec<Spell>,
    offline_relay: Vec<Spell>,
    offline_bind: Vec<Spell>,
    /// A cut through which the shop goes on selling.
    long_cut: Option<(Spell, Cut)>,
    /// For how many days a fixed QR is made; 0 for a shop without one.
    pub(crate) fixed_qr_days: u32,
    /// How far a claim and a notice may lie apart, in minutes.
    pub(crate) match_minutes: u32,
    /// How often the ledger may still be restored from a copy.
    pub(crate) restores_left: u32,
    login: Option<(Spell, LoginTrouble)>,
    skew_ms: i64,
    wrong_clock: Option<Spell>,
    calm: bool,
}

impl Weather {
    pub(crate) fn draw(dice: &mut Dice, start: UnixMs) -> Weather {
        let rough = dice.one_of(&[(2, 0), (5, 1), (3, 2)]);
        let spells = |dice: &mut Dice, longest_ms| -> Vec<Spell> {
            (0..dice.below(rough + 1))
                .map(|_| Spell::draw(dice, start, longest_ms))
                .collect()
        };
        let offline_provider = spells(dice, 60_000);
        let mut offline_relay = spells(dice, 150_000);
        if dice.happens(30) {
            // If the shop's own line fails, both are away.
            offline_relay.extend(offline_provider.iter().copied());
        }
        let offline_bind = spells(dice, 200_000);
        let login = dice.happens(10 * rough).then(|| {
            let trouble = dice.one_of(&[
                (3, LoginTrouble::Credentials),
                (1, LoginTrouble::Permission),
                (2, LoginTrouble::Unreadable),
            ]);
            (Spell::draw(dice, start, 90_000), trouble)
        });
        let long_cut = dice.happens(25).then(|| {
            let minutes = dice.one_of(&[(8, 12), (4, 40), (1, 180)]);
            let from = start.plus_ms(dice.ms(5_000, 120_000));
            let to = from.plus_ms(dice.ms(minutes * 20_000, minutes * 60_000));
            let cut = dice.one_of(&[
                (4, Cut::Line),
                (1, Cut::Provider),
                (1, Cut::Relay),
                (1, Cut::Bind),
            ]);
            (Spell { from, to }, cut)
        });
        Weather {
            long_cut,
            fixed_qr_days: dice.one_of(&[(1, 0), (6, 1), (3, 365)]),
            match_minutes: dice.one_of(&[(2, 1), (4, 5), (3, 30)]),
            restores_left: dice.one_of(&[(3, 0), (5, 1), (3, 2)]),
            order_trouble: 25 * rough,
            unfit_answer: 6 * rough,
            page_trouble: 10 * rough,
            webhook_trouble: 20 * rough,
            crash_after: dice.one_of(&[(3, 0), (4, 6), (3, 15)]),
            crashes_left: dice.one_of(&[(2, 0), (3, 2), (3, 4), (2, 7)]),
            repeats: dice.one_of(&[(3, Repeats::Answered), (2, Repeats::Rejected)]),
            qr_minutes: dice.one_of(&[(4, 1), (3, 2), (1, 5)]),
            offline_provider,
            offline_relay,
            offline_bind,
            report_trouble: 22 * rough,
            login,
            skew_ms: dice.one_of(&[(6, 0), (2, 1_500), (2, -40_000), (1, 119_000)]),
            wrong_clock: dice.happens(15).then(|| Spell::draw(dice, start, 120_000)),
            calm: false,
        }
    }

    /// Ends all faults.
    pub(crate) fn calm_down(&mut self) {
        self.calm = true;
        self.order_trouble = 0;
        self.report_trouble = 0;
        self.unfit_answer = 0;
        self.page_trouble = 0;
        self.webhook_trouble = 0;
        self.crash_after = 0;
        self.crashes_left = 0;
        self.restores_left = 0;
    }

    /// Whether all faults are over.
    pub(crate) fn is_calm(&self) -> bool {
        self.calm
    }

    fn is_cut(&self, now: UnixMs, of: Cut) -> bool {
        let cut = self.long_cut.filter(|(spell, _)| spell.holds(now));
        !self.calm && cut.is_some_and(|(_, cut)| cut == Cut::Line || cut == of)
    }

    /// How much longer the shop is cut off, in milliseconds; `None` if it is
    /// not.
    pub(crate) fn cut_ms(&self, now: UnixMs) -> Option<i64> {
        let (spell, _) = self.long_cut.filter(|(spell, _)| spell.holds(now))?;
        (!self.calm).then(|| spell.to.since_ms(now))
    }

    /// Whether a long cut comes, or came.
    pub(crate) fn has_long_cut(&self) -> bool {
        self.long_cut.is_some()
    }

    pub(crate) fn provider_is_away(&self, now: UnixMs) -> bool {
        let is_away = self.offline_provider.iter().any(|spell| spell.holds(now));
        !self.calm && is_away || self.is_cut(now, Cut::Provider)
    }

    pub(crate) fn relay_is_away(&self, now: UnixMs) -> bool {
        let is_away = self.offline_relay.iter().any(|spell| spell.holds(now));
        !self.calm && is_away || self.is_cut(now, Cut::Relay)
    }

    pub(crate) fn bind_is_away(&self, now: UnixMs) -> bool {
        let is_away = self.offline_bind.iter().any(|spell| spell.holds(now));
        !self.calm && is_away || self.is_cut(now, Cut::Bind)
    }

    /// Whether the provider's own clock is wrong for a while.
    pub(crate) fn has_wrong_clock(&self) -> bool {
        self.wrong_clock.is_some()
    }

    /// The provider's clock minus the true time, in milliseconds.
    pub(crate) fn skew_ms(&self, now: UnixMs) -> i64 {
        match self.wrong_clock {
            Some(spell) if !self.calm && spell.holds(now) => WRONG_CLOCK_MS,
            Some(_) | None => self.skew_ms,
        }
    }

    pub(crate) fn login_trouble(&self, now: UnixMs) -> Option<LoginTrouble> {
        match self.login {
            Some((spell, trouble)) if !self.calm && spell.holds(now) => Some(trouble),
            Some(_) | None => None,
        }
    }
}
