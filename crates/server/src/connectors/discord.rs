//! Discord: members of a server, as its invitation tells them (`GET /invites/{code}`), without a key.

use super::{Api, ConnectorError, Settings, ask, count, json, json_request, name};
use crate::fetch::Client;
use teilbar_domain::network::Network;

pub(super) async fn followers(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<u64, ConnectorError> {
    let example = "the code of an invitation that does not expire, as in discord.gg/code";
    let code = name(Network::Discord, handle, example)?;
    let query = [("with_counts", "true")];
    let path = format!("/invites/{code}");
    let asked = json_request(settings.base(Api::Discord), &path, &query)?;
    let answer = ask(client, asked).await?;
    count(&json(&answer.body)?, "/approximate_member_count")
}
