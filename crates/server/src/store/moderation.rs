//! What became of each post on each site: what rules say, and what somebody decided.

use super::Result;
use super::pages::places;
use sqlx::{Any, AnyPool, AssertSqlSafe, Transaction};
use std::collections::{BTreeSet, HashMap};
use teilbar_domain::date::Timestamp;

pub use super::decision::{By, Decision, Target};

/// The tables `moderation`, `topic_posts` and `moderated_sites`.
#[derive(Clone, Copy, Debug)]
pub struct Moderation<'a>(pub(super) &'a AnyPool);

/// What rules say of one post on one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The digest of the post.
    pub post: String,
    /// The edition that was looked at.
    pub edition: i64,
    /// `hide`, `hold`, `pin` or nothing.
    pub action: String,
    pub rule: String,
    pub why: String,
    /// The digest of the post that stands for this one; empty for none.
    pub same_as: String,
}

/// Everything kept about one post on one site.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    pub post: String,
    pub edition: i64,
    pub action: String,
    pub rule: String,
    pub why: String,
    pub same_as: String,
    /// `approved`, `hidden`, `killed` or nothing.
    pub decided: String,
    /// The edition that was decided on; an approval is for this one alone.
    pub decided_edition: i64,
    pub pinned: Option<i64>,
    pub alt: Option<String>,
}

/// A post that another one stands for.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Twin {
    pub same_as: String,
    pub post: String,
    pub source: String,
    pub url: String,
}

pub(super) const COLUMNS: &str =
    "post, edition, action, rule, why, same_as, decided, decided_edition, pinned, alt";

impl Row {
    /// Whether the post is shown; `edition` is the one it has now, `strict` as in
    /// [`super::posts::Selection`].
    pub fn is_shown(&self, edition: i64, strict: bool) -> bool {
        let approved = self.decided == "approved" && self.decided_edition == edition;
        let passed = matches!(&self.action[..], "" | "pin") && (!strict || self.edition == edition);
        self.same_as.is_empty() && !self.is_off() && (approved || passed)
    }

    /// Whether somebody took the post off.
    pub fn is_off(&self) -> bool {
        matches!(&self.decided[..], "hidden" | "killed")
    }

    /// Whether it stands before newer ones.
    pub fn is_pinned(&self) -> bool {
        self.pinned
            .map_or(self.action == "pin", |pinned| pinned == 1)
    }
}

impl Moderation<'_> {
    /// Everything kept about the posts of a site, by digest.
    pub async fn of(&self, site: &str) -> Result<HashMap<String, Row>> {
        let sql = format!("SELECT {COLUMNS} FROM moderation WHERE site = $1");
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql))
            .bind(site)
            .fetch_all(self.0)
            .await?;
        let by_post = rows.into_iter().map(|row| (row.post.clone(), row));
        Ok(by_post.collect())
    }

    /// Topics and posts that belong together.
    pub async fn topics(&self, site: &str) -> Result<BTreeSet<(String, String)>> {
        let sql = "SELECT topic, post FROM topic_posts WHERE site = $1";
        let rows: Vec<(String, String)> = sqlx::query_as(sql).bind(site).fetch_all(self.0).await?;
        Ok(rows.into_iter().collect())
    }

    /// Writes what has changed: verdicts, verdicts that are no more, topics got and lost.
    ///
    /// What somebody has taken off stays off, even if the source forgets it for a while.
    pub async fn judge(&self, site: &str, changes: &Changes, now: Timestamp) -> Result<()> {
        let mut transaction = self.0.begin().await?;
        bump(&mut transaction, site, now).await?;
        for verdict in &changes.verdicts {
            write(&mut transaction, site, verdict).await?;
        }
        for post in &changes.forgotten {
            let sql = "DELETE FROM moderation WHERE site = $1 AND post = $2
                       AND decided IN ('', 'approved')";
            let query = sqlx::query(sql).bind(site).bind(post);
            query.execute(&mut *transaction).await?;
        }
        let gained = "INSERT INTO topic_posts (site, topic, post) VALUES ($1, $2, $3)
                      ON CONFLICT DO NOTHING";
        let lost = "DELETE FROM topic_posts WHERE site = $1 AND topic = $2 AND post = $3";
        for (sql, pairs) in [(gained, &changes.gained), (lost, &changes.lost)] {
            for (topic, post) in pairs {
                let query = sqlx::query(sql).bind(site).bind(topic).bind(post);
                query.execute(&mut *transaction).await?;
            }
        }
        Ok(transaction.commit().await?)
    }

    /// Posts that these ones stand for and that nobody took off.
    pub async fn twins(&self, site: &str, posts: &[&str]) -> Result<Vec<Twin>> {
        if posts.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT m.same_as, m.post, p.source, p.url
             FROM moderation m JOIN posts p ON p.digest = m.post
             WHERE m.site = $1 AND m.decided NOT IN ('hidden', 'killed')
               AND m.same_as IN ({})
             ORDER BY p.sort_at, m.post",
            places(2, posts.len())
        );
        let query = sqlx::query_as(AssertSqlSafe(sql)).bind(site);
        let query = posts.iter().fold(query, |query, post| query.bind(*post));
        Ok(query.fetch_all(self.0).await?)
    }

    /// A number per site that grows with every change of its moderation.
    pub async fn revisions(&self) -> Result<HashMap<String, i64>> {
        let sql = "SELECT site, revision FROM moderated_sites";
        let rows: Vec<(String, i64)> = sqlx::query_as(sql).fetch_all(self.0).await?;
        Ok(rows.into_iter().collect())
    }

    /// When moderation last changed what the site shows.
    pub async fn changed_at(&self, site: &str) -> Result<Option<Timestamp>> {
        let sql = "SELECT changed_at FROM moderated_sites WHERE site = $1";
        let at: Option<i64> = sqlx::query_scalar(sql)
            .bind(site)
            .fetch_optional(self.0)
            .await?;
        Ok(at.map(Timestamp))
    }
}

/// What a new look at a site's posts has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub verdicts: Vec<Verdict>,
    /// Posts that are no longer stored.
    pub forgotten: Vec<String>,
    /// Topics and posts that now belong together.
    pub gained: Vec<(String, String)>,
    /// Topics and posts that did.
    pub lost: Vec<(String, String)>,
}

pub(super) async fn bump(
    transaction: &mut Transaction<'_, Any>,
    site: &str,
    now: Timestamp,
) -> Result<()> {
    let sql = "INSERT INTO moderated_sites (site, revision, changed_at) VALUES ($1, 1, $2)
               ON CONFLICT (site) DO UPDATE SET revision = moderated_sites.revision + 1,
                   changed_at = excluded.changed_at";
    let query = sqlx::query(sql).bind(site).bind(now.0);
    query.execute(&mut **transaction).await?;
    Ok(())
}

async fn write(transaction: &mut Transaction<'_, Any>, site: &str, new: &Verdict) -> Result<()> {
    let sql = "INSERT INTO moderation (site, post, edition, action, rule, why, same_as, decided,
                                       decided_edition)
               VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0)
               ON CONFLICT (site, post) DO UPDATE SET edition = excluded.edition,
                   action = excluded.action, rule = excluded.rule, why = excluded.why,
                   same_as = excluded.same_as";
    let query = sqlx::query(sql)
        .bind(site)
        .bind(&new.post)
        .bind(new.edition);
    let query = query.bind(&new.action).bind(&new.rule).bind(&new.why);
    let query = query.bind(&new.same_as);
    query.execute(&mut **transaction).await?;
    Ok(())
}
