//! Running other programs: with their output shown, captured, or kept in a log behind a progress line.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{IsTerminal, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::project;

/// A command in the repository's root, without the variables that `cargo run` left for us: build
/// scripts that watch them would run again at every change between `cargo xtask` and `cargo`.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(project::root());
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(is_left_by_cargo_run) {
            command.env_remove(name);
        }
    }
    command
}

/// The ordinary cargo, the one `cargo xtask` was started with.
pub(crate) fn cargo() -> Command {
    command("cargo")
}

fn is_left_by_cargo_run(name: &str) -> bool {
    const NAMES: [&str; 5] = [
        "CARGO",
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
        "CARGO_PRIMARY_PACKAGE",
        // Points at one toolchain's libraries, and we run another's compiler for wasm.
        "LD_LIBRARY_PATH",
    ];
    NAMES.contains(&name) || name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_BIN_")
}

/// Runs a command with its output shown.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", shown(command)))?;
    succeeded(status, command)
}

/// Runs a command and returns what it printed.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{}`", shown(command)))?;
    succeeded(output.status, command)?;
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{}` printed what is not UTF-8", shown(command)))
}

/// Whether a command can be started and succeeds; its output is dropped.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

/// Runs a command behind one progress line with the time it took; its output goes to a log file,
/// the end of which is in the error.
pub(crate) fn logged(label: &str, command: &mut Command) -> Result<()> {
    logged_within(label, command, Duration::from_secs(60 * 60))
}

/// The same with a limit, for downloads that may hang.
pub(crate) fn logged_within(label: &str, command: &mut Command, limit: Duration) -> Result<()> {
    let log = log_path(label)?;
    let file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    let copy = file.try_clone().context("cannot share the log file")?;
    let child = command
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(copy)
        .spawn()
        .with_context(|| format!("cannot start `{}`", shown(command)))?;
    match wait_with_progress(label, child, limit)? {
        Some(status) if status.success() => Ok(()),
        Some(status) => bail!("`{}` ended with {status}:\n{}", shown(command), tail(&log)),
        None => bail!("`{}` took over {limit:?}:\n{}", shown(command), tail(&log)),
    }
}

fn wait_with_progress(
    label: &str,
    mut child: Child,
    limit: Duration,
) -> Result<Option<ExitStatus>> {
    let terminal = std::io::stdout().is_terminal();
    let pid = child.id();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait()));
    let started = Instant::now();
    say(&format!("  {label} …"), terminal);
    loop {
        match receiver.recv_timeout(Duration::from_secs(1)) {
            Ok(status) => {
                let status = status.context("cannot wait for a program")?;
                let word = if status.success() { "done" } else { "failed" };
                finish(
                    &format!("  {label}: {word} in {}", seconds(started)),
                    terminal,
                );
                return Ok(Some(status));
            }
            Err(RecvTimeoutError::Timeout) if started.elapsed() > limit => {
                signal(pid, "TERM");
                finish(
                    &format!("  {label}: given up after {}", seconds(started)),
                    terminal,
                );
                return Ok(None);
            }
            Err(RecvTimeoutError::Timeout) if terminal => {
                say(&format!("  {label} … {}", seconds(started)), terminal);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => bail!("lost sight of `{label}`"),
        }
    }
}

/// On a terminal the line is written over by the next one.
fn say(line: &str, terminal: bool) {
    if terminal {
        print!("\r{line}\x1b[K");
        // A progress line that cannot be written is no reason to stop.
        std::io::stdout().flush().ok();
    } else {
        println!("{line}");
    }
}

fn finish(line: &str, terminal: bool) {
    let start = if terminal { "\r\x1b[K" } else { "" };
    println!("{start}{line}");
}

/// Sends a program a signal. The shell does it: a lean system has no `kill` of its own.
pub(crate) fn signal(pid: u32, name: &str) {
    let kill = format!("kill -{name} {pid}");
    succeeds(Command::new("sh").args(["-c", &kill]));
}

/// Lets another program get on before it is asked again.
pub(crate) fn pause(time: Duration) {
    std::thread::park_timeout(time);
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port on 127.0.0.1")?;
    let address = listener.local_addr().context("a port without an address")?;
    Ok(address.port())
}

/// Time since `started`, as the progress lines show it.
pub(crate) fn seconds(started: Instant) -> String {
    let elapsed = started.elapsed();
    if elapsed < Duration::from_secs(10) {
        format!("{:.1} s", elapsed.as_secs_f64())
    } else {
        format!("{} s", elapsed.as_secs())
    }
}

/// The path of a program in PATH.
pub(crate) fn which(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|dir| dir.join(program))
        .find(|file| is_executable(file))
}

fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// PATH with some folders put first.
pub(crate) fn path_starting_with(first: &[&Path]) -> Result<OsString> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let first = first.iter().map(|dir| (*dir).to_owned());
    std::env::join_paths(first.chain(std::env::split_paths(&old)))
        .context("a folder in PATH has a colon in its name")
}

fn succeeded(status: ExitStatus, command: &Command) -> Result<()> {
    if !status.success() {
        bail!("`{}` ended with {status}", shown(command));
    }
    Ok(())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    words.join(" ")
}

fn log_path(label: &str) -> Result<PathBuf> {
    let dir = project::cache()?.join("logs");
    fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let name: String = label
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    Ok(dir.join(format!("{name}.log")))
}

fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines[lines.len().saturating_sub(25)..].join("\n");
    format!("{last}\n(all of it: {})", log.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cargo_run_sets_is_removed() {
        assert!(is_left_by_cargo_run("CARGO_PKG_NAME"));
        assert!(is_left_by_cargo_run("CARGO"));
        assert!(!is_left_by_cargo_run("CARGO_HOME"));
        assert!(!is_left_by_cargo_run("CARGO_TARGET_DIR"));
        assert!(!is_left_by_cargo_run("CARGO_NET_OFFLINE"));
    }

    #[test]
    fn the_command_is_shown_as_typed() {
        assert_eq!(shown(Command::new("a").args(["b", "c"])), "a b c");
    }
}
