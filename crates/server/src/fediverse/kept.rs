//! Answers of home servers, each for its time; bounded, in memory only.

use quick_cache::sync::Cache;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

/// Answers kept at most; the least used go first.
const ANSWERS: usize = 4_096;

/// Values by key, each until a moment. Those who ask for one at the same time share one making.
///
/// A key may be a visitor's account, so only its hash stays, under a key of this process.
pub(super) struct Kept<T> {
    answers: Cache<u64, (Instant, T)>,
    hasher: RandomState,
}

impl<T: Clone> Kept<T> {
    pub(super) fn new() -> Self {
        Self {
            answers: Cache::new(ANSWERS),
            hasher: RandomState::new(),
        }
    }

    /// The value at hand, or the one that `make` yields with how long it holds; `None` is not kept.
    pub(super) async fn get(
        &self,
        key: &str,
        make: impl Future<Output = Option<(Duration, T)>>,
    ) -> Option<T> {
        let (key, now) = (self.hasher.hash_one(key), Instant::now());
        self.answers.remove_if(&key, |(until, _)| *until <= now);
        let made = async {
            let (holds, value) = make.await.ok_or(())?;
            Ok::<_, ()>((Instant::now() + holds, value))
        };
        let kept = self.answers.get_or_insert_async(&key, made).await;
        kept.ok().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn values_are_made_once_and_again_when_their_time_is_over() {
        let kept = Kept::new();
        let hour = Duration::from_secs(3_600);
        let get = |make| kept.get("a", std::future::ready(make));
        assert_eq!(get(None).await, None);
        assert_eq!(get(Some((hour, 1))).await, Some(1));
        assert_eq!(get(Some((hour, 2))).await, Some(1));
        assert_eq!(get(None).await, Some(1));
        let other = |make| kept.get("b", std::future::ready(make));
        assert_eq!(other(Some((Duration::ZERO, 3))).await, Some(3));
        assert_eq!(other(Some((hour, 4))).await, Some(4));
    }
}
