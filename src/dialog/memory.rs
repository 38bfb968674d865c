//! What a visitor asked to be remembered on the device; nothing is written otherwise.

use web_sys::{Storage, window};

/// The home server in the Fediverse.
pub(super) const SERVER: &str = "teilbar-server";
/// The networks last shared to, newest first.
pub(super) const ORDER: &str = "teilbar-order";

/// What was remembered; empty if nothing was, or storage is not allowed.
pub(super) fn get(key: &str) -> String {
    let value = storage().and_then(|storage| storage.get_item(key).ok().flatten());
    value.unwrap_or_default()
}

/// Remembers a value; an empty one is forgotten.
pub(super) fn set(key: &str, value: &str) {
    let Some(storage) = storage() else { return };
    let _ = match value {
        "" => storage.remove_item(key),
        value => storage.set_item(key, value),
    };
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}
