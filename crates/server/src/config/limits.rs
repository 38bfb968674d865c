//! `[limits]`, and whose word counts about who a client is.

use super::reader::{Document, Table};
use std::num::NonZeroU32;

/// What one client may take up. Machines of one's own are not limited: see `http::client`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerClient {
    /// A minute, of those that cannot be answered from the cache; as many may come at once.
    pub requests: NonZeroU32,
    /// At the same time.
    pub connections: NonZeroU32,
}

/// The header in which the proxies name the client. Only one counts, because a proxy that writes
/// one of them passes the other on as the client sent it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForwardedHeader {
    #[default]
    XForwardedFor,
    /// RFC 7239.
    Forwarded,
}

const REQUESTS: NonZeroU32 = NonZeroU32::new(1_200).unwrap();
const CONNECTIONS: NonZeroU32 = NonZeroU32::new(500).unwrap();

/// More is no limit.
const MOST: u64 = 1_000_000;

pub(super) fn read(document: &Document<'_>, root: &Table<'_>) -> PerClient {
    let table = root.table("limits", &["requests", "connections"]);
    let read = |key: &str, default| {
        let Some(number) = table.and_then(|table| table.number(key)) else {
            return default;
        };
        let given = Some(number.value).filter(|number| *number <= MOST);
        let given = given.and_then(|number| NonZeroU32::new(u32::try_from(number).ok()?));
        given.unwrap_or_else(|| {
            let what = format!("limits.{key} = {} is no limit", number.value);
            let help = format!(
                "write a number from 1 to {MOST}; machines in trusted_proxies are not limited"
            );
            document.error(number.line, what, help);
            default
        })
    };
    PerClient {
        requests: read("requests", REQUESTS),
        connections: read("connections", CONNECTIONS),
    }
}

pub(super) fn forwarded_header(document: &Document<'_>, root: &Table<'_>) -> ForwardedHeader {
    let Some(text) = root.text("forwarded_header") else {
        return ForwardedHeader::default();
    };
    match &text.value.to_ascii_lowercase()[..] {
        "x-forwarded-for" => ForwardedHeader::XForwardedFor,
        "forwarded" => ForwardedHeader::Forwarded,
        _ => {
            let what = format!("forwarded_header = \"{}\" is unknown", text.value);
            let help = "write the one that your proxy sets: \"X-Forwarded-For\" or \"Forwarded\"";
            document.error(text.line, what, help);
            ForwardedHeader::default()
        }
    }
}
