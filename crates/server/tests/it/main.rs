//! The server's tests in one binary, which is linked once.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod mail;
mod server;
mod upstream;

mod alerts;
mod check;
mod cli;
mod connectors;
mod fediverse;
mod feeds;
mod fetch;
mod http;
mod jobs;
mod media;
mod moderation;
mod outgoing;
mod store;
mod subscribers;
mod verification;
mod wordlists;
