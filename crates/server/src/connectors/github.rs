//! GitHub: followers of a person or organisation (`GET /users/{login}`) and the Atom feed of a
//! repository's releases.

use super::{
    Api, Conditional, ConnectorError, Posts, Settings, ask, count, feeds, json, json_request,
};
use crate::fetch::{Client, Request};
use bytes::Bytes;
use teilbar_domain::network::Network;

pub(super) async fn followers(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<u64, ConnectorError> {
    parse(&profile(client, settings, handle).await?)
}

/// What GitHub says of a person or organisation, as JSON.
pub(super) async fn profile(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<Bytes, ConnectorError> {
    Ok(ask(client, request(settings, handle)?).await?.body)
}

pub(super) async fn releases(
    client: &Client,
    settings: &Settings,
    owner: &str,
    repository: &str,
    conditional: &Conditional,
) -> Result<Posts, ConnectorError> {
    let base = settings.base(Api::GithubFeeds);
    let url = format!("{base}/{owner}/{repository}/releases.atom");
    feeds::posts(client, &url, conditional).await
}

fn request(settings: &Settings, handle: &str) -> Result<Request, ConnectorError> {
    let login = handle.trim().trim_start_matches('@');
    if login.is_empty()
        || !login
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        let handle = handle.to_owned();
        return Err(ConnectorError::Handle {
            network: "GitHub",
            handle,
            example: "octocat",
        });
    }
    let request = json_request(settings.base(Api::Github), &format!("/users/{login}"), &[])?;
    let accept = "application/vnd.github+json".to_owned();
    Ok(Request {
        accept,
        // Raises the limit from 60 to 5,000 questions an hour.
        bearer: settings.secret(Network::Github).ok(),
        ..request
    })
}

fn parse(bytes: &[u8]) -> Result<u64, ConnectorError> {
    count(&json(bytes)?, "/followers")
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn the_profile_is_asked_for() {
        let settings = Settings {
            keys: [(Network::Github, "t".into())].into(),
            ..Settings::default()
        };
        let asked = request(&settings, "@octocat").unwrap();
        assert_eq!(asked.url, "https://api.github.com/users/octocat");
        let bearer = asked.bearer.as_ref().map(ExposeSecret::expose_secret);
        assert_eq!(bearer, Some("t"));
        for bad in ["", "@", "a/b", "a b", "../x", "a?b"] {
            assert!(request(&settings, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn followers_are_read() {
        let answer = br#"{"login": "octocat", "id": 1, "type": "User", "public_repos": 8, "followers": 20345, "following": 9}"#;
        assert_eq!(parse(answer).unwrap(), 20_345);
        let refused = parse(br#"{"message": "Not Found"}"#).unwrap_err();
        assert_eq!(refused.to_string(), "the answer has no `followers`");
    }
}
