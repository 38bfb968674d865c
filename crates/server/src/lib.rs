//! The Teilbar server: everything behind the `teilbar` binary.

pub mod connectors;
pub mod feed;
pub mod fetch;
