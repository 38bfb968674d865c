//! When to fetch next.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;
use teilbar_domain::date::Timestamp;

/// A failing source is asked at least this often.
const LONGEST: Duration = Duration::from_secs(6 * 3_600);

/// A failing source is asked again after this long, or after its usual time if that is shorter.
const SHORTEST: Duration = Duration::from_secs(60);

/// The present.
pub(super) fn now() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_second())
}

/// How long it is until then.
pub(super) fn until(at: Timestamp) -> Duration {
    let nanoseconds = jiff::Timestamp::now().as_nanosecond();
    let left = i128::from(at.0) * 1_000_000_000 - nanoseconds;
    // A little late is better than a moment too early, which would find nothing due.
    Duration::from_nanos(u64::try_from(left).unwrap_or(0)) + Duration::from_millis(20)
}

/// The moment that lies this far ahead.
pub(super) fn ahead(now: Timestamp, by: Duration) -> Timestamp {
    Timestamp(
        now.0
            .saturating_add(i64::try_from(by.as_secs()).unwrap_or(i64::MAX)),
    )
}

/// After a success: the usual time, give or take a tenth, so that sources do not march in step.
pub(super) fn usual(now: Timestamp, interval: Duration) -> Timestamp {
    let tenth = interval / 10;
    let chance = RandomState::new().hash_one(now.0) % 1_000;
    let spread = tenth.mul_f64(chance as f64 / 500.0);
    ahead(now, (interval - tenth + spread).max(Duration::from_secs(1)))
}

/// After a failure: twice as long with each one in a row, and never before the source wants.
pub(super) fn back_off(
    now: Timestamp,
    interval: Duration,
    failures: i64,
    retry_after: Option<Duration>,
) -> Timestamp {
    let doublings = u32::try_from(failures.clamp(0, 16)).unwrap_or(0);
    let wait = interval
        .min(SHORTEST)
        .saturating_mul(1 << doublings)
        .min(LONGEST);
    ahead(now, wait.max(retry_after.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000);

    fn seconds(failures: i64, interval: u64, retry_after: Option<u64>) -> i64 {
        let (interval, retry) = (
            Duration::from_secs(interval),
            retry_after.map(Duration::from_secs),
        );
        back_off(NOW, interval, failures, retry).0 - NOW.0
    }

    #[test]
    fn failures_are_met_with_patience() {
        for (failures, interval, retry_after, expected) in [
            (0, 900, None, 60),
            (1, 900, None, 120),
            (3, 900, None, 480),
            (20, 900, None, 21_600),
            (i64::MAX, 900, None, 21_600),
            (0, 1, None, 1),
            (5, 1, None, 32),
            (0, 900, Some(3_600), 3_600),
            (0, 900, Some(5), 60),
            (20, 900, Some(86_400), 86_400),
        ] {
            assert_eq!(
                seconds(failures, interval, retry_after),
                expected,
                "{failures} {interval}"
            );
        }
    }

    #[test]
    fn refreshes_do_not_march_in_step() {
        let interval = Duration::from_secs(1_000);
        let times: Vec<_> = (0..200).map(|_| usual(NOW, interval).0 - NOW.0).collect();
        assert!(
            times.iter().all(|time| (899..=1_101).contains(time)),
            "{times:?}"
        );
        assert!(times.iter().any(|time| *time != times[0]));
        assert_eq!(usual(NOW, Duration::from_secs(1)).0 - NOW.0, 1);
    }
}
