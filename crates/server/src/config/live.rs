//! `[live]`: how many pages may be told at once what has changed.

use super::reader::{Document, Table};
use super::values;
use std::num::NonZeroU32;
use std::time::Duration;

/// What open streams may take up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Live {
    /// Streams of all clients at the same time.
    pub streams: NonZeroU32,
    /// Streams of one client; machines of one's own are not limited.
    pub per_client: NonZeroU32,
    /// How often a page asks that gets no stream.
    pub poll: Duration,
}

const STREAMS: NonZeroU32 = NonZeroU32::new(5_000).unwrap();
const PER_CLIENT: NonZeroU32 = NonZeroU32::new(100).unwrap();
const POLL: Duration = Duration::from_secs(60);

/// More than this many streams would leave no connection for anything else.
const MOST: u64 = 9_000;

pub(super) fn read(document: &Document<'_>, root: &Table<'_>) -> Live {
    let table = root.table("live", &["streams", "per_client", "poll"]);
    let number = |key: &str, default| {
        let Some(number) = table.and_then(|table| table.number(key)) else {
            return default;
        };
        let given = Some(number.value).filter(|number| *number <= MOST);
        let given = given.and_then(|number| NonZeroU32::new(u32::try_from(number).ok()?));
        given.unwrap_or_else(|| {
            let what = format!("live.{key} = {} is no number of streams", number.value);
            let help = format!("write a number from 1 to {MOST}");
            document.error(number.line, what, help);
            default
        })
    };
    let poll = table.and_then(|table| table.text("poll"));
    let poll = poll.map(|text| {
        values::duration(text.value).unwrap_or_else(|help| {
            let what = format!(
                "live.poll = \"{}\" is no time between questions",
                text.value
            );
            document.error(text.line, what, help);
            POLL
        })
    });
    Live {
        streams: number("streams", STREAMS),
        per_client: number("per_client", PER_CLIENT),
        poll: poll.unwrap_or(POLL),
    }
}
