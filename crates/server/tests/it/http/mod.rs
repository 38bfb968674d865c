//! The routes: what is answered, to whom, and how connections are kept.

mod caching;
mod clients;
mod connections;
mod demo;
mod fragments;
mod json;
mod live;
mod networks;
mod origins;
mod shariff;
