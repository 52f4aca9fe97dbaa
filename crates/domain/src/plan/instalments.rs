//! How many instalments a plan really has, and the code that pagoUno uses for
//! it. Each code has one meaning.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Who runs the plan, which decides the wire code of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Programme {
    /// The card's own instalments: the wire code is the count.
    Standard,
    /// The State's programme Ahora, with codes of its own.
    Ahora,
}

/// The programme's counts and their wire codes (pagoUno, purchasegroup,
/// "Valores para Programa Ahora").
const AHORA: [(u8, u8); 4] = [(3, 13), (6, 16), (12, 7), (18, 8)];

/// The fewest and the most instalments, and the smallest and the largest wire
/// code (pagoUno, purchasegroup, `installments`).
const COUNTS: std::ops::RangeInclusive<u8> = 1..=99;

/// A real number of instalments together with its wire code. Each code has one
/// meaning, and a value whose code means another plan cannot be made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Instalments {
    programme: Programme,
    count: u8,
}

/// Why a number of instalments cannot be sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitInstalments {
    /// Not from 1 to 99.
    #[error("a plan has 1 to 99 instalments")]
    OutOfRange,
    /// The code of a standard plan with that many instalments means a plan of
    /// Ahora.
    #[error("{count} standard instalments would be charged as Ahora {ahora}")]
    MeansAhora {
        /// The count that was asked for.
        count: u8,
        /// The count of the Ahora plan that the code means.
        ahora: u8,
    },
    /// Ahora has no plan with that many instalments.
    #[error("Ahora has no plan of {0} instalments")]
    NotInAhora(u8),
    /// The code does not mean the plan's number of instalments.
    #[error("the code {code} means {means}, not {count} instalments")]
    CodeMeansAnother {
        /// The plan's real count.
        count: u8,
        /// The wire code that was asked for.
        code: u8,
        /// What that code means.
        means: Instalments,
    },
}

impl Instalments {
    /// One payment.
    pub const ONE: Instalments = Instalments {
        programme: Programme::Standard,
        count: 1,
    };

    /// A standard plan of that many instalments.
    ///
    /// # Errors
    /// [`UnfitInstalments::MeansAhora`] for 7, 8, 13 and 16, which have no wire
    /// code; [`UnfitInstalments::OutOfRange`].
    pub fn standard(count: u8) -> Result<Instalments, UnfitInstalments> {
        if !COUNTS.contains(&count) {
            return Err(UnfitInstalments::OutOfRange);
        }
        match AHORA.iter().find(|(_, code)| *code == count) {
            Some((ahora, _)) => Err(UnfitInstalments::MeansAhora {
                count,
                ahora: *ahora,
            }),
            None => Ok(Instalments {
                programme: Programme::Standard,
                count,
            }),
        }
    }

    /// The plan of Ahora of that many instalments.
    ///
    /// # Errors
    /// [`UnfitInstalments::NotInAhora`] for any count but 3, 6, 12 and 18.
    pub fn ahora(count: u8) -> Result<Instalments, UnfitInstalments> {
        if AHORA.iter().any(|(ahora, _)| *ahora == count) {
            Ok(Instalments {
                programme: Programme::Ahora,
                count,
            })
        } else {
            Err(UnfitInstalments::NotInAhora(count))
        }
    }

    /// The plan of that programme with that many instalments.
    ///
    /// # Errors
    /// As [`Instalments::standard`] and [`Instalments::ahora`].
    pub fn of(programme: Programme, count: u8) -> Result<Instalments, UnfitInstalments> {
        match programme {
            Programme::Standard => Instalments::standard(count),
            Programme::Ahora => Instalments::ahora(count),
        }
    }

    /// What a wire code means. Every code from 1 to 99 means one thing.
    ///
    /// # Errors
    /// [`UnfitInstalments::OutOfRange`] for any other.
    pub fn of_code(code: u8) -> Result<Instalments, UnfitInstalments> {
        match AHORA.iter().find(|(_, ahora)| *ahora == code) {
            Some((count, _)) => Instalments::ahora(*count),
            None => Instalments::standard(code),
        }
    }

    /// Reads the count and the code of a row or a file.
    ///
    /// # Errors
    /// [`UnfitInstalments`] if the code does not mean that count.
    pub fn of_count_and_code(count: u8, code: u8) -> Result<Instalments, UnfitInstalments> {
        if !COUNTS.contains(&count) {
            return Err(UnfitInstalments::OutOfRange);
        }
        let means = Instalments::of_code(code)?;
        if means.count == count {
            return Ok(means);
        }
        if code == count {
            // A standard plan that has no wire code.
            return Instalments::standard(count);
        }
        Err(UnfitInstalments::CodeMeansAnother { count, code, means })
    }

