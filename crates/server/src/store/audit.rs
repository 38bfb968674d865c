//! Who decided what, and decisions that wait for a second person.

use super::Result;
use super::moderation::Decision;
use sha2::{Digest, Sha256};
use sqlx::{Any, AnyPool, Transaction};

/// The tables `audit` and `proposals`.
#[derive(Clone, Copy, Debug)]
pub struct Audit<'a>(pub(super) &'a AnyPool);

/// One decision about one post.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct Entry {
    /// Microseconds since 1970 in UTC.
    pub at: i64,
    pub site: String,
    /// The digest of the post.
    pub post: String,
    pub who: String,
    /// Who confirmed; empty for decisions about one post.
    pub second: String,
    pub action: String,
    pub reason: String,
    pub before_state: String,
    pub after_state: String,
}

/// A decision about several posts that somebody else has to confirm.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Proposal {
    pub id: String,
    pub site: String,
    pub action: String,
    pub alt: String,
    /// Digests, separated by spaces.
    pub posts: String,
    pub who: String,
    pub reason: String,
}

impl Proposal {
    /// The decision; `None` for a word that a newer teilbar has written.
    pub fn decision(&self) -> Option<Decision> {
        Some(match &self.action[..] {
            "approve" => Decision::Approve,
            "hide" => Decision::Hide,
            "kill" => Decision::Kill,
            "pin" => Decision::Pin,
            "unpin" => Decision::Unpin,
            "alt" => Decision::Alt(self.alt.clone()),
            _ => return None,
        })
    }
}

impl Audit<'_> {
    /// The latest decisions about posts of a site, newest first.
    pub async fn latest(&self, site: &str, limit: u32) -> Result<Vec<Entry>> {
        let sql = "SELECT at, site, post, who, second, action, reason, before_state, after_state
                   FROM audit WHERE site = $1 ORDER BY at DESC, id LIMIT $2";
        let query = sqlx::query_as(sql).bind(site).bind(i64::from(limit));
        Ok(query.fetch_all(self.0).await?)
    }

    /// Keeps a proposal until it is confirmed; its id.
    pub async fn propose(&self, proposal: &Proposal) -> Result<String> {
        let at = now();
        let parts = [
            &proposal.site,
            &proposal.action,
            &proposal.posts,
            &proposal.who,
        ];
        let id = digest(at, &parts.map(|part| &part[..]), 4);
        let sql = "INSERT INTO proposals (id, at, site, action, alt, posts, who, reason)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let query = sqlx::query(sql).bind(&id).bind(at).bind(&proposal.site);
        let query = query.bind(&proposal.action).bind(&proposal.alt);
        let query = query.bind(&proposal.posts).bind(&proposal.who);
        query.bind(&proposal.reason).execute(self.0).await?;
        Ok(id)
    }

    /// The proposals that wait, oldest first.
    pub async fn proposals(&self) -> Result<Vec<Proposal>> {
        let sql = "SELECT id, site, action, alt, posts, who, reason FROM proposals ORDER BY at, id";
        Ok(sqlx::query_as(sql).fetch_all(self.0).await?)
    }

    /// Takes a proposal away; false if somebody else already has.
    pub async fn settle(&self, id: &str) -> Result<bool> {
        let query = sqlx::query("DELETE FROM proposals WHERE id = $1").bind(id);
        Ok(query.execute(self.0).await?.rows_affected() == 1)
    }
}

/// Adds an entry; its time is now.
pub(super) async fn add(transaction: &mut Transaction<'_, Any>, entry: Entry) -> Result<()> {
    let at = now();
    let parts = [
        &entry.site,
        &entry.post,
        &entry.who,
        &entry.action,
        &entry.after_state,
    ];
    let id = digest(at, &parts.map(|part| &part[..]), 16);
    let sql = "INSERT INTO audit (id, at, site, post, who, second, action, reason, before_state,
                                  after_state)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let query = sqlx::query(sql).bind(id).bind(at).bind(entry.site);
    let query = query.bind(entry.post).bind(entry.who).bind(entry.second);
    let query = query.bind(entry.action).bind(entry.reason);
    let query = query.bind(entry.before_state).bind(entry.after_state);
    query.execute(&mut **transaction).await?;
    Ok(())
}

fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

/// So many bytes in hexadecimal digits.
fn digest(at: i64, parts: &[&str], bytes: usize) -> String {
    let mut hash = Sha256::new().chain_update(at.to_le_bytes());
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    let hash = hash.finalize();
    let digits = hash.iter().take(bytes).map(|byte| format!("{byte:02x}"));
    digits.collect()
}
