//! The results of a measurement: medians, 95th percentiles, the ratio and its
//! spread. All are whole numbers, ratios in thousandths.

use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::bench::figure::{Figure, Ratio};

/// A figure with its samples; the samples of the two sides are paired by
/// position.
pub(crate) struct Told {
    figure: Figure,
    unit: String,
    product: Vec<u64>,
    bare: Vec<u64>,
}

impl Told {
    /// Reads the output of a measuring program.
    ///
    /// # Errors
    /// If a side is missing or empty, or the sides differ in length.
    pub(crate) fn read(figure: &Figure, measured: &Value) -> Result<Told> {
        let side = |name: &str| -> Result<Vec<u64>> {
            let all = measured[name].as_array().into_iter().flatten();
            let all: Option<Vec<u64>> = all.map(Value::as_u64).collect();
            all.filter(|all| !all.is_empty() && !all.contains(&0))
                .with_context(|| format!("{}: no samples of `{name}`", figure.name))
        };
        let (product, bare) = (side("product")?, side("bare")?);
        if product.len() != bare.len() {
            bail!("{}: the sides are not pairs", figure.name);
        }
        let unit = measured["unit"].as_str().unwrap_or_default().to_owned();
        Ok(Told {
            figure: *figure,
            unit,
            product,
            bare,
        })
    }

    pub(crate) fn name(&self) -> &'static str {
        self.figure.name
    }

    /// The ratio that is compared with the bar.
    fn ratio(&self) -> u64 {
        let (product, bare) = (percentile(&self.product, 50), percentile(&self.bare, 50));
        match self.figure.ratio {
            Ratio::OfMedians => thousandths(product, bare),
            Ratio::OfRates => thousandths(bare, product),
            Ratio::OfMediansAndP95 => {
                let (slow, bare_slow) = (percentile(&self.product, 95), percentile(&self.bare, 95));
                thousandths(product, bare).max(thousandths(slow, bare_slow))
            }
            Ratio::MedianOfPairs => percentile(&self.ratios(), 50),
        }
    }

    /// The ratio of each pair.
    fn ratios(&self) -> Vec<u64> {
        let pairs = self.product.iter().zip(&self.bare);
        pairs
            .map(|(product, bare)| match self.figure.ratio {
                Ratio::OfMedians | Ratio::OfMediansAndP95 | Ratio::MedianOfPairs => {
                    thousandths(*product, *bare)
                }
                Ratio::OfRates => thousandths(*bare, *product),
            })
            .collect()
    }

    /// Whether the bar is met.
    pub(crate) fn met(&self) -> bool {
        match self.figure.ratio {
            Ratio::OfMedians | Ratio::OfMediansAndP95 | Ratio::MedianOfPairs => {
                self.ratio() <= self.figure.bar_thousandths
            }
            Ratio::OfRates => self.ratio() >= self.figure.bar_thousandths,
        }
    }

    pub(crate) fn json(&self) -> Value {
        let ratios = self.ratios();
        let side = |all: &[u64]| json!({ "p50": percentile(all, 50), "p95": percentile(all, 95), "samples": all });
        json!({
            "figure": self.figure.name,
            "unit": self.unit,
            "pairs": self.product.len(),
            "product": side(&self.product),
            "bare": side(&self.bare),
            "ratio_thousandths": self.ratio(),
            "ratio_of_pairs_thousandths": {
                "p10": percentile(&ratios, 10),
                "p50": percentile(&ratios, 50),
                "p90": percentile(&ratios, 90),
            },
            "bar_thousandths": self.figure.bar_thousandths,
            "met": self.met(),
        })
    }

    fn row(&self) -> [String; 7] {
        let ratios = self.ratios();
        let side = |all: &[u64]| {
            let (p50, p95) = (percentile(all, 50), percentile(all, 95));
            format!(
                "{} / {} {}",
                self.number(p50),
                self.number(p95),
                self.shown_unit()
            )
        };
        let (least, mark) = match self.figure.ratio {
            Ratio::OfMedians | Ratio::OfMediansAndP95 | Ratio::MedianOfPairs => ("≤", self.met()),
            Ratio::OfRates => ("≥", self.met()),
        };
        [
            format!("{} (`{}`)", self.figure.words, self.figure.name),
            side(&self.product),
            side(&self.bare),
            ratio_text(self.ratio()),
            format!(
                "{} – {}",
                ratio_text(percentile(&ratios, 10)),
                ratio_text(percentile(&ratios, 90))
            ),
            format!("{least} {}", ratio_text(self.figure.bar_thousandths)),
            if mark { "yes" } else { "NO" }.to_owned(),
        ]
    }

    /// Times are printed in the next larger unit, memory in MiB.
    fn number(&self, value: u64) -> String {
        let whole = if self.unit == "KiB" { 1_024 } else { 1_000 };
        format!("{}.{}", value / whole, value % whole * 10 / whole)
    }

    fn shown_unit(&self) -> &str {
        match self.unit.as_str() {
            "ns" => "µs",
            "us" => "ms",
            "KiB" => "MiB",
            other => other,
        }
    }
}

