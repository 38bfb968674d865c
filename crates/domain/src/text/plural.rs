//! Which form of a sentence goes with a number.

crate::choice::choice!(
    /// A plural category, named as CLDR names it.
    Category {
        Other = "other",
        Zero = "zero",
        One = "one",
        Two = "two",
        Few = "few",
        Many = "many"
    }
);

/// The forms of a sentence, in the order of [`Plurals::categories`]; a single one fits any number.
/// `{}` stands for the number.
pub type Forms = &'static [&'static str];

/// The plural rule of a language, for whole numbers. The rules are those of CLDR, which has more
/// categories where a language has forms for fractions only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plurals {
    /// Nouns do not change: Japanese.
    Same,
    /// One, and all others: German.
    One,
    /// As [`Plurals::One`], and whole millions take a preposition: Spanish "1.000.000 de …".
    OneMany,
    /// As [`Plurals::OneMany`], and zero goes with one: French.
    ZeroOneMany,
    /// One, two, others: Hebrew.
    Two,
    /// One, two to four, others: Czech.
    Czech,
    Polish,
    /// By the last two digits: Russian, Ukrainian.
    East,
    /// By the last two digits: Croatian, Serbian.
    South,
    /// By the last two digits, with a dual: Slovenian.
    Slovene,
    Romanian,
    Arabic,
}

impl Plurals {
    /// The categories of the rule, in the order in which [`Forms`] are written.
    pub fn categories(self) -> &'static [Category] {
        use Category::{Few, Many, One, Other, Two, Zero};
        match self {
            Self::Same => &[Other],
            Self::One => &[One, Other],
            Self::OneMany | Self::ZeroOneMany => &[One, Many, Other],
            Self::Two => &[One, Two, Other],
            Self::Czech | Self::South | Self::Romanian => &[One, Few, Other],
            Self::Polish | Self::East => &[One, Few, Many],
            Self::Slovene => &[One, Two, Few, Other],
            Self::Arabic => &[Zero, One, Two, Few, Many, Other],
        }
    }

    /// The category of a whole number.
    pub fn category(self, n: u64) -> Category {
        use Category::{Few, Many, One, Other, Two, Zero};
        let (ten, hundred) = (n % 10, n % 100);
        match self {
            Self::Same => Other,
            Self::One | Self::OneMany | Self::Two | Self::Czech | Self::Polish | Self::Romanian
                if n == 1 =>
            {
                One
            }
            Self::ZeroOneMany if n <= 1 => One,
            Self::OneMany | Self::ZeroOneMany if n != 0 && n.is_multiple_of(1_000_000) => Many,
            Self::Two if n == 2 => Two,
            Self::Czech if (2..=4).contains(&n) => Few,
            Self::East | Self::South if ten == 1 && hundred != 11 => One,
            Self::Polish | Self::East | Self::South
                if (2..=4).contains(&ten) && !(12..=14).contains(&hundred) =>
            {
                Few
            }
            Self::Polish | Self::East => Many,
            Self::Slovene => match hundred {
                1 => One,
                2 => Two,
                3 | 4 => Few,
                _ => Other,
            },
            Self::Romanian if n == 0 || (1..=19).contains(&hundred) => Few,
            Self::Arabic => match (n, hundred) {
                (0, _) => Zero,
                (1, _) => One,
                (2, _) => Two,
                (_, 3..=10) => Few,
                (_, 11..=99) => Many,
                _ => Other,
            },
            _ => Other,
        }
    }

    /// The category of a number shown with a unit, as "1,2 M": where whole millions have a form of
    /// their own, everything in millions has it.
    pub fn category_in(self, n: u64, unit: u64) -> Category {
        match self {
            Self::OneMany | Self::ZeroOneMany if unit >= 1_000_000 => Category::Many,
            _ => self.category(n),
        }
    }

    /// The form for a category.
    pub fn form(self, forms: Forms, category: Category) -> &'static str {
        let mut categories = self.categories().iter();
        let place = categories.position(|known| *known == category);
        place
            .and_then(|place| forms.get(place))
            .or(forms.last())
            .copied()
            .unwrap_or_default()
    }

    /// All forms of a sentence in one text, from which [`pick`] takes the one for a number without
    /// knowing the language. `most` is the largest number that will be asked for.
    pub fn packed(self, forms: Forms, most: usize) -> String {
        if let [form] = forms {
            return (*form).to_owned();
        }
        let place = |n: u64| {
            let category = self.category(n);
            let place = self.categories().iter().position(|c| *c == category);
            char::from(b'0' + u8::try_from(place.unwrap_or_default()).unwrap_or_default())
        };
        let places: String = (0..=most as u64).map(place).collect();
        format!("{places}\n{}", forms.join("\n"))
    }
}

/// The sentence for a number out of what [`Plurals::packed`] made; the last one for larger numbers.
pub fn pick(packed: &str, n: usize) -> &str {
    let Some((places, forms)) = packed.split_once('\n') else {
        return packed;
    };
    let place = places.as_bytes().get(n).map(|digit| digit - b'0');
    let mut lines = forms.split('\n');
    let chosen = match place {
        Some(place) => lines.nth(usize::from(place)),
        None => lines.next_back(),
    };
    chosen.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_sentence_has_the_same_forms() {
        let forms: Forms = &["{} wpis", "{} wpisy", "{} wpisów"];
        let packed = Plurals::Polish.packed(forms, 25);
        assert!(packed.starts_with("2011122222"), "{packed}");
        for (n, form) in [(0, 2), (1, 0), (3, 1), (13, 2), (22, 1), (25, 2), (99, 2)] {
            assert_eq!(pick(&packed, n), forms[form], "{n}");
        }
        assert_eq!(pick(&Plurals::Same.packed(&["{}件"], 9), 3), "{}件");
        assert_eq!(pick("", 3), "");
        assert_eq!(pick("9\nhello", 0), "", "a broken text is no panic");
    }
}
