//! Noticing what any process has decided.

use crate::config::Config;
use crate::store::Store;
use crate::versions::Versions;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// How often the database is asked. A decision has to be everywhere within a second.
const PACE: Duration = Duration::from_millis(250);

/// Makes a site's answers stale whenever its moderation has changed since `known`, the revisions of
/// a moment before; never ends.
pub async fn watch(
    config: Arc<Config>,
    store: Store,
    versions: Arc<Versions>,
    mut known: HashMap<String, i64>,
) {
    loop {
        match store.moderation().revisions().await {
            Ok(now) => {
                for (index, site) in config.sites.iter().enumerate() {
                    if now.get(&site.id) != known.get(&site.id) {
                        versions.bump(index);
                    }
                }
                known = now;
            }
            // The jobs say so at length.
            Err(error) => tracing::debug!(%error, "moderation cannot be watched"),
        }
        tokio::time::sleep(PACE).await;
    }
}
