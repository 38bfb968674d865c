//! What Teilbar knows without doing any I/O: the network catalogue, link building, options,
//! counts, dates and posts.
//!
//! Everything here is a pure function of its arguments: no clock, no randomness, no locale lookup.
//! The server and the wasm widget share it, so both render the same text from the same state.
//! Bad input never fails: it yields a usable value *and* [`problem::Problem`]s.

pub mod choice;
pub mod cite;
pub mod clean;
pub mod config;
pub mod count;
pub mod date;
pub mod dead;
pub mod dialogs;
pub mod fediverse;
pub mod feed;
pub mod follow_bar;
pub mod form;
pub mod link;
mod nearest;
pub mod network;
pub mod option;
pub mod own;
pub mod post;
pub mod primary;
pub mod problem;
pub mod repost;
pub mod room;
pub mod rule;
pub mod same;
pub mod share_bar;
pub mod snippet;
pub mod state;
pub mod template;
pub mod text;
mod wording;
