//! The widget: share bar, follow bar and feed as Yew components.
//!
//! The same components render on the server (`ssr`), take over server HTML (`hydration`) or start
//! from nothing (`csr`). Rendering is a function of props; see ARCHITECTURE.md, "Invariants".

pub mod app;
mod bar;
mod feed;
pub mod icon;
mod parts;
mod post_card;
mod view;

#[cfg(feature = "ssr")]
pub mod render;

mod action;
#[cfg(target_arch = "wasm32")]
mod api;
#[cfg(target_arch = "wasm32")]
mod dialog;
#[cfg(all(target_arch = "wasm32", feature = "hydration"))]
pub mod entry;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
#[cfg_attr(
    not(feature = "hydration"),
    allow(dead_code, reason = "only hydration reads whole states")
)]
mod read;
#[cfg(target_arch = "wasm32")]
#[cfg_attr(
    not(feature = "hydration"),
    allow(dead_code, reason = "only hydration reads whole states")
)]
mod read_feed;
