//! Real browsers for the tests.

use std::path::PathBuf;

use anyhow::Result;

use super::apt::ensure_program;
use crate::process::which;

/// Chromium or Chrome; `CHROMIUM` names one by hand.
pub(crate) fn ensure_chromium() -> Result<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    ensure("CHROMIUM", &names, "chromium")
}

/// Chromium's WebDriver; `CHROMEDRIVER` names one by hand.
pub(crate) fn ensure_chromedriver() -> Result<PathBuf> {
    ensure("CHROMEDRIVER", &["chromedriver"], "chromium-driver")
}

/// Firefox; `FIREFOX` names one by hand.
pub(crate) fn ensure_firefox() -> Result<PathBuf> {
    ensure("FIREFOX", &["firefox-esr", "firefox"], "firefox-esr")
}

/// WebKit's WebDriver, which finds its browser itself; `WEBKIT` names one by hand.
pub(crate) fn ensure_webkit() -> Result<PathBuf> {
    ensure("WEBKIT", &["WebKitWebDriver"], "webkit2gtk-driver")
}

/// A screen that nobody sees, for a browser that knows no other; `XVFB` names one by hand.
pub(crate) fn ensure_xvfb() -> Result<PathBuf> {
    ensure("XVFB", &["Xvfb"], "xvfb")
}

fn ensure(variable: &str, names: &[&str], package: &str) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Ok(PathBuf::from(path));
    }
    match names.iter().find_map(|name| which(name)) {
        Some(found) => Ok(found),
        None => ensure_program(names[0], package),
    }
}
