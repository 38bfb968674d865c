//! Networks that charge for reading: paid before they are asked, and asked once a day.

use super::{Context, schedule};
use crate::connectors::{ConnectorError, MicroUsd};
use crate::store;
use std::time::Duration;
use teilbar_domain::network::Network;

/// What the usual spread leaves of this is still a day.
const DAILY: Duration = Duration::from_secs(96_000);

/// A day, after which somebody may have raised the budget, or a month may have begun.
const LATER: Duration = Duration::from_secs(86_400);

/// How long to wait between two readings at this price.
pub(super) fn interval(price: MicroUsd, usual: Duration) -> Duration {
    match price {
        MicroUsd(0) => usual,
        MicroUsd(_) => usual.max(DAILY),
    }
}

impl Context {
    /// Books what the next question costs; the error says that there is no money left for it.
    ///
    /// A question that fails is paid for all the same: what the network charges is known to it only.
    pub(super) async fn pay(
        &self,
        network: Network,
        price: MicroUsd,
    ) -> store::Result<Result<(), ConnectorError>> {
        if price == MicroUsd(0) {
            return Ok(Ok(()));
        }
        let key = self.settings.keys.get(&network);
        let budget = key.and_then(|key| key.budget).unwrap_or_default();
        let (spending, now) = (self.store.spending(), schedule::now());
        let paid = spending.spend(network.slug(), price.0, budget.0, now);
        Ok(match paid.await? {
            true => Ok(()),
            false => Err(ConnectorError::Budget { retry_after: LATER }),
        })
    }
}
