//! Numbers of people, shown without inventing any.

use crate::text::Lang;

/// How many: followers, shares. Never negative, never an estimate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Count(pub u64);

impl Count {
    /// Every digit, grouped as the language does: "12.345", "12,345".
    pub fn full(self, lang: Lang) -> String {
        let digits = self.0.to_string();
        let mut out = String::with_capacity(digits.len() * 4 / 3);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(group_separator(lang));
            }
            out.push(digit);
        }
        out
    }

    /// At most three leading digits and a unit: "12,3 Tsd.", "340 Mio.", "2,5 Mrd."; "12.3K".
    ///
    /// Rounds down, so that a number is never shown larger than it is. Integer arithmetic only:
    /// float formatting would cost the wasm 5 KB.
    pub fn compact(self, lang: Lang) -> String {
        let Some((unit, word)) = unit(self.0, lang) else {
            return self.0.to_string();
        };
        let tenths = self.0 / (unit / 10);
        let (whole, tenth) = (tenths / 10, tenths % 10);
        let number = if whole >= 100 || tenth == 0 {
            Count(whole).full(lang)
        } else {
            format!("{whole}{}{tenth}", decimal_separator(lang))
        };
        match lang {
            // A no-break space keeps number and unit on one line.
            Lang::De => format!("{number}\u{a0}{word}"),
            Lang::En => format!("{number}{word}"),
        }
    }
}

fn unit(count: u64, lang: Lang) -> Option<(u64, &'static str)> {
    let words = match lang {
        Lang::De => ["Mrd.", "Mio.", "Tsd."],
        Lang::En => ["B", "M", "K"],
    };
    let sizes = [1_000_000_000, 1_000_000, 1_000];
    let mut units = sizes.into_iter().zip(words);
    units.find(|(size, _)| count >= *size)
}

fn group_separator(lang: Lang) -> char {
    match lang {
        Lang::De => '.',
        Lang::En => ',',
    }
}

fn decimal_separator(lang: Lang) -> char {
    match lang {
        Lang::De => ',',
        Lang::En => '.',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_by_language() {
        let rows = [
            (0, "0", "0", "0", "0"),
            (999, "999", "999", "999", "999"),
            (1_000, "1.000", "1\u{a0}Tsd.", "1,000", "1K"),
            (1_499, "1.499", "1,4\u{a0}Tsd.", "1,499", "1.4K"),
            (12_345, "12.345", "12,3\u{a0}Tsd.", "12,345", "12.3K"),
            (99_999, "99.999", "99,9\u{a0}Tsd.", "99,999", "99.9K"),
            (999_999, "999.999", "999\u{a0}Tsd.", "999,999", "999K"),
            (
                340_000_000,
                "340.000.000",
                "340\u{a0}Mio.",
                "340,000,000",
                "340M",
            ),
            (
                2_500_000_000,
                "2.500.000.000",
                "2,5\u{a0}Mrd.",
                "2,500,000,000",
                "2.5B",
            ),
            (
                u64::MAX,
                "18.446.744.073.709.551.615",
                "18.446.744.073\u{a0}Mrd.",
                "18,446,744,073,709,551,615",
                "18,446,744,073B",
            ),
        ];
        for (n, full_de, compact_de, full_en, compact_en) in rows {
            let count = Count(n);
            assert_eq!(count.full(Lang::De), full_de);
            assert_eq!(count.compact(Lang::De), compact_de);
            assert_eq!(count.full(Lang::En), full_en);
            assert_eq!(count.compact(Lang::En), compact_en);
        }
    }

    #[test]
    fn compact_never_overstates() {
        for n in (0..3_000_000u64).step_by(997) {
            let text = Count(n).compact(Lang::En);
            let (number, unit) = match text.strip_suffix(['K', 'M']) {
                Some(number) if text.ends_with('K') => (number, 1e3),
                Some(number) => (number, 1e6),
                None => (&text[..], 1.0),
            };
            assert!(
                number.parse::<f64>().unwrap() * unit <= n as f64,
                "{n} {text}"
            );
        }
    }
}
