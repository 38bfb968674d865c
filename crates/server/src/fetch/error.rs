//! Why a request was refused or failed.

use std::error::Error;
use std::net::IpAddr;
use std::time::Duration;

/// A request that was not made, or an answer that was not taken. Answers such as 404 are no errors.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("`{0}` is not an address of the web: write it as https://host/path")]
    Url(String),
    #[error("only http and https are fetched, not {0}:")]
    Scheme(String),
    #[error("leave user name and password out of the address")]
    Userinfo,
    #[error("port {0} is not fetched from; allow the host and port in the settings if it is yours")]
    Port(u16),
    #[error(
        "{host} is at {address} ({range}), which is not public; allow the host in the settings if it is yours"
    )]
    Private {
        host: String,
        address: IpAddr,
        /// The name of the address range, see [`super::address::SPECIAL`].
        range: &'static str,
    },
    #[error("{0} could not be found; check the name and the DNS of this server")]
    Dns(String),
    #[error("no connection to {host}: {reason}")]
    Connect { host: String, reason: String },
    #[error("{host} did not answer completely within {deadline:?}")]
    Deadline { host: String, deadline: Duration },
    #[error("{0} was redirected more often than is followed")]
    Redirects(String),
    #[error("{0} redirects without saying where to")]
    NoLocation(String),
    #[error("{0} redirects from https to http, which is not followed")]
    Downgrade(String),
    #[error("{host} sent more than {limit} bytes of headers")]
    Headers { host: String, limit: usize },
    #[error("{host} sent more than {limit} bytes")]
    TooLarge { host: String, limit: usize },
    #[error("{host} sent `{encoding}` content, which was not asked for")]
    Encoding { host: String, encoding: String },
    #[error("{host} sent a damaged or cut answer: {reason}")]
    Damaged { host: String, reason: String },
    #[error("a header value is not sendable: {0}")]
    Header(&'static str),
    #[error("the HTTP client could not be set up: {0}")]
    Setup(String),
}

impl FetchError {
    /// The kind of failure, without the host, its address or what it said.
    pub fn in_public(&self) -> &'static str {
        match self {
            Self::Url(_)
            | Self::Scheme(_)
            | Self::Userinfo
            | Self::Port(_)
            | Self::Private { .. }
            | Self::Header(_) => "it cannot be asked as it is configured",
            Self::Dns(_) | Self::Connect { .. } | Self::Setup(_) => "it cannot be reached",
            Self::Deadline { .. } => "it did not answer in time",
            Self::Redirects(_)
            | Self::NoLocation(_)
            | Self::Downgrade(_)
            | Self::Headers { .. }
            | Self::TooLarge { .. }
            | Self::Encoding { .. }
            | Self::Damaged { .. } => "its answer cannot be used",
        }
    }
}

/// The innermost cause, which is the one that says something.
pub(super) fn root_cause<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause
}
