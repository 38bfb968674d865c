//! Fetching the pictures of a site's posts, and letting go of those that are not shown any more.

use super::{Context, LEASE, NAP, Next, chain, pause, schedule};
use crate::config::Config;
use crate::fetch::{Client, Request};
use crate::media::{self, MediaError, Picture};
use crate::store;
use crate::store::media::Wanted;
use futures_util::{StreamExt, stream};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// The pictures of one site.
#[derive(Debug)]
pub(super) struct Pictures {
    site: usize,
    /// Keys of its sources.
    sources: Vec<String>,
    /// Bytes that all of them together may take.
    room: u64,
    interval: Duration,
    /// When unused files were last looked for.
    swept: Option<Instant>,
}

/// Pictures asked for at the same time, of one site.
const AT_ONCE: usize = 4;

/// Looked for at a time; more follow at once.
const BATCH: u32 = 32;

/// Before this time a new address of a picture that is kept is not believed to be a new picture.
const SETTLED: Duration = Duration::from_secs(6 * 3_600);

const SWEEP: Duration = Duration::from_secs(900);

/// Decoding takes a core and up to a few times `media::MEMORY`: one at a time.
static DECODING: Semaphore = Semaphore::const_new(1);

/// Every site that shows posts, unless pictures are not wanted.
pub(super) fn all(config: &Config) -> Vec<Pictures> {
    let Some(room) = config.media else {
        return Vec::new();
    };
    let sites = config.sites.iter().enumerate();
    let with_sources = sites.filter(|(_, site)| !site.sources.is_empty());
    let pictures = with_sources.map(|(index, site)| Pictures {
        site: index,
        sources: site.sources.iter().map(|source| source.key()).collect(),
        room: room.per_site,
        interval: config.refresh.feeds,
        swept: None,
    });
    pictures.collect()
}

impl Pictures {
    pub(super) async fn run(mut self, context: Context) {
        while let Some(wait) = pause(self.turn(&context).await, NAP.min(self.interval)) {
            tokio::time::sleep(wait).await;
        }
    }

    async fn turn(&mut self, context: &Context) -> store::Result<Next> {
        let pictures = context.store.media();
        while self.batch(context).await? {}
        if pictures.make_room(&self.sources, self.room).await? > 0 {
            context.bump(&[self.site]);
        }
        if self.swept.is_none_or(|at| at.elapsed() > SWEEP) {
            pictures.collect(schedule::now()).await?;
            self.swept = Some(Instant::now());
        }
        // New posts are looked for as often as a task ever looks.
        Ok(Next::At(schedule::ahead(schedule::now(), SETTLED)))
    }

    /// Fetches some of what is wanted; whether there may be more.
    async fn batch(&self, context: &Context) -> store::Result<bool> {
        let pictures = context.store.media();
        let mut wanted = Vec::new();
        for one in pictures
            .wanted(&self.sources, schedule::now(), BATCH)
            .await?
        {
            // The newest come first: where one has no room, none of the rest has.
            if pictures.used(&self.sources, one.sort_at).await? >= self.room {
                break;
            }
            wanted.push(one);
        }
        let fetches = stream::iter(wanted).map(|one| self.fetch(context, one));
        let done: Vec<_> = fetches.buffer_unordered(AT_ONCE).collect().await;
        let done = done.into_iter().collect::<store::Result<Vec<_>>>()?;
        if done.contains(&Outcome::Kept) {
            context.bump(&[self.site]);
        }
        Ok(done.iter().any(|outcome| *outcome != Outcome::Taken))
    }

    async fn fetch(&self, context: &Context, wanted: Wanted) -> store::Result<Outcome> {
        let (pictures, now) = (context.store.media(), schedule::now());
        let until = schedule::ahead(now, LEASE);
        let Some(attempt) = pictures.claim(&wanted, now, until).await? else {
            return Ok(Outcome::Taken);
        };
        let picture = picture(&context.client, &wanted.url).await;
        let now = schedule::now();
        match picture {
            Ok(picture) => {
                let next = schedule::ahead(now, SETTLED);
                pictures.keep(&wanted.post, &picture, now, next).await?;
                Ok(Outcome::Kept)
            }
            Err(error) => {
                refused(&wanted.url, attempt, &error);
                let retry = error.retry_after();
                let next = schedule::back_off(now, self.interval, attempt, retry);
                pictures.fail(&wanted.post, next).await?;
                Ok(Outcome::Failed)
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Kept,
    Failed,
    /// By another process.
    Taken,
}

/// Says so without the whole address, which may hold a network's token.
fn refused(url: &str, attempt: i64, error: &MediaError) {
    let url = url::Url::parse(url).ok();
    tracing::info!(
        host = url.as_ref().and_then(url::Url::host_str),
        attempt,
        error = chain(error),
        "a picture is not taken; the post is shown without it, or with the one it had"
    );
}

async fn picture(client: &Client, url: &str) -> Result<Picture, MediaError> {
    let request = Request {
        url: url.to_owned(),
        accept: "image/webp,image/jpeg,image/png,image/gif".to_owned(),
        max_body: Some(media::LARGEST),
        ..Request::default()
    };
    let answer = client.get(request).await?;
    if answer.status != 200 {
        return Err(MediaError::Status {
            status: answer.status,
            retry_after: answer.retry_after,
        });
    }
    let closed = |_| MediaError::Damaged("the server is stopping".to_owned());
    let _turn = DECODING.acquire().await.map_err(closed)?;
    let made = tokio::task::spawn_blocking(move || media::make(&answer.body)).await;
    // A decoder that panics has met a broken picture.
    made.unwrap_or_else(|error| Err(MediaError::Damaged(error.to_string())))
}
