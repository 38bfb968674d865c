//! What people decide about posts, with its entry in the audit log.

use super::Result;
use super::audit::{self, Entry};
use super::moderation::{COLUMNS, Moderation, Row, bump};
use sqlx::{Any, AssertSqlSafe, Transaction};
use std::collections::BTreeSet;
use teilbar_domain::date::Timestamp;

/// What somebody decides about a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Approve,
    Hide,
    Kill,
    Pin,
    Unpin,
    /// The picture's alternative text.
    Alt(String),
}

/// A post on a site, in the edition that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub site: String,
    pub post: String,
    pub edition: i64,
}

/// Who decides, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct By {
    pub who: String,
    /// Who confirmed; empty for decisions about one post.
    pub second: String,
    pub reason: String,
}

impl Decision {
    /// The word of the command line and of the audit log.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Hide => "hide",
            Self::Kill => "kill",
            Self::Pin => "pin",
            Self::Unpin => "unpin",
            Self::Alt(_) => "alt",
        }
    }
}

impl Moderation<'_> {
    /// Decides about posts and writes it into the audit log, all or nothing; every process shows it
    /// as soon as it looks at [`Self::revisions`].
    pub async fn decide(
        &self,
        targets: &[Target],
        decision: &Decision,
        by: &By,
        at: Timestamp,
    ) -> Result<()> {
        let mut transaction = self.0.begin().await?;
        let sites: BTreeSet<_> = targets.iter().map(|target| &target.site).collect();
        for site in sites {
            bump(&mut transaction, site, at).await?;
        }
        for target in targets {
            let before = row(&mut transaction, target).await?;
            let after = before.after(decision, target.edition);
            decided(&mut transaction, &target.site, &after).await?;
            let entry = Entry {
                site: target.site.clone(),
                post: target.post.clone(),
                who: by.who.clone(),
                second: by.second.clone(),
                action: decision.word().to_owned(),
                reason: by.reason.clone(),
                before_state: before.words(),
                after_state: after.words(),
                ..Entry::default()
            };
            audit::add(&mut transaction, entry).await?;
        }
        Ok(transaction.commit().await?)
    }
}

impl Row {
    /// The state in words, for the audit log.
    fn words(&self) -> String {
        let decided = if self.decided.is_empty() {
            "undecided"
        } else {
            &self.decided
        };
        let mut out = decided.to_owned();
        if !self.action.is_empty() {
            out += &format!(", {} by rule \"{}\"", self.action, self.rule);
        }
        match self.pinned {
            Some(1) => out += ", pinned",
            Some(_) => out += ", unpinned",
            None => {}
        }
        if let Some(alt) = &self.alt {
            out += &format!(", alt \"{alt}\"");
        }
        out
    }

    fn after(&self, decision: &Decision, edition: i64) -> Self {
        let mut row = self.clone();
        let mut decide = |word: &str| {
            row.decided = word.to_owned();
            row.decided_edition = edition;
        };
        match decision {
            Decision::Approve => decide("approved"),
            Decision::Hide => decide("hidden"),
            Decision::Kill => decide("killed"),
            Decision::Pin => row.pinned = Some(1),
            Decision::Unpin => row.pinned = Some(0),
            Decision::Alt(text) => row.alt = Some(text.clone()),
        }
        row
    }
}

async fn row(transaction: &mut Transaction<'_, Any>, target: &Target) -> Result<Row> {
    let sql = format!("SELECT {COLUMNS} FROM moderation WHERE site = $1 AND post = $2");
    let query = sqlx::query_as(AssertSqlSafe(sql));
    let query = query.bind(&target.site).bind(&target.post);
    let found: Option<Row> = query.fetch_optional(&mut **transaction).await?;
    Ok(found.unwrap_or_else(|| Row {
        post: target.post.clone(),
        ..Row::default()
    }))
}

async fn decided(transaction: &mut Transaction<'_, Any>, site: &str, row: &Row) -> Result<()> {
    let sql = "INSERT INTO moderation (site, post, edition, action, rule, why, same_as, decided,
                                       decided_edition, pinned, alt)
               VALUES ($1, $2, 0, '', '', '', '', $3, $4, $5, $6)
               ON CONFLICT (site, post) DO UPDATE SET decided = excluded.decided,
                   decided_edition = excluded.decided_edition, pinned = excluded.pinned,
                   alt = excluded.alt";
    let query = sqlx::query(sql).bind(site).bind(&row.post);
    let query = query.bind(&row.decided).bind(row.decided_edition);
    let query = query.bind(row.pinned).bind(&row.alt);
    query.execute(&mut **transaction).await?;
    Ok(())
}
