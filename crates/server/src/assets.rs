//! The browser files made by `cargo xtask dist`, inside the binary.

use rust_embed::{EmbeddedFile, RustEmbed};

/// In debug builds the files are read from the disk at each request, so that a rebuild shows at once.
#[derive(RustEmbed)]
#[folder = "../../dist"]
#[allow_missing = true]
struct Dist;

/// The file at a path below `dist`, such as `teilbar.js`.
pub fn get(path: &str) -> Option<EmbeddedFile> {
    Dist::get(path)
}

/// What pages load: scripts and WebAssembly, without what is precompressed.
pub fn scripts() -> impl Iterator<Item = String> {
    let is_script =
        |name: &str| !name.contains('/') && [".js", ".wasm"].iter().any(|end| name.ends_with(end));
    Dist::iter()
        .filter(move |name| is_script(name))
        .map(|name| name.into_owned())
}

/// The media type of a file by its name; `None` for names that are not served.
pub fn media_type(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    Some(match extension {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}
