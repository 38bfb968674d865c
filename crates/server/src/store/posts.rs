//! Posts of every source, newest first.

use super::Result;
use sha2::{Digest, Sha256};
use sqlx::{Any, AnyPool, AssertSqlSafe, Transaction};
use std::collections::HashSet;
use teilbar_domain::date::Timestamp;
use teilbar_domain::post::RichText;
use teilbar_domain::repost::Repost;

pub use super::pages::{Cursor, Listed, Page, Selection};

/// The table `posts`.
#[derive(Clone, Copy, Debug)]
pub struct Posts<'a>(pub(super) &'a AnyPool);

/// A post as stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stored {
    pub source: String,
    /// As the source names it.
    pub id: String,
    pub url: String,
    pub title: String,
    pub author: String,
    pub body: RichText,
    /// Address and alternative text of its picture at the source.
    pub image: Option<(String, String)>,
    pub published: Option<Timestamp>,
    /// BCP 47 tag as the source declares it; empty where it declares none.
    pub lang: String,
    /// Categories of the source, as `teilbar_domain::rule::tag` writes them.
    pub tags: Vec<String>,
    /// Who passed it on, where another wrote it.
    pub repost: Option<Repost>,
    /// The author's words before what not everybody wants to see; empty if there are none.
    pub warning: String,
    /// Whether the picture is one that not everybody wants to see.
    pub sensitive: bool,
    /// Whether there is a video where the post lives.
    pub video: bool,
}

impl Stored {
    /// What stands for the post where a few of its words do: never what is behind a warning.
    pub fn opening(&self) -> String {
        match (&self.title[..], &self.warning[..]) {
            ("", "") => self.body.plain(),
            ("", warning) => warning.to_owned(),
            (title, _) => title.to_owned(),
        }
    }
}

/// Whether posts came from the source or are made up for a demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Real,
    Sample,
}

/// More than this many posts of a source are not kept.
const KEPT: &str = "1000";

/// Hexadecimal digits of a digest.
pub(super) const DIGEST: usize = 32;

impl Posts<'_> {
    /// Stores the posts of one source; how many are new or changed.
    ///
    /// The first real posts replace sample ones, and sample ones never join real ones.
    pub async fn store(
        &self,
        source: &str,
        posts: &[Stored],
        kind: Kind,
        now: Timestamp,
    ) -> Result<u64> {
        let mut transaction = self.0.begin().await?;
        let replaced = "DELETE FROM posts WHERE source = $1 AND sample = 1";
        let mut changed = 0;
        if kind == Kind::Sample || !posts.is_empty() {
            let query = sqlx::query(replaced).bind(source);
            changed += query.execute(&mut *transaction).await?.rows_affected();
        }
        if kind == Kind::Real || !has_posts(&mut transaction, source).await? {
            for post in posts {
                changed += upsert(&mut transaction, source, post, kind, now).await?;
            }
        }
        prune(&mut transaction, source).await?;
        transaction.commit().await?;
        Ok(changed)
    }

    /// Removes the posts of a source from after `since` that are not among `ids`: they were taken
    /// back. How many those were.
    pub async fn retract(
        &self,
        source: &str,
        since: Timestamp,
        ids: &HashSet<&str>,
    ) -> Result<u64> {
        // Before the transaction: in SQLite one that reads first cannot always write after.
        let sql = "SELECT id FROM posts WHERE source = $1 AND sample = 0 AND sort_at > $2";
        let query = sqlx::query_scalar(sql).bind(source).bind(since.0);
        let known: Vec<String> = query.fetch_all(self.0).await?;
        let mut transaction = self.0.begin().await?;
        let mut retracted = 0;
        for id in known.iter().filter(|id| !ids.contains(&id[..])) {
            let query = sqlx::query("DELETE FROM posts WHERE source = $1 AND id = $2");
            let query = query.bind(source).bind(id);
            retracted += query.execute(&mut *transaction).await?.rows_affected();
        }
        transaction.commit().await?;
        Ok(retracted)
    }
}

