//! A PostgreSQL of our own for the time of a test run.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::files::remove_dir;
use crate::process::{capture, command, free_port, pause, run, signal, succeeds};
use crate::project::temporary_dir;
use crate::tools;

/// Who owns the data when we are root, whom PostgreSQL refuses to run as: Debian's package makes
/// this user.
const USER: &str = "postgres";

/// A running server with an empty data folder; dropping it stops the server and removes the folder.
pub(super) struct Cluster {
    dir: PathBuf,
    port: u16,
    server: Child,
}

impl Cluster {
    /// Makes the data folder and starts the server on a free port.
    pub(super) fn start() -> Result<Self> {
        let programs = tools::ensure_postgres()?;
        let dir = temporary_dir("postgres")?;
        let port = free_port()?;
        if tools::is_root() {
            run(command("chown").arg(USER).arg(&dir))?;
        }
        // Its output is only of interest when it fails, and `capture` keeps it from the report.
        capture(
            unprivileged(&programs.join("initdb"))
                .args([
                    "--auth=trust",
                    "--username=teilbar",
                    "--encoding=UTF8",
                    "--no-sync",
                ])
                .args(["--locale=C", "--pgdata"])
                .arg(data(&dir)),
        )?;
        let server = spawn(&programs, &dir, port)?;
        let cluster = Self { dir, port, server };
        cluster.wait_until_ready(&programs)?;
        println!("  PostgreSQL on port {port}");
        Ok(cluster)
    }

    /// The address for a database client.
    pub(super) fn url(&self) -> String {
        format!("postgres://teilbar@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&self, programs: &Path) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(30) {
            let mut ready = command(programs.join("pg_isready"));
            ready.args([
                "-q",
                "-t",
                "1",
                "-h",
                "127.0.0.1",
                "-p",
                &self.port.to_string(),
            ]);
            if succeeds(&mut ready) {
                return Ok(());
            }
            pause(Duration::from_millis(100));
        }
        let log = std::fs::read_to_string(self.dir.join("log")).unwrap_or_default();
        bail!("PostgreSQL did not answer within 30 s:\n{log}")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown: it ends the clients' connections itself.
        signal(self.server.id(), "INT");
        self.server.wait().ok();
        if let Err(error) = remove_dir(&self.dir) {
            println!("  left behind: {error:#}");
        }
    }
}

fn spawn(programs: &Path, dir: &Path, port: u16) -> Result<Child> {
    let log = File::create(dir.join("log")).context("cannot write the server's log")?;
    let copy = log.try_clone().context("cannot share the server's log")?;
    unprivileged(&programs.join("postgres"))
        .arg("-D")
        .arg(data(dir))
        .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"])
        .args(["-c", "max_connections=200"])
        .arg("-c")
        .arg(format!("unix_socket_directories={}", dir.display()))
        .stdout(log)
        .stderr(copy)
        .spawn()
        .context("cannot start `postgres`")
}

/// A command as a user that PostgreSQL accepts, which ends when we do, however we end.
fn unprivileged(program: &Path) -> Command {
    let mut command = command("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if tools::is_root() {
        command.args(["--reuid", USER, "--regid", USER, "--init-groups"]);
    }
    // The repository may be in a folder that the other user cannot enter.
    command.current_dir(std::env::temp_dir()).arg(program);
    command
}

fn data(dir: &Path) -> PathBuf {
    dir.join("data")
}
