//! `[api]` and `[keys]`: where the networks are asked, and with what.

use super::Env;
use super::reader::{Document, Table};
use super::values::web_address;
use crate::connectors::Settings;
use secrecy::SecretString;

pub(super) fn read(document: &Document<'_>, root: &Table<'_>, env: Env<'_>) -> Settings {
    let api = root.table(
        "api",
        &[
            "bluesky",
            "youtube",
            "youtube_feeds",
            "github",
            "mastodon_scheme",
        ],
    );
    let base = |key: &str, default: String| {
        let Some(text) = api.and_then(|api| api.text(key)) else {
            return default;
        };
        let url = web_address(text.value);
        if url.is_none() {
            let what = format!("api.{key} = \"{}\" is no web address", text.value);
            document.error(
                text.line,
                what,
                "write the address the API answers at: \"https://…\"",
            );
        }
        url.map_or(default, |url| url.as_str().trim_end_matches('/').to_owned())
    };
    let keys = root.table("keys", &["youtube", "github"]);
    let secret = |key: &'static str| keys.and_then(|keys| secret(document, &keys, key, env));
    let default = Settings::default();
    Settings {
        bluesky_api: base("bluesky", default.bluesky_api),
        youtube_api: base("youtube", default.youtube_api),
        youtube_feeds: base("youtube_feeds", default.youtube_feeds),
        github_api: base("github", default.github_api),
        mastodon_scheme: scheme(document, api),
        youtube_key: secret("youtube"),
        github_token: secret("github"),
    }
}

/// How Mastodon servers are asked: `http` is for servers on one's own machine.
fn scheme(document: &Document<'_>, api: Option<Table<'_>>) -> String {
    let text = api.and_then(|api| api.text("mastodon_scheme"));
    let text = text.filter(|text| {
        let known = matches!(text.value, "http" | "https");
        if !known {
            let what = format!("api.mastodon_scheme = \"{}\" is unknown", text.value);
            let help = "write \"https\", or \"http\" for a server on your own machine";
            document.error(text.line, what, help);
        }
        known
    });
    text.map_or("https", |text| text.value).to_owned()
}

fn secret(
    document: &Document<'_>,
    keys: &Table<'_>,
    key: &'static str,
    env: Env<'_>,
) -> Option<SecretString> {
    if keys.is_text(key) {
        let what = format!("keys.{key} is a secret written into the file");
        let help =
            format!("keep it in an environment variable and write {key} = {{ env = \"NAME\" }}");
        document.error(keys.line_of(key), what, help);
        return None;
    }
    variable(document, keys, key, env).map(SecretString::from)
}

/// The value of the environment variable that `key = { env = "NAME" }` names.
pub(super) fn variable(
    document: &Document<'_>,
    table: &Table<'_>,
    key: &'static str,
    env: Env<'_>,
) -> Option<String> {
    let inner = table.table(key, &["env"])?;
    let Some(name) = inner.text("env") else {
        inner.missing("env", "\"NAME\"");
        return None;
    };
    let value = env(name.value);
    if value.is_none() {
        let what = format!(
            "the environment variable {} for {key} is not set",
            name.value
        );
        document.error(
            name.line,
            what,
            "set it where the server starts, or take the key out",
        );
    }
    value
}
