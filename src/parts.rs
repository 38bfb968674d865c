//! Parts of the widget that not every element needs.
//!
//! In the shipped wasm each is a module of its own, fetched when the first element asks for it: the
//! feature `split` marks the borders, and `cargo xtask dist` cuts along them. What is behind a border
//! is reached through the functions listed here and through nothing else.

use teilbar_domain::state::FeedState;
use yew::prelude::*;

use crate::view::View;

#[cfg(target_arch = "wasm32")]
use {
    crate::dialog::{self, Dispatcher, Kit},
    crate::page,
    crate::view::{Event, Open},
    std::{future::Future, pin::Pin, rc::Rc},
    teilbar_domain::link::Shared,
    teilbar_domain::state::BarState,
    web_sys::Element,
};

#[cfg(target_arch = "wasm32")]
type LocalBoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

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
    pub(crate) more: fn(&FeedState, &UseReducerHandle<View>, &Element),
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

/// What a dialog needs beyond what every element does.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
pub(crate) struct DialogParts {
    pub(crate) load: fn(String) -> LocalBoxFuture<Option<Rc<Kit>>>,
    pub(crate) render: fn(&Open, &BarState, &View, &Dispatcher) -> Html,
    pub(crate) show: fn(&Element, &Open),
    pub(crate) act: fn(&str, &Element, &View, &BarState, &Dispatcher),
}

#[cfg(target_arch = "wasm32")]
fn dialog_parts() -> DialogParts {
    DialogParts {
        load: |address| Box::pin(dialog::load(address)),
        render: dialog::render,
        show: dialog::show,
        act: dialog::act,
    }
}

/// What a bar needs once the page is another one.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
pub(crate) struct PageParts {
    pub(crate) looked: fn(&Element, &BarState, &Shared) -> Event,
}

#[cfg(target_arch = "wasm32")]
fn page_parts() -> PageParts {
    PageParts {
        looked: page::looked,
    }
}

#[cfg(not(feature = "split"))]
mod whole {
    use super::*;

    /// Always there: nothing is split off.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "where parts are split off they can be missing"
    )]
    pub(crate) fn feed() -> Option<FeedParts> {
        Some(feed_parts())
    }

    #[cfg(target_arch = "wasm32")]
    #[expect(
        clippy::unnecessary_wraps,
        reason = "where parts are split off they can be missing"
    )]
    pub(crate) fn dialogs() -> Option<DialogParts> {
        Some(dialog_parts())
    }

    #[cfg(all(target_arch = "wasm32", feature = "hydration"))]
    #[expect(
        clippy::unused_async,
        reason = "where parts are split off this fetches"
    )]
    pub(crate) async fn load_feed() -> FeedParts {
        feed_parts()
    }

    #[cfg(target_arch = "wasm32")]
    #[expect(
        clippy::unused_async,
        reason = "where parts are split off this fetches"
    )]
    pub(crate) async fn load_dialogs() -> DialogParts {
        dialog_parts()
    }

    #[cfg(target_arch = "wasm32")]
    #[expect(
        clippy::unused_async,
        reason = "where parts are split off this fetches"
    )]
    pub(crate) async fn load_page() -> PageParts {
        page_parts()
    }
}
#[cfg(not(feature = "split"))]
pub(crate) use whole::*;

#[cfg(feature = "split")]
mod lazy {
    use std::cell::Cell;

    use wasm_split_helpers::wasm_split;

    use super::{DialogParts, FeedParts, PageParts, dialog_parts, feed_parts, page_parts};

    thread_local! {
        static FEED: Cell<Option<FeedParts>> = const { Cell::new(None) };
        static DIALOGS: Cell<Option<DialogParts>> = const { Cell::new(None) };
    }

    #[wasm_split(feed)]
    fn split_feed() -> FeedParts {
        feed_parts()
    }

    /// Fetches the part unless it is there.
    #[wasm_split(page)]
    pub(crate) fn load_page() -> PageParts {
        page_parts()
    }

    #[wasm_split(dialogs)]
    fn split_dialogs() -> DialogParts {
        dialog_parts()
    }

    /// `None` before [`load_feed`] has ended.
    pub(crate) fn feed() -> Option<FeedParts> {
        FEED.get()
    }

    /// `None` before [`load_dialogs`] has ended.
    pub(crate) fn dialogs() -> Option<DialogParts> {
        DIALOGS.get()
    }

    /// Fetches the part unless it is there.
    pub(crate) async fn load_feed() -> FeedParts {
        let parts = split_feed().await;
        FEED.set(Some(parts));
        parts
    }

    /// Fetches the part unless it is there.
    pub(crate) async fn load_dialogs() -> DialogParts {
        let parts = split_dialogs().await;
        DIALOGS.set(Some(parts));
        parts
    }
}
#[cfg(feature = "split")]
pub(crate) use lazy::*;
