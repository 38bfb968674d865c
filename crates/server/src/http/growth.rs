//! How a follower count has changed, from the values kept per day.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::Serialize;
use utoipa::ToSchema;

/// How the number has changed until its last day. Null where no value of the time is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Growth {
    day: Option<Change>,
    week: Option<Change>,
    month: Option<Change>,
}

/// A difference, and what it is the difference to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
struct Change {
    /// The UTC day compared with, `YYYY-MM-DD`; earlier than asked for if that day has no value.
    #[schema(example = "2026-03-03")]
    since: String,
    /// Followers won, or lost if negative.
    #[schema(example = 12)]
    by: i64,
}

/// A value of that day, or of one so much earlier, is compared with.
const SLACK: i32 = 3;

/// No earlier value is needed, in days.
pub(super) const DAYS: i64 = 40;

/// The changes up to the last of the days, which come oldest first.
pub(super) fn growth(days: &[(Date, i64)]) -> Option<Growth> {
    let (last, count) = *days.last()?;
    let since = |ago: Span| {
        let day = last.checked_sub(ago).ok()?;
        let earliest = day.checked_sub(SLACK.days()).ok()?;
        let mut known = days.iter().rev();
        let (found, then) = known.find(|(known, _)| (earliest..=day).contains(known))?;
        Some(Change {
            since: found.to_string(),
            by: count - then,
        })
    };
    Some(Growth {
        day: since(1.day()),
        week: since(1.week()),
        month: since(1.month()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(days: &[(&str, i64)]) -> String {
        let days = days.iter().map(|(day, n)| (day.parse().unwrap(), *n));
        let Some(growth) = growth(&days.collect::<Vec<_>>()) else {
            return "-".to_owned();
        };
        let word = |change: Option<Change>| {
            change.map_or("-".to_owned(), |change| {
                format!("{:+} {}", change.by, change.since)
            })
        };
        format!(
            "{}, {}, {}",
            word(growth.day),
            word(growth.week),
            word(growth.month)
        )
    }

    #[test]
    fn changes_are_told_with_the_day_they_count_from() {
        for (days, expected) in [
            (&[][..], "-"),
            (&[("2026-03-31", 10)], "-, -, -"),
            (
                &[("2026-03-30", 10), ("2026-03-31", 7)],
                "-3 2026-03-30, -, -",
            ),
            // A day without a value is stood in for by one before it, never by one after it.
            (
                &[("2026-03-27", 10), ("2026-03-31", 17)],
                "+7 2026-03-27, -, -",
            ),
            (&[("2026-03-26", 10), ("2026-03-31", 17)], "-, -, -"),
            (
                &[("2026-03-24", 10), ("2026-03-31", 10)],
                "-, +0 2026-03-24, -",
            ),
            // The month before 31 March ends with February.
            (
                &[
                    ("2026-02-28", 1),
                    ("2026-03-22", 5),
                    ("2026-03-30", 8),
                    ("2026-03-31", 9),
                ],
                "+1 2026-03-30, +4 2026-03-22, +8 2026-02-28",
            ),
        ] {
            assert_eq!(grown(days), expected, "{days:?}");
        }
    }
}
