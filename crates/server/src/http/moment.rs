//! Times as shown: for machines and for people, in the configured time zone.

use jiff::tz::TimeZone;
use teilbar_domain::date::{Date, Moment, Timestamp};
use teilbar_domain::text::Lang;

/// "3. März 2026, 14:05 Uhr", "3 March 2026, 14:05"; empty for a time that no calendar has.
pub(super) fn moment(at: Timestamp, lang: Lang, zone: &TimeZone) -> Moment {
    let Ok(at) = jiff::Timestamp::from_second(at.0) else {
        return Moment::default();
    };
    let local = at.to_zoned(zone.clone());
    let part = |part: i8| u8::try_from(part).unwrap_or_default();
    Moment {
        iso: local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        text: date(&local).long_at(part(local.hour()), part(local.minute()), lang),
    }
}

/// "3. März 2026": the day of a time.
pub(super) fn day_of(at: Timestamp, lang: Lang, zone: &TimeZone) -> Moment {
    let at = jiff::Timestamp::from_second(at.0).unwrap_or_default();
    day(date(&at.to_zoned(zone.clone())), lang)
}

/// "3. März 2026".
pub(super) fn day(date: Date, lang: Lang) -> Moment {
    Moment {
        iso: date.iso(),
        text: date.long(lang),
    }
}

fn date(at: &jiff::Zoned) -> Date {
    let part = |part: i8| u8::try_from(part).unwrap_or(1);
    Date {
        year: at.year().into(),
        month: part(at.month()),
        day: part(at.day()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_where_the_site_is() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        for (at, lang, iso, text) in [
            (
                1_772_496_300,
                Lang::De,
                "2026-03-03T01:05:00+01:00",
                "3. März 2026, 01:05 Uhr",
            ),
            (
                1_782_864_000,
                Lang::En,
                "2026-07-01T02:00:00+02:00",
                "1 July 2026, 02:00",
            ),
            (
                -1,
                Lang::En,
                "1970-01-01T00:59:59+01:00",
                "1 January 1970, 00:59",
            ),
            (
                1_772_496_300,
                Lang::Da,
                "2026-03-03T01:05:00+01:00",
                "3. marts 2026 kl. 01.05",
            ),
            (i64::MAX, Lang::De, "", ""),
        ] {
            let shown = moment(Timestamp(at), lang, &berlin);
            assert_eq!((&shown.iso[..], &shown.text[..]), (iso, text));
        }
        assert_eq!(
            day_of(Timestamp(1_772_496_300), Lang::De, &berlin).iso,
            "2026-03-03"
        );
    }
}
