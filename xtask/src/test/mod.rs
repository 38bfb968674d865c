//! `cargo xtask test`: everything CI does, the quick checks first.

mod browser;
mod deny;
mod lint;
mod oracle;
mod postgres;
mod tidy;
mod unit;

use std::time::Instant;

use anyhow::{Context, Result};

use crate::{bench, demo, dist, process};

/// One part of the test run, callable alone by its name.
struct Step {
    name: &'static str,
    about: &'static str,
    run: fn() -> Result<()>,
}

/// In the order that finds most mistakes soonest.
const STEPS: [Step; 14] = [
    Step {
        name: "tidy",
        about: "file lengths, machine paths, open ends",
        run: tidy::check,
    },
    Step {
        name: "fmt",
        about: "rustfmt",
        run: lint::fmt,
    },
    Step {
        name: "clippy",
        about: "clippy, everything native",
        run: lint::clippy,
    },
    Step {
        name: "deny",
        about: "licences, sources, advisories",
        run: deny::check,
    },
    Step {
        name: "clippy-wasm",
        about: "clippy, the widget for wasm32",
        run: lint::clippy_wasm,
    },
    Step {
        name: "dist",
        about: "what browsers load",
        run: build_dist,
    },
    Step {
        name: "size",
        about: "bytes against their budgets",
        run: bench::size::check,
    },
    Step {
        name: "unit",
        about: "cargo test with PostgreSQL and test corpora",
        run: unit::test,
    },
    Step {
        name: "oracle",
        about: "share links beside those of other libraries",
        run: oracle::compare,
    },
    Step {
        name: "hydrate",
        about: "the widget in headless Chromium",
        run: browser::hydrate,
    },
    Step {
        name: "playground",
        about: "index.html with Trunk",
        run: demo::playground,
    },
    Step {
        name: "server",
        about: "the server's release build",
        run: demo::server,
    },
    Step {
        name: "e2e",
        about: "the real server in real browsers",
        run: browser::e2e,
    },
    Step {
        name: "doc",
        about: "rustdoc without a warning",
        run: lint::doc,
    },
];

/// Runs all steps or the named ones and ends with a summary.
pub(crate) fn test(names: &[String]) -> Result<()> {
    if names.iter().any(|name| name == "help") {
        print_steps();
        return Ok(());
    }
    let chosen = choose(names)?;
    let mut done = Vec::new();
    for (index, step) in chosen.iter().enumerate() {
        println!(
            "\n=== {}/{} {}: {}",
            index + 1,
            chosen.len(),
            step.name,
            step.about
        );
        let started = Instant::now();
        let result = (step.run)();
        let word = if result.is_ok() { "ok" } else { "FAILED" };
        done.push(format!(
            "{word:>6}  {:<12} {}",
            step.name,
            process::seconds(started)
        ));
        if result.is_err() {
            print_summary(&done, &chosen[index + 1..], 1);
            return result.with_context(|| {
                format!(
                    "step `{0}` failed: `cargo xtask test {0}` runs it alone",
                    step.name
                )
            });
        }
    }
    print_summary(&done, &[], 0);
    Ok(())
}

fn build_dist() -> Result<()> {
    dist::dist().map(drop)
}

fn choose(names: &[String]) -> Result<Vec<&'static Step>> {
    if names.is_empty() {
        return Ok(STEPS.iter().collect());
    }
    let find = |name: &String| {
        let step = STEPS.iter().find(|step| step.name == name);
        step.with_context(|| format!("unknown step `{name}`: see `cargo xtask test help`"))
    };
    names.iter().map(find).collect()
}

fn print_steps() {
    for step in &STEPS {
        println!("  {:<12} {}", step.name, step.about);
    }
}

fn print_summary(done: &[String], left: &[&Step], failed: usize) {
    println!("\n=== summary");
    for line in done {
        println!("{line}");
    }
    for step in left {
        println!("  not run  {}", step.name);
    }
    // The closing line that CI systems look for, since every runner above had a different one.
    println!("steps: {} passed, {failed} failed", done.len() - failed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_chosen_by_name_in_the_order_given() {
        let names = ["size", "fmt"].map(str::to_owned);
        let chosen: Vec<_> = choose(&names)
            .unwrap()
            .iter()
            .map(|step| step.name)
            .collect();
        assert_eq!(chosen, ["size", "fmt"]);
        assert_eq!(choose(&[]).unwrap().len(), STEPS.len());
        assert!(choose(&["none".to_owned()]).is_err());
    }
}