async fn has_posts(transaction: &mut Transaction<'_, Any>, source: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM posts WHERE source = $1";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(source)
        .fetch_one(&mut **transaction)
        .await?;
    Ok(count > 0)
}

async fn upsert(
    transaction: &mut Transaction<'_, Any>,
    source: &str,
    post: &Stored,
    kind: Kind,
    now: Timestamp,
) -> Result<u64> {
    let sql =
        "INSERT INTO posts (source, id, digest, url, title, author, body, image_url, image_alt,
                                  published, sort_at, sample, lang, tags, repost,
                                  warning, sensitive, video, reposted_by, reposted_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                       $19, $20)
               ON CONFLICT (source, id) DO UPDATE SET
                   url = excluded.url, title = excluded.title, author = excluded.author,
                   body = excluded.body, image_url = excluded.image_url,
                   image_alt = excluded.image_alt, published = excluded.published,
                   lang = excluded.lang, tags = excluded.tags, repost = excluded.repost,
                   warning = excluded.warning, sensitive = excluded.sensitive,
                   video = excluded.video, reposted_by = excluded.reposted_by,
                   reposted_at = excluded.reposted_at,
                   edition = posts.edition + 1,
                   sort_at = CASE WHEN COALESCE(excluded.reposted_at, excluded.published) IS NULL
                                  THEN posts.sort_at ELSE excluded.sort_at END
               WHERE posts.url <> excluded.url OR posts.title <> excluded.title
                  OR posts.author <> excluded.author OR posts.body <> excluded.body
                  OR posts.image_url <> excluded.image_url OR posts.image_alt <> excluded.image_alt
                  OR posts.lang <> excluded.lang OR posts.tags <> excluded.tags
                  OR posts.repost <> excluded.repost OR posts.warning <> excluded.warning
                  OR posts.sensitive <> excluded.sensitive OR posts.video <> excluded.video
                  OR posts.reposted_by <> excluded.reposted_by
                  OR posts.reposted_at IS DISTINCT FROM excluded.reposted_at
                  OR posts.published IS DISTINCT FROM excluded.published";
    let (image_url, image_alt) = post.image.clone().unwrap_or_default();
    let published = post.published.map(|at| at.0);
    let repost = post.repost.clone().unwrap_or_default();
    let reposted = repost.at.map(|at| at.0);
    // A repost is news on the day it is passed on, however old the post is.
    let place = reposted.or(published).unwrap_or(now.0).min(now.0);
    let query = sqlx::query(sql)
        .bind(source)
        .bind(&post.id)
        .bind(digest(source, &post.id));
    let query = query.bind(&post.url).bind(&post.title).bind(&post.author);
    let query = query
        .bind(serde_json::to_string(&post.body)?)
        .bind(image_url)
        .bind(image_alt);
    let query = query.bind(published).bind(place);
    let query = query.bind(i64::from(kind == Kind::Sample));
    let query = query
        .bind(&post.lang)
        .bind(post.tags.join("\n"))
        .bind(i64::from(post.repost.is_some()));
    let query = query
        .bind(&post.warning)
        .bind(i64::from(post.sensitive))
        .bind(i64::from(post.video));
    let query = query.bind(repost.by).bind(reposted);
    Ok(query.execute(&mut **transaction).await?.rows_affected())
}

async fn prune(transaction: &mut Transaction<'_, Any>, source: &str) -> Result<()> {
    let sql = format!(
        "DELETE FROM posts WHERE source = $1 AND sort_at <
             (SELECT sort_at FROM posts WHERE source = $1 ORDER BY sort_at DESC LIMIT 1 OFFSET {KEPT})"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(source)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

fn digest(source: &str, id: &str) -> String {
    let hash = Sha256::new()
        .chain_update(source)
        .chain_update([0])
        .chain_update(id)
        .finalize();
    hash.iter()
        .take(DIGEST / 2)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
