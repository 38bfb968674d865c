//! `teilbar serve`.

use super::{File, check};
use crate::config::{self, Config};
use anyhow::bail;
use clap::Args;
use std::net::SocketAddr;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    file: File,
    /// Listen here instead of where the configuration says.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

impl Serve {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let (mut config, problems) = Config::load(&self.file.config)?;
        check::print(&self.file.config, &problems, &mut std::io::stderr())?;
        let errors = config::errors(&problems);
        if errors > 0 {
            bail!("the configuration has {errors} errors: correct them and start again");
        }
        config.listen = self.listen.unwrap_or(config.listen);
        Ok(ExitCode::SUCCESS)
    }
}
