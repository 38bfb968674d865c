//! Why a picture is not kept.

use crate::fetch::FetchError;
use std::time::Duration;

/// A picture that was not fetched or not taken.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    #[error("it is no JPEG, PNG, GIF or WebP, whatever it is called")]
    Format,
    #[error("it has {width} × {height} pixels, which is more than is decoded")]
    TooLarge { width: u32, height: u32 },
    #[error("it has {width} × {height} pixels, which is too small to be seen")]
    TooSmall { width: u32, height: u32 },
    #[error("it cannot be decoded: {0}")]
    Damaged(String),
    #[error("it cannot be encoded: {0}")]
    Encode(String),
    #[error("the server answered {status}")]
    Status {
        status: u16,
        retry_after: Option<Duration>,
    },
    #[error(transparent)]
    Fetch(#[from] FetchError),
}

impl MediaError {
    /// How long the server wants to be left alone.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
