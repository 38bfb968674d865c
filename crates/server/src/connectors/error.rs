//! Why a network gave no answer that could be used.

use crate::feed::FeedError;
use crate::fetch::{FetchError, Response, retry};
use std::time::Duration;

/// What went wrong, in words for the owner's log. For everybody else there is [`ConnectorError::in_public`].
#[derive(Debug, thiserror::Error)]
pub enum ConnectorError {
    #[error("{0} cannot be asked for a follower count; enter it by hand with its date")]
    NoCount(String),
    #[error("`{handle}` is no {network} profile; write it as {example}")]
    Handle {
        network: &'static str,
        handle: String,
        example: &'static str,
    },
    #[error("`{0}` is not a usable address; check the settings")]
    Setting(String),
    #[error("{0} answers only with a key; set one in [keys], or enter the count by hand")]
    NoKey(&'static str),
    #[error("{0} gives no posts to a server")]
    NoPosts(&'static str),
    #[error("the token has expired or was taken back; make a new one and set it in [keys]")]
    Expired,
    #[error(
        "this version of the interface is no longer served; set a newer one in [api], or update teilbar"
    )]
    Version,
    #[error("the token belongs to `{found}` and tells nothing about `{handle}`")]
    Stranger { found: String, handle: String },
    #[error("the month's budget is spent; the next reading is due when the next month begins")]
    Budget { retry_after: Duration },
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("the source was asked too often")]
    Limited { retry_after: Option<Duration> },
    #[error("the profile or feed does not exist; check how it is written")]
    NotFound,
    #[error("the source has ended for good")]
    Gone,
    #[error("the source refuses to answer (status {0}); check the key or token")]
    Refused(u16),
    #[error("the source answered with status {status}")]
    Status {
        status: u16,
        retry_after: Option<Duration>,
    },
    #[error("the answer is a web page where data was expected")]
    Html,
    #[error("the answer is not JSON: {0}")]
    Json(String),
    #[error("the answer has no `{0}`")]
    Missing(&'static str),
    #[error("`{field}` is {found}, which is no count")]
    NotACount { field: &'static str, found: String },
    #[error("the profile hides its count")]
    Hidden,
    #[error("the profile is not to be shown to people who are not logged in")]
    Private,
    #[error(transparent)]
    Feed(#[from] FeedError),
    #[error("{path} cannot be read: {reason}")]
    File { path: String, reason: String },
}

impl ConnectorError {
    /// What went wrong in words for the health page, which anybody may read: no address, no host, no
    /// path and nothing that the source said.
    pub fn in_public(&self) -> &'static str {
        match self {
            Self::NoCount(_)
            | Self::NoPosts(_)
            | Self::Handle { .. }
            | Self::Setting(_)
            | Self::NoKey(_)
            | Self::Version
            | Self::Stranger { .. } => "it cannot be asked as it is configured",
            Self::Expired => "its token has expired",
            Self::Budget { .. } => "the month's budget is spent",
            Self::Fetch(error) => error.in_public(),
            Self::Limited { .. } => "it was asked too often",
            Self::NotFound => "it does not exist",
            Self::Gone => "it has ended for good",
            Self::Refused(_) | Self::Hidden | Self::Private => "it refuses to answer",
            Self::Status { .. } => "it answered with an error",
            Self::Html
            | Self::Json(_)
            | Self::Missing(_)
            | Self::NotACount { .. }
            | Self::Feed(_) => "its answer cannot be used",
            Self::File { .. } => "its file cannot be read",
        }
    }

    /// How long the source asked to be left alone, if it did.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            ConnectorError::Limited { retry_after }
            | ConnectorError::Status { retry_after, .. } => *retry_after,
            ConnectorError::Budget { retry_after } => Some(*retry_after),
            _ => None,
        }
    }

    /// What a status means; `None` for success and "not modified".
    pub(super) fn of_status(answer: &Response) -> Option<Self> {
        let now = jiff::Timestamp::now();
        let reset = answer
            .quota_reset
            .and_then(|at| jiff::Timestamp::from_second(at).ok());
        let retry_after = answer.retry_after.or(reset.map(|at| retry::until(at, now)));
        match answer.status {
            200..=299 | 304 => None,
            429 => Some(ConnectorError::Limited { retry_after }),
            // GitHub and others say 403 when a quota is spent.
            403 if retry_after.is_some() => Some(ConnectorError::Limited { retry_after }),
            401 | 403 => Some(ConnectorError::Refused(answer.status)),
            404 => Some(ConnectorError::NotFound),
            410 => Some(ConnectorError::Gone),
            status => Some(ConnectorError::Status {
                status,
                retry_after,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_learns_no_address_and_no_detail() {
        let secret = || "intranet.example/10.1.2.3".to_owned();
        for error in [
            ConnectorError::Setting(secret()),
            ConnectorError::Json(secret()),
            ConnectorError::NotACount {
                field: "n",
                found: secret(),
            },
            ConnectorError::File {
                path: secret(),
                reason: secret(),
            },
            FetchError::Url(secret()).into(),
            FetchError::Dns(secret()).into(),
            FetchError::Private {
                host: secret(),
                address: [10, 1, 2, 3].into(),
                range: "private",
            }
            .into(),
            FetchError::Connect {
                host: secret(),
                reason: secret(),
            }
            .into(),
            FeedError::Unreadable(secret()).into(),
        ] {
            let (log, public) = (error.to_string(), error.in_public());
            assert!(log.contains("10.1.2.3"), "{log}");
            assert!(public.starts_with("it"), "{public}");
            assert!(!public.contains(|c: char| c.is_ascii_digit() || c == '.'));
        }
    }
}
