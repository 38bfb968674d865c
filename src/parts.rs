//! Parts of the widget that not every element needs.
//!
//! In the shipped wasm each is a module of its own, fetched when the first element asks for it: the
//! feature `split` marks the borders, and `cargo xtask dist` cuts along them. What is behind a border
//! is reached through the functions listed here and through nothing else.

use teilbar_domain::state::FeedState;
use yew::prelude::*;

use crate::view::View;

/// What a feed needs beyond what every element does.
#[derive(Clone, Copy)]
pub(crate) struct FeedParts {
    pub(crate) render: fn(&FeedState, &View, Callback<MouseEvent>) -> Html,
    #[cfg(target_arch = "wasm32")]
    #[cfg_attr(
        not(feature = "hydration"),
        expect(dead_code, reason = "read on hydration")
    )]
    pub(crate) read: fn(&wasm_bindgen::JsValue) -> FeedState,
    #[cfg(target_arch = "wasm32")]
    pub(crate) more: fn(&FeedState, &UseReducerHandle<View>),
}

const fn feed_parts() -> FeedParts {
    FeedParts {
        render: crate::feed::feed,
        #[cfg(target_arch = "wasm32")]
        read: crate::read_feed::feed_state,
        #[cfg(target_arch = "wasm32")]
        more: crate::read_feed::more,
    }
}

#[cfg(not(feature = "split"))]
mod whole {
    use super::{FeedParts, feed_parts};

    /// Always there: nothing is split off.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "where parts are split off they can be missing"
    )]
    pub(crate) fn feed() -> Option<FeedParts> {
        Some(feed_parts())
    }

    #[cfg(all(target_arch = "wasm32", feature = "hydration"))]
    #[expect(
        clippy::unused_async,
        reason = "where parts are split off this fetches"
    )]
    pub(crate) async fn load_feed() -> FeedParts {
        feed_parts()
    }
}
#[cfg(not(feature = "split"))]
pub(crate) use whole::*;

#[cfg(feature = "split")]
mod lazy {
    use std::cell::Cell;

    use wasm_split_helpers::wasm_split;

    use super::{FeedParts, feed_parts};

    thread_local!(static FEED: Cell<Option<FeedParts>> = const { Cell::new(None) });

    #[wasm_split(feed)]
    fn split_feed() -> FeedParts {
        feed_parts()
    }

    /// `None` before [`load_feed`] has ended.
    pub(crate) fn feed() -> Option<FeedParts> {
        FEED.get()
    }

    /// Fetches the part unless it is there.
    pub(crate) async fn load_feed() -> FeedParts {
        let parts = split_feed().await;
        FEED.set(Some(parts));
        parts
    }
}
#[cfg(feature = "split")]
pub(crate) use lazy::*;
