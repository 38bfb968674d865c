//! Numbers of people, shown without inventing any.

use crate::text::{Category, Forms, Lang};

/// How many: followers, shares. Never negative, never an estimate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Count(pub u64);

/// How a language writes numbers.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    /// Between groups of three digits.
    pub group: &'static str,
    /// Before tenths.
    pub decimal: &'static str,
    /// Digits that stand before the first separator at least: 2 writes "1234" and "12.345".
    pub least: usize,
    /// Units with their sizes, largest first. The word brings its own space, if there is one: a
    /// no-break space keeps number and unit on one line.
    pub units: &'static [(u64, Forms)],
}

impl Count {
    /// Every digit, grouped as the language does: "12.345", "12,345".
    pub fn full(self, lang: Lang) -> String {
        let numbers = &lang.language().numbers;
        grouped(self.0, numbers.group, numbers.least)
    }

    /// At most three leading digits and a unit: "12,3 Tsd.", "340 Mio.", "2,5 Mrd."; "12.3K". Where
    /// units are ten thousand times each other, up to four: "1234万".
    ///
    /// Rounds down, so that a number is never shown larger than it is. Integer arithmetic only.
    pub fn compact(self, lang: Lang) -> String {
        let language = lang.language();
        let numbers = &language.numbers;
        // Beside other short numbers "1234" needs no separator.
        let group = |n| grouped(n, numbers.group, numbers.least.max(2));
        let Some((size, word)) = self.unit(lang) else {
            return group(self.0);
        };
        let tenths = self.0 / (size / 10);
        let (whole, tenth) = (tenths / 10, tenths % 10);
        let (number, category) = if whole >= 100 || tenth == 0 {
            (group(whole), language.plurals.category(whole))
        } else {
            let number = format!("{whole}{}{tenth}", numbers.decimal);
            (number, Category::Other)
        };
        number + language.plurals.form(word, category)
    }

    /// What is counted, as it follows [`Self::compact`]: "1,2 M" and " d’abonnés". `forms` have the
    /// number first.
    pub fn counted(self, lang: Lang, forms: Forms) -> &'static str {
        let plurals = lang.language().plurals;
        let category = match self.unit(lang) {
            Some((size, _)) => {
                let tenths = self.0 / (size / 10);
                // As `compact` leaves the tenth out.
                let tenths = if tenths >= 1_000 {
                    tenths / 10 * 10
                } else {
                    tenths
                };
                plurals.category_in(tenths * (size / 10), size)
            }
            None => plurals.category(self.0),
        };
        let form = plurals.form(forms, category);
        form.strip_prefix("{}").unwrap_or(form)
    }

    fn unit(self, lang: Lang) -> Option<(u64, Forms)> {
        let mut units = lang.language().numbers.units.iter().copied();
        units.find(|(size, _)| self.0 >= *size)
    }
}

/// The digits in groups of three, if at least `least` stand before the first separator.
fn grouped(n: u64, separator: &str, least: usize) -> String {
    let digits = n.to_string();
    if digits.len() < 3 + least {
        return digits;
    }
    let mut out = String::with_capacity(digits.len() * 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(digit);
    }
    out
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

    #[test]
    fn words_follow_the_number_as_it_is_shown() {
        for (lang, n, text) in [
            (Lang::De, 12_345, "12,3\u{a0}Tsd. Follower"),
            (Lang::Fr, 1, "1 abonné"),
            (Lang::Fr, 12_345, "12,3\u{a0}k abonnés"),
            (Lang::Fr, 1_234_567, "1,2\u{a0}M d’abonnés"),
            (Lang::Pl, 22, "22 obserwujących"),
            (Lang::Ru, 22, "22 подписчика"),
            (Lang::Ru, 22_022, "22\u{a0}тыс. подписчиков"),
            (Lang::Ro, 15, "15 urmăritori"),
            (Lang::Ro, 15_000, "15\u{a0}K de urmăritori"),
            (Lang::Ar, 5_000, "5\u{a0}آلاف متابع"),
            (Lang::Ar, 5, "5 متابعين"),
            (Lang::Ja, 123_456, "12.3万人のフォロワー"),
            (
                Lang::DeSimple,
                1_000_000,
                "1\u{a0}Million Menschen folgen uns",
            ),
            (
                Lang::DeSimple,
                1_500_000,
                "1,5\u{a0}Millionen Menschen folgen uns",
            ),
        ] {
            let words = Count(n).counted(lang, lang.strings().followers);
            assert_eq!(Count(n).compact(lang) + words, text);
        }
    }
}
