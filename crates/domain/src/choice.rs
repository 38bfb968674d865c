//! Closed sets of words: every option that is "one of these" is such an enum.

/// A value chosen from a closed set of words, as written in attributes, JSON and TOML.
pub trait Choice: Sized + Copy + PartialEq + 'static {
    /// Every value with its word; the first is the default.
    const ALL: &'static [(Self, &'static str)];

    /// The value for a word, ignoring case; `None` if the set has no such word.
    fn parse(word: &str) -> Option<Self> {
        let known = Self::ALL.iter();
        let mut hits = known.filter(|(_, name)| name.eq_ignore_ascii_case(word));
        hits.next().map(|(value, _)| *value)
    }

    /// The value's word.
    fn word(self) -> &'static str {
        let entry = Self::ALL.iter().find(|(value, _)| *value == self);
        entry.map_or("", |(_, name)| name)
    }
}

/// Declares an enum and its words in one place.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $crate::choice::Choice for $name {
            const ALL: &'static [(Self, &'static str)] = &[$(($name::$variant, $word)),+];
        }

        impl $name {
            /// The words of the set, for tables and messages.
            pub const WORDS: &'static [&'static str] = &[$($word),+];
        }

        impl Default for $name {
            fn default() -> Self {
                <Self as $crate::choice::Choice>::ALL[0].0
            }
        }
    };
}
pub(crate) use choice;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Theme;

    #[test]
    fn words_are_read_without_regard_to_case() {
        assert_eq!(Theme::parse("DARK"), Some(Theme::Dark));
        assert_eq!(Theme::parse("plum"), None);
        assert_eq!(Theme::default().word(), "auto");
    }
}
