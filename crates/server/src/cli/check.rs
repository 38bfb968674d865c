//! `teilbar check`: every problem of a configuration with its line, or a summary.

use super::File;
use crate::config::{self, Config, Problem};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

pub(super) const EXAMPLE: &str = "\
Example:
  teilbar check --config teilbar.toml

The smallest configuration:
  [[sites]]
  id = \"corporate\"
  origins = [\"https://www.example.org\"]";

pub(super) fn run(file: &File, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
    let (config, problems) = Config::load(&file.config)?;
    print(&file.config, &problems, out)?;
    let errors = config::errors(&problems);
    if errors > 0 {
        let noun = if errors == 1 { "error" } else { "errors" };
        writeln!(
            out,
            "{}: {errors} {noun}; the server would not start",
            file.config.display()
        )?;
        return Ok(ExitCode::FAILURE);
    }
    writeln!(out, "{}: ok: {}", file.config.display(), summary(&config))?;
    Ok(ExitCode::SUCCESS)
}

/// One line per problem: `FILE:LINE: problem; what to do`.
pub(super) fn print(file: &Path, problems: &[Problem], out: &mut dyn Write) -> std::io::Result<()> {
    problems
        .iter()
        .try_for_each(|problem| writeln!(out, "{}:{problem}", file.display()))
}

fn summary(config: &Config) -> String {
    let sum = |count: fn(&config::Site) -> usize| config.sites.iter().map(count).sum();
    let parts = [
        plural(config.sites.len(), "site"),
        plural(sum(|site| site.profiles.len()), "profile"),
        plural(sum(|site| site.sources.len()), "source"),
        plural(sum(|site| site.counts.len()), "manual count"),
    ];
    parts.join(", ")
}

pub(super) fn plural(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}
