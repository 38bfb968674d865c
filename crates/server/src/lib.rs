//! The Teilbar server: it renders fragments, answers the API, and keeps follower counts and feeds
//! fresh in the background. A visitor's request reads the store and never waits on a network,
//! but for the one visitor who names a home server (see [`fediverse`]).

pub mod assets;
pub mod cli;
pub mod config;
pub mod connectors;
pub mod error;
pub mod fediverse;
pub mod feed;
pub mod fetch;
pub mod http;
pub mod jobs;
mod mail;
pub mod media;
pub mod moderation;
pub mod store;
mod subscribers;
pub mod versions;
