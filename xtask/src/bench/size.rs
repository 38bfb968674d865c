//! Bytes of what browsers load, against budgets that are lowered when they are beaten.

use anyhow::{Result, bail};

use crate::dist::{self, FORMS, File, GLUE, LIVE, LOADER, LOOKS, SHARIFF, VIEWER, WASM};

/// A sum of files that must stay within a number of bytes under brotli.
struct Budget {
    name: &'static str,
    limit: u64,
    counts: fn(&str) -> bool,
}

const BUDGETS: [Budget; 10] = [
    Budget {
        // A hundred bytes of it keep tokens out of the addresses that the loader sends, thirty fetch
        // what feeds need besides.
        name: "loader",
        limit: 1_360,
        counts: |name| name == LOADER,
    },
    Budget {
        name: "shariff.js",
        limit: 1_300,
        counts: |name| name == SHARIFF,
    },
    Budget {
        name: "forms",
        limit: 2_500,
        counts: |name| name == FORMS,
    },
    Budget {
        name: "looks",
        limit: 1_050,
        counts: |name| name == LOOKS,
    },
    Budget {
        name: "viewer",
        limit: 1_550,
        counts: |name| name == VIEWER,
    },
    Budget {
        name: "live",
        limit: 2_400,
        counts: |name| name == LIVE,
    },
    Budget {
        name: "wasm + glue",
        limit: 55_000,
        counts: |name| name == GLUE || name == WASM,
    },
    Budget {
        name: "feed",
        limit: 12_000,
        counts: |name| has("feed", name),
    },
    Budget {
        name: "dialogs",
        limit: 23_000,
        counts: |name| has("dialogs", name),
    },
    Budget {
        name: "page",
        limit: 7_500,
        counts: |name| has("page", name),
    },
];

/// Whether a part of the module needs a file.
fn has(part: &str, file: &str) -> bool {
    dist::split::files_of(part).iter().any(|name| name == file)
}

/// Prints each file's sizes and fails where a budget is exceeded.
pub(crate) fn check() -> Result<()> {
    let files = dist::read_manifest(&dist::dist()?)?;
    println!("{:<22} {:>9} {:>9} {:>9}", "file", "raw", "gzip", "brotli");
    for File {
        name,
        bytes,
        gzip,
        brotli,
    } in &files
    {
        println!("{name:<22} {bytes:>9} {gzip:>9} {brotli:>9}");
    }
    let mut exceeded = Vec::new();
    for budget in &BUDGETS {
        let used = sum(&files, budget.counts);
        let share = 100 * used / budget.limit;
        println!(
            "budget {:<15} {used:>9} of {} ({share} %)",
            budget.name, budget.limit
        );
        if used > budget.limit {
            exceeded.push(format!("{} by {} bytes", budget.name, used - budget.limit));
        }
    }
    if !exceeded.is_empty() {
        bail!("over budget: {}", exceeded.join(", "));
    }
    Ok(())
}

fn sum(files: &[File], counts: fn(&str) -> bool) -> u64 {
    let counted = files.iter().filter(|file| counts(&file.name));
    counted.map(|file| file.brotli).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::SHEET;

    #[test]
    fn what_every_visitor_loads_counts_once() {
        for name in [
            LOADER, FORMS, LIVE, LOOKS, VIEWER, SHARIFF, GLUE, WASM, SHEET,
        ] {
            let counting = BUDGETS.iter().filter(|budget| (budget.counts)(name));
            assert_eq!(counting.count(), usize::from(name != SHEET), "{name}");
        }
    }
}
