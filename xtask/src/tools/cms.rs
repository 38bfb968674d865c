//! Content management systems, whose feeds ours is tried on.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::apt::{ensure_program, install};
use crate::process::which;

/// The packages that bring them, with the parts of PHP that they want.
pub(super) const PACKAGES: [&str; 10] = [
    "php-cli",
    "php-mysql",
    "php-sqlite3",
    "php-mbstring",
    "php-xml",
    "php-intl",
    "mariadb-server-core",
    "mariadb-client-core",
    "wordpress",
    "mediawiki",
];

/// WordPress, MediaWiki and the database of the former, by the variables of the tests. The variables
/// themselves name them by hand.
pub(crate) fn ensure_cms() -> Result<[(&'static str, PathBuf); 3]> {
    let folder = |variable, default| {
        let named = std::env::var_os(variable).map(PathBuf::from);
        (variable, named.unwrap_or_else(|| PathBuf::from(default)))
    };
    let wordpress = folder("TEILBAR_WORDPRESS", "/usr/share/wordpress");
    let mediawiki = folder("TEILBAR_MEDIAWIKI", "/usr/share/mediawiki");
    let complete = || {
        let has = |dir: &Path, file| dir.join(file).exists();
        which("php").is_some()
            && has(&wordpress.1, "wp-load.php")
            && has(&mediawiki.1, "maintenance/install.php")
    };
    if !complete() {
        install(&PACKAGES)?;
    }
    if !complete() {
        bail!(
            "found no php, no {} or no {}: name their folders in {} and {}",
            wordpress.1.display(),
            mediawiki.1.display(),
            wordpress.0,
            mediawiki.0
        );
    }
    let mariadb = match std::env::var_os("TEILBAR_MARIADB") {
        Some(named) => PathBuf::from(named),
        None => ensure_program("mariadbd", "mariadb-server-core")?,
    };
    Ok([wordpress, mediawiki, ("TEILBAR_MARIADB", mariadb)])
}
