//! `teilbar feed preview`: the posts of a feed as they would be stored.

use clap::Args;
use std::io::Write;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Preview {
    /// A feed file or its address.
    #[arg(value_name = "FILE|URL")]
    source: String,
    /// Print a JSON array instead of text.
    #[arg(long)]
    json: bool,
}

impl Preview {
    pub(super) fn run(&self, _out: &mut dyn Write) -> anyhow::Result<ExitCode> {
        anyhow::bail!("{} {} is not there yet", self.source, self.json)
    }
}
