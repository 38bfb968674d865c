//! Points in time and civil dates, without a clock or a time zone database.

use crate::text::Lang;

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Timestamp(pub i64);

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// How a language writes dates.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    /// Names of the months as they stand in a date: in the genitive where a language has one.
    pub months: [&'static str; 12],
    /// A date out of `{d}`, `{m}` (the month's name) and `{y}`.
    pub date: &'static str,
    /// A date with a time of day, out of `{date}`, `{h}` or `{hh}` (two digits), and `{mm}`.
    pub moment: &'static str,
}

impl Date {
    /// Reads `YYYY-MM-DD`; `None` if it is not a day of the calendar.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let digits =
            |part: &str, len| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
        if parts.next().is_some() || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return None;
        }
        let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        let valid = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        valid.then_some(Self { year, month, day })
    }

    /// `YYYY-MM-DD`.
    pub fn iso(self) -> String {
        let Self { year, month, day } = self;
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// "3. März 2026", "3 March 2026".
    pub fn long(self, lang: Lang) -> String {
        let dates = &lang.language().dates;
        let month = dates.months[usize::from(self.month.clamp(1, 12)) - 1];
        let numbers = dates.date.replace("{d}", &self.day.to_string());
        numbers
            .replace("{y}", &self.year.to_string())
            .replace("{m}", month)
    }

    /// "3. März 2026, 14:05 Uhr", "3 March 2026, 14:05". Hours go from 0 to 23 in every language.
    pub fn long_at(self, hour: u8, minute: u8, lang: Lang) -> String {
        let moment = lang.language().dates.moment;
        moment
            .replace("{hh}", &format!("{hour:02}"))
            .replace("{h}", &hour.to_string())
            .replace("{mm}", &format!("{minute:02}"))
            .replace("{date}", &self.long(lang))
    }
}

fn days_in(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// A time as shown: for machines and for people, both made by the server in the site's time zone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Moment {
    /// RFC 3339, for `<time datetime>`.
    pub iso: String,
    /// In the reader's language, absolute.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_read() {
        for (text, ok) in [
            ("2026-03-03", true),
            ("2024-02-29", true),
            ("2026-02-29", false),
            ("2100-02-29", false),
            ("2026-13-01", false),
            ("2026-3-3", false),
            ("2026-03-03T10:00", false),
            ("+026-03-03", false),
        ] {
            assert_eq!(Date::parse(text).is_some(), ok, "{text}");
        }
    }

    #[test]
    fn long_form_by_language() {
        let date = Date::parse("2026-03-03").unwrap();
        assert_eq!(date.long(Lang::De), "3. März 2026");
        assert_eq!(date.long(Lang::En), "3 March 2026");
        assert_eq!(date.long(Lang::Pl), "3 marca 2026");
        assert_eq!(date.long(Lang::Ja), "2026年3月3日");
        assert_eq!(date.long_at(4, 5, Lang::De), "3. März 2026, 04:05 Uhr");
        assert_eq!(date.long_at(4, 5, Lang::Fi), "3. maaliskuuta 2026 klo 4.05");
        assert_eq!(date.iso(), "2026-03-03");
    }
}
