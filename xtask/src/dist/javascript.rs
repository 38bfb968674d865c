//! Hand-written and generated modules, bundled and minified by esbuild.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use teilbar_domain::config::Options;
use teilbar_domain::option::Element;
use teilbar_domain::problem::{Problem, check};
use teilbar_domain::snippet::SERVICES;
use teilbar_domain::text::Lang;

use crate::process::{command, run};

/// Writes one minified module with all it imports statically. What it imports when asked to
/// (the glue, from an address made at run time) stays outside.
pub(super) fn bundle(programs: &Path, from: &Path, to: &Path) -> Result<()> {
    esbuild(programs, from, to, &["--format=esm"])
}

/// As [`bundle`], where `from` imports wasm-bindgen's glue by the name `glue`.
pub(super) fn bundle_glue(programs: &Path, from: &Path, glue: &Path, to: &Path) -> Result<()> {
    let alias = format!("--alias:glue={}", glue.display());
    // wasm-bindgen names the module of the splits once per import: each time the same one.
    let same = "--log-override:duplicate-object-key=silent";
    esbuild(programs, from, to, &["--format=esm", &alias, same])
}

/// Writes Shariff's stand-in as a classic script: one function that runs at once, so that its names
/// do not meet those of the page.
pub(super) fn shariff(programs: &Path, from: &Path, to: &Path) -> Result<()> {
    let gone = gone().into_iter().map(|(name, words)| (name, json!(words)));
    let gone = format!("--define:GONE={}", Value::Object(gone.collect()));
    // The script looks for two letters: "de-simple" would let Sinhala ("si") pass.
    let langs: Vec<_> = Lang::WORDS
        .iter()
        .copied()
        .filter(|word| word.len() == 2)
        .collect();
    let langs = format!("--define:LANGS={}", json!(langs.join(" ")));
    esbuild(programs, from, to, &["--format=iife", &gone, &langs])
}

/// Shariff's services that have no share button any more, and what the catalogue says of them.
fn gone() -> Vec<(String, String)> {
    let mut gone = Vec::new();
    for name in SERVICES {
        let options = Options::from_iter([("networks", name)]);
        let problems = check(Element::Bar, &options).into_iter();
        let mut fatal =
            problems.filter(|p| matches!(p, Problem::DeadNetwork(_) | Problem::NotShareable(_)));
        if let Some(problem) = fatal.next() {
            gone.push((name.to_owned(), problem.to_string()));
        }
    }
    gone
}

fn esbuild(programs: &Path, from: &Path, to: &Path, more: &[&str]) -> Result<()> {
    let mut esbuild = command(programs.join("esbuild"));
    esbuild
        .arg(from)
        .args(["--bundle", "--minify", "--target=es2022"])
        .args([
            "--legal-comments=none",
            "--charset=utf8",
            "--log-level=warning",
        ])
        .args(more)
        .arg(format!("--outfile={}", to.display()));
    run(&mut esbuild).with_context(|| format!("cannot bundle {}", from.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dead_services_of_shariff_are_named_in_the_catalogues_words() {
        let gone = gone();
        let names: Vec<_> = gone.iter().map(|(name, _)| &name[..]).collect();
        let expected = [
            "addthis",
            "flattr",
            "googleplus",
            "pocket",
            "qzone",
            "stumbleupon",
            "tencent-weibo",
            "xing",
        ];
        assert_eq!(names, expected);
        let words = "Google+ closed in 2019; use linkedin, mastodon instead";
        assert_eq!(gone[2].1, words);
    }
}
