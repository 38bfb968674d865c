//! Pinterest: followers of the own account (`GET /v5/user_account`, scope `user_accounts:read`) and
//! the RSS feed of any board.

use super::{
    Api, Conditional, ConnectorError, Posts, Settings, ask_as, count, feeds, json, json_request,
    name, same, text,
};
use crate::fetch::{Client, Request};
use serde_json::Value;
use teilbar_domain::network::Network;

const EXAMPLE: &str = "the account's name, such as nordlicht";

pub(super) async fn followers(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<u64, ConnectorError> {
    let user = name(Network::Pinterest, handle, EXAMPLE)?;
    let asked = Request {
        bearer: Some(settings.secret(Network::Pinterest)?),
        ..json_request(settings.base(Api::Pinterest), "/user_account", &[])?
    };
    let document = json(&ask_as(client, asked, meaning).await?.body)?;
    let found = text(&document, "/username");
    if found.is_empty() {
        return Err(ConnectorError::Missing("username"));
    }
    same(&found, user)?;
    count(&document, "/follower_count")
}

pub(super) async fn posts(
    client: &Client,
    settings: &Settings,
    user: &str,
    board: &str,
    conditional: &Conditional,
) -> Result<Posts, ConnectorError> {
    let base = settings.base(Api::PinterestFeeds);
    feeds::posts(client, &format!("{base}/{user}/{board}.rss"), conditional).await
}

fn meaning(status: u16, _body: &Value) -> Option<ConnectorError> {
    (status == 401).then_some(ConnectorError::Expired)
}
