//! `[mail]`: the server that takes our letters.

use super::Env;
use super::networks::variable;
use super::reader::{At, Document, Table};
use lettre::message::Mailbox;
use secrecy::SecretString;
use url::{Host, Url};

/// Where letters go out, and in whose name.
#[derive(Clone, Debug)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// Name and password.
    pub login: Option<(String, SecretString)>,
    pub from: Mailbox,
}

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// From the first byte on: `smtps://`.
    Tls,
    /// Begun in the clear, and given up if the server offers no TLS: `smtp://`.
    StartTls,
    /// Never leaves the machine: `smtp://` and a loopback address.
    None,
}

/// `None` without the section, and where it is wrong.
pub(super) fn read(document: &Document<'_>, root: &Table<'_>, env: Env<'_>) -> Option<Mail> {
    let table = root.table("mail", &["server", "from", "user", "password"])?;
    for (key, example) in [
        ("server", "\"smtps://mail.example.org\""),
        ("from", "\"Nordlicht <news@example.org>\""),
    ] {
        if !table.has(key) {
            table.missing(key, example);
        }
    }
    let from = table.text("from").and_then(|text| from(document, text));
    let user = table.text("user");
    let password = password(document, &table, env);
    let login = match (user, password) {
        (Some(user), Some(password)) => Some((user.value.to_owned(), password)),
        (Some(_), None) if !table.has("password") => {
            table.missing("password", "{ env = \"SMTP_PASSWORD\" }");
            None
        }
        (None, Some(_)) => {
            table.missing("user", "\"news@example.org\"");
            None
        }
        _ => None,
    };
    let (host, port, security) = table
        .text("server")
        .and_then(|text| server(document, text))?;
    Some(Mail {
        host,
        port,
        security,
        login,
        from: from?,
    })
}

fn password(document: &Document<'_>, table: &Table<'_>, env: Env<'_>) -> Option<SecretString> {
    if table.has("password") && table.is_text("password") {
        let what = "the password of [mail] is written into the file";
        let help =
            "keep it in an environment variable and write password = { env = \"SMTP_PASSWORD\" }";
        document.error(table.line_of("password"), what, help);
        return None;
    }
    variable(document, table, "password", env).map(SecretString::from)
}

fn from(document: &Document<'_>, text: At<&str>) -> Option<Mailbox> {
    let from = text.value.parse().ok();
    if from.is_none() {
        let what = format!("from = \"{}\" is no sender", text.value);
        let help = "write an address, with a name if you like: \"Nordlicht <news@example.org>\"";
        document.error(text.line, what, help);
    }
    from
}

fn server(document: &Document<'_>, text: At<&str>) -> Option<(String, u16, Security)> {
    let read = || {
        let url = Url::parse(text.value).ok()?;
        let plain = matches!(url.path(), "" | "/") && url.username().is_empty();
        let plain = plain && url.password().is_none() && url.query().is_none();
        let host = url.host_str().filter(|_| plain)?.to_owned();
        let (port, security) = match url.scheme() {
            "smtps" => (465, Security::Tls),
            "smtp" if is_loopback(&url) => (25, Security::None),
            "smtp" => (587, Security::StartTls),
            _ => return None,
        };
        Some((host, url.port().unwrap_or(port), security))
    };
    let server = read();
    if server.is_none() {
        // Who puts a password there should not see it again in a log.
        let shown = text.value.rsplit('@').next().unwrap_or_default();
        let what = format!("mail.server = \"{shown}\" is no mail server");
        let help = "write smtps:// (port 465) or smtp:// (STARTTLS, port 587) and its name; \
                    user and password have keys of their own";
        document.error(text.line, what, help);
    }
    server
}

/// As an address only: a name may come to mean another machine.
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    // Of schemes that it does not know, the parser leaves hosts as they are.
    match Host::parse(host) {
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    }
}
