//! Reminding of tokens that are about to expire.

use super::Context;
use crate::connectors::{EXPIRY_ALARM, expiries};
use std::time::Duration;

/// How often the log is reminded.
const DAILY: Duration = Duration::from_secs(86_400);

/// Says once a day which tokens expire soon, or have.
pub(super) async fn run(context: Context) {
    loop {
        let today = jiff::Timestamp::now()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date();
        for (network, days) in expiries(&context.settings, today) {
            let network = network.slug();
            if days < 0 {
                tracing::error!(network, "the token has expired; set a new one in [keys]");
            } else if days <= EXPIRY_ALARM {
                tracing::warn!(
                    network,
                    days,
                    "the token expires soon; set a new one in [keys]"
                );
            }
        }
        tokio::time::sleep(DAILY).await;
    }
}