/// A table in Markdown, which also reads well on a terminal.
pub(crate) fn table(told: &[Told]) -> String {
    let heads = [
        "what",
        "product p50 / p95",
        "bare p50 / p95",
        "ratio",
        "of pairs, p10 – p90",
        "bar",
        "met",
    ];
    let mut rows = vec![heads.map(str::to_owned)];
    rows.extend(told.iter().map(Told::row));
    let wide = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..heads.len()).map(|it| wide(it).unwrap_or(0)).collect();
    let mut text = String::new();
    for (place, row) in rows.iter().enumerate() {
        for (cell, width) in row.iter().zip(&widths) {
            let padding = " ".repeat(width - cell.chars().count());
            let _ = write!(text, "| {cell}{padding} ");
        }
        text.push_str("|\n");
        if place == 0 {
            for width in &widths {
                let _ = write!(text, "|{}", "-".repeat(width + 2));
            }
            text.push_str("|\n");
        }
    }
    text
}

/// The smallest sample that this percentage of samples does not exceed.
fn percentile(samples: &[u64], percent: usize) -> u64 {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(place).copied().unwrap_or(0)
}

fn thousandths(one: u64, other: u64) -> u64 {
    one.saturating_mul(1_000) / other.max(1)
}

fn ratio_text(thousandths: u64) -> String {
    format!("{}.{:02}", thousandths / 1_000, thousandths % 1_000 / 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figure::{FIGURES, PAPER_FIGURES};

    fn told(name: &str, product: &[u64], bare: &[u64]) -> Told {
        let mut figures = FIGURES.iter().chain(&PAPER_FIGURES);
        let figure = figures.find(|figure| figure.name == name).unwrap();
        let measured = json!({ "unit": "us", "product": product, "bare": bare });
        Told::read(figure, &measured).unwrap()
    }

    #[test]
    fn percentiles_are_samples() {
        let samples: Vec<u64> = (1..=200).rev().collect();
        assert_eq!(percentile(&samples, 50), 100);
        assert_eq!(percentile(&samples, 95), 190);
        assert_eq!(percentile(&[7], 10), 7);
        assert_eq!(percentile(&[1, 2, 3], 50), 2);
    }

    #[test]
    fn a_time_may_be_longer_and_a_rate_lower_up_to_the_bar() {
        assert!(told("key-to-qr", &[60, 64, 80], &[32, 32, 32]).met());
        assert!(!told("key-to-qr", &[60, 65, 80], &[32, 32, 32]).met());
        assert!(told("ledger-1", &[100], &[70]).met());
        assert!(!told("ledger-1", &[100], &[69]).met());
    }

    #[test]
    fn starts_are_judged_pair_by_pair() {
        // The medians alone would give 1.00.
        let starts = told("start", &[120, 100, 240], &[100, 200, 110]);
        assert_eq!(starts.ratio(), 1_200);
        assert!(!starts.met());
    }

    #[test]
    fn a_frame_may_be_lost_neither_by_half_of_the_sales_nor_by_the_slowest() {
        let bare = [100; 20];
        let mut product = [100; 20];
        product[18] = 101;
        // Two of twenty are slower: the 95th percentile is one of them.
        product[19] = 101;
        assert!(!told("paid-printing", &product, &bare).met());
        product[18] = 100;
        assert!(told("paid-printing", &product, &bare).met());
        assert!(!told("paid-printing", &[101; 20], &bare).met());
    }

    #[test]
    fn missing_samples_are_an_error() {
        let figure = &FIGURES[0];
        for measured in [
            json!(null),
            json!({ "product": [], "bare": [] }),
            json!({ "product": [1, 2], "bare": [1] }),
            json!({ "product": [1], "bare": [0] }),
        ] {
            assert!(Told::read(figure, &measured).is_err(), "{measured}");
        }
    }

    #[test]
    fn the_table_says_whether_the_bar_is_met() {
        let text = table(&[told("key-to-qr", &[70_000], &[32_000])]);
        assert!(text.contains("70.0 / 70.0 ms"), "{text}");
        assert!(text.contains("| 2.18 "), "{text}");
        assert!(text.contains("| NO "), "{text}");
    }
}