    /// Who runs the plan.
    #[must_use]
    pub const fn programme(self) -> Programme {
        self.programme
    }

    /// How many instalments the customer really pays.
    #[must_use]
    pub const fn count(self) -> u8 {
        self.count
    }

    /// The value sent as `installments`.
    #[must_use]
    pub fn code(self) -> u8 {
        match self.programme {
            Programme::Standard => self.count,
            Programme::Ahora => AHORA
                .iter()
                .find(|(count, _)| *count == self.count)
                .map_or(self.count, |(_, code)| *code),
        }
    }
}

/// `Ahora 12`, or `3`.
impl fmt::Display for Instalments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.programme {
            Programme::Standard => write!(f, "{}", self.count),
            Programme::Ahora => write!(f, "Ahora {}", self.count),
        }
    }
}

impl fmt::Debug for Instalments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} (code {})", self.code())
    }
}

/// Both numbers, as the journal and an exported file have them.
#[derive(Serialize, Deserialize)]
struct Wire {
    count: u8,
    code: u8,
}

impl TryFrom<Wire> for Instalments {
    type Error = UnfitInstalments;
    fn try_from(wire: Wire) -> Result<Instalments, UnfitInstalments> {
        Instalments::of_count_and_code(wire.count, wire.code)
    }
}

impl From<Instalments> for Wire {
    fn from(instalments: Instalments) -> Wire {
        Wire {
            count: instalments.count(),
            code: instalments.code(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_of_pagounos_table() {
        for (count, code) in [(3, 13), (6, 16), (12, 7), (18, 8)] {
            assert_eq!(Instalments::ahora(count).unwrap().code(), code);
            assert_eq!(Instalments::standard(count).unwrap().code(), count);
        }
        assert_eq!(Instalments::ONE.code(), 1);
    }

    #[test]
    fn a_count_whose_code_means_another_plan_is_refused() {
        for (count, ahora) in [(7, 12), (8, 18), (13, 3), (16, 6)] {
            let refused = Err(UnfitInstalments::MeansAhora { count, ahora });
            assert_eq!(Instalments::standard(count), refused);
            assert_eq!(Instalments::of_count_and_code(count, count), refused);
        }
        let means = Instalments::standard(11).unwrap();
        assert_eq!(
            Instalments::of_count_and_code(3, 11),
            Err(UnfitInstalments::CodeMeansAnother {
                count: 3,
                code: 11,
                means
            })
        );
        assert_eq!(
            Instalments::of_count_and_code(7, 7)
                .unwrap_err()
                .to_string(),
            "7 standard instalments would be charged as Ahora 12"
        );
        for (count, code) in [(0, 0), (100, 100), (0, 7), (3, 0), (3, 100)] {
            assert_eq!(
                Instalments::of_count_and_code(count, code),
                Err(UnfitInstalments::OutOfRange)
            );
        }
        assert_eq!(
            Instalments::ahora(24),
            Err(UnfitInstalments::NotInAhora(24))
        );
    }

    /// All 65,536 pairs: a code has one meaning, and a meaning one code.
    #[test]
    fn one_code_has_one_meaning() {
        let mut codes = BTreeSet::new();
        let mut made = BTreeSet::new();
        for count in 0..=u8::MAX {
            for code in 0..=u8::MAX {
                let Ok(instalments) = Instalments::of_count_and_code(count, code) else {
                    continue;
                };
                assert_eq!((instalments.count(), instalments.code()), (count, code));
                assert_eq!(Instalments::of_code(code), Ok(instalments));
                assert!(codes.insert(code), "{code} means two things");
                assert!(made.insert(instalments));
                let text = serde_json::to_string(&instalments).unwrap();
                assert_eq!(
                    serde_json::from_str::<Instalments>(&text).unwrap(),
                    instalments
                );
            }
        }
        assert_eq!(codes.len(), 99);
        let programmes = [Programme::Standard, Programme::Ahora];
        let by_programme = programmes.into_iter().flat_map(|programme| {
            (0..=u8::MAX).filter_map(move |count| Instalments::of(programme, count).ok())
        });
        assert_eq!(by_programme.collect::<BTreeSet<_>>(), made);
    }

    #[test]
    fn a_file_with_an_invalid_pair_is_refused() {
        for text in [
            r#"{"count":7,"code":7}"#,
            r#"{"count":12,"code":12.0}"#,
            r#"{"count":12,"code":8}"#,
            r#"{"count":12}"#,
        ] {
            assert!(serde_json::from_str::<Instalments>(text).is_err(), "{text}");
        }
    }
}
