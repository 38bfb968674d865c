//! Everything that is done with this repository beside editing it: `cargo xtask help`.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

mod bench;
mod demo;
mod dist;
mod docs;
mod files;
mod process;
mod project;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
usage: cargo xtask <command>

  demo            build everything and serve the demo pages on http://127.0.0.1:8787/
  dist            build what browsers load into dist/: loader, glue, wasm, style sheet, manifest
  test [step…]    everything CI does, or only the named steps (`cargo xtask test help` lists them)
  bench [name…]   sizes and speeds against their budgets: size, server, dialogs, page, refresh
  docs            write the generated documentation anew
  setup           install every tool now, instead of when it is first needed

Tools are kept in ${XDG_CACHE_HOME:-~/.cache}/teilbar, so a second clone finds them there.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The chain of causes is what helps; a backtrace of this program is not.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Result<()> {
    let (command, rest) = match words.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", [].as_slice()),
    };
    match command {
        "demo" => demo::demo(),
        "dist" => dist::dist().map(drop),
        "test" => test::test(rest),
        "bench" => bench::bench(rest),
        "docs" => docs::update(),
        "setup" => tools::ensure_all(),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("unknown command `{other}`: run `cargo xtask help` for the list"),
    }
}
