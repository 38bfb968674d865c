//! When a server wants to be asked again.

use jiff::Timestamp;
use std::time::Duration;

/// The longest wait taken from a server; beyond it the sender is believed to be mistaken.
pub const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Reads a `Retry-After` value, seconds or an HTTP date, as the time to wait from `now`.
///
/// A date in the past means no wait; a wait over [`LONGEST`] is shortened to it. `None` if the
/// value is neither form.
pub fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    let wait = if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        Duration::from_secs(value.parse().unwrap_or(u64::MAX))
    } else {
        until(
            jiff::fmt::rfc2822::DateTimeParser::new()
                .parse_timestamp(value)
                .ok()?,
            now,
        )
    };
    Some(wait.min(LONGEST))
}

/// The time to wait until a moment; nothing if it has passed. At most [`LONGEST`].
pub fn until(moment: Timestamp, now: Timestamp) -> Duration {
    let seconds = moment.as_second().saturating_sub(now.as_second());
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let now: Timestamp = "2026-03-03T10:00:00Z".parse().unwrap();
        for (value, expected) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Tue, 03 Mar 2026 10:02:00 GMT", Some(120)),
            ("Tue, 03 Mar 2026 09:00:00 GMT", Some(0)),
            ("99999999999999999999999", Some(LONGEST.as_secs())),
            ("Sun, 03 Mar 2999 10:00:00 GMT", Some(LONGEST.as_secs())),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(
                retry_after(value, now).map(|wait| wait.as_secs()),
                expected,
                "{value}"
            );
        }
    }
}
