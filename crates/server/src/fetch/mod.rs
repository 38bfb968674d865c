//! The one door to the outside: every outbound request of the server goes through [`Client`].
//!
//! It dials public addresses only, and exactly the ones it has checked; it caps time, redirects,
//! headers and the decoded body; it says the same about itself to everyone and nothing about
//! visitors. Threats 23 to 26, 28 and 31 of the threat model are answered here.

pub mod address;
mod body;
mod error;
mod guard;
mod hop;
pub mod retry;
mod turns;

pub use error::FetchError;
pub use guard::AllowedTarget;

use bytes::Bytes;
use guard::{Blocked, Door, PublicOnly};
use hop::{headers, is_redirect, next_hop};
use reqwest::header::{self, HeaderMap, HeaderName};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use turns::{Turn, Turns};
use url::Url;

/// What this server calls itself everywhere.
pub const USER_AGENT: &str = concat!("Teilbar/", env!("CARGO_PKG_VERSION"), " (+feed reader)");

/// What may be fetched, and how much of it.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Hosts that may be private or use unusual ports: intranets and tests.
    pub allow: Vec<AllowedTarget>,
    /// Certificates (PEM) trusted besides those of the system: intranets and tests.
    pub extra_roots: Vec<String>,
    /// For the whole exchange, redirects and body included; waiting for one's turn is not counted.
    pub deadline: Duration,
    /// Bytes of the decoded body.
    pub max_body: usize,
    /// Bytes of all header names and values of one answer.
    pub max_headers: usize,
    pub max_redirects: usize,
    /// Requests at the same time to one host, and to all together.
    pub per_host: usize,
    pub at_once: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            extra_roots: Vec::new(),
            deadline: Duration::from_secs(10),
            max_body: 4 * 1024 * 1024,
            max_headers: 32 * 1024,
            max_redirects: 3,
            per_host: 2,
            at_once: 32,
        }
    }
}

/// One request: GET, or POST if it carries a form.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub url: String,
    /// Of the copy at hand; sent as `If-None-Match`.
    pub etag: Option<String>,
    /// Of the copy at hand; sent as `If-Modified-Since`.
    pub last_modified: Option<String>,
    /// A token, sent as `Authorization: Bearer` to the first host only.
    pub bearer: Option<SecretString>,
    /// `name:password`, sent as `Authorization: Basic` to the first host only.
    pub basic: Option<SecretString>,
    /// More headers: name, in lower case, and value.
    pub headers: Vec<(&'static str, String)>,
    /// A body, which makes this a POST. No redirect is followed then.
    pub post: Option<Post>,
    /// The `Accept` value; empty for `*/*`.
    pub accept: String,
    /// Bytes of the decoded body, where the policy's are not right.
    pub max_body: Option<usize>,
}

/// What is posted: questions that a network takes in no other way, and requests for tokens.
#[derive(Clone, Debug)]
pub struct Post {
    pub content_type: &'static str,
    pub body: SecretString,
}

/// An answer of any status, redirects followed.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: u16,
    /// Where the answer came from; the base of relative links in it.
    pub final_url: Url,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub content_type: Option<String>,
    /// When the server wants to be asked again, from now.
    pub retry_after: Option<Duration>,
    /// Unix seconds at which a spent quota is filled again (`x-ratelimit-reset`, X also writes
    /// `x-rate-limit-reset`), if it is spent.
    pub quota_reset: Option<i64>,
    pub body: Bytes,
}

/// The outbound HTTP client; cheap to share behind an `Arc`.
pub struct Client {
    policy: Policy,
    public: reqwest::Client,
    allowed: reqwest::Client,
    turns: Turns,
}

impl Client {
    /// Builds the client; fails if TLS cannot be set up or a certificate cannot be read.
    pub fn new(policy: Policy) -> Result<Self, FetchError> {
        // Fails only if a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let setup =
            |error: reqwest::Error| FetchError::Setup(error::root_cause(&error).to_string());
        let public = builder(&policy)?
            .dns_resolver(PublicOnly)
            .build()
            .map_err(setup)?;
        let allowed = builder(&policy)?.build().map_err(setup)?;
        let turns = Turns::new(policy.at_once, policy.per_host);
        Ok(Self {
            policy,
            public,
            allowed,
            turns,
        })
    }

    /// Fetches an address, or posts to it; see [`Policy`] for the limits.
    ///
    /// Any HTTP status is an answer; errors are refusals of ours and failures on the way.
    pub async fn get(&self, request: Request) -> Result<Response, FetchError> {
        let url = Url::parse(&request.url).map_err(|_| FetchError::Url(request.url.clone()))?;
        let door = guard::check(&url, &self.policy.allow)?;
        let headers = headers(&request)?;
        let most = request.max_body.unwrap_or(self.policy.max_body);
        let host = host(&url);
        let turn = self.turns.take(&host).await;
        let deadline = self.policy.deadline;
        let late = |_| FetchError::Deadline { host, deadline };
        let post = request.post;
        let answer = self.follow(url, door, headers, post, turn, most);
        tokio::time::timeout(deadline, answer).await.map_err(late)?
    }

    async fn follow(
        &self,
        mut url: Url,
        door: Door,
        mut headers: HeaderMap,
        post: Option<Post>,
        turn: Turn,
        max_body: usize,
    ) -> Result<Response, FetchError> {
        let allow = door.onward(&self.policy.allow);
        let asked = host(&url);
        let mut turn = Some(turn);
        for _ in 0..=self.policy.max_redirects {
            let held = match turn.take() {
                Some(turn) => turn,
                None => self.turns.take(&host(&url)).await,
            };
            let answer = self.send(&url, allow, &headers, post.as_ref()).await?;
            if post.is_some() || !is_redirect(answer.status().as_u16()) {
                return self.take(answer, url, max_body).await;
            }
            let next = next_hop(&url, answer.headers())?;
            if next.origin() != url.origin() {
                headers.remove(header::AUTHORIZATION);
            }
            url = next;
            drop(held);
        }
        Err(FetchError::Redirects(asked))
    }

    async fn send(
        &self,
        url: &Url,
        allow: &[AllowedTarget],
        headers: &HeaderMap,
        post: Option<&Post>,
    ) -> Result<reqwest::Response, FetchError> {
        let client = match guard::check(url, allow)? {
            Door::Public => &self.public,
            Door::Allowed => &self.allowed,
        };
        let asked = match post {
            None => client.get(url.clone()),
            Some(post) => client
                .post(url.clone())
                .header(header::CONTENT_TYPE, post.content_type)
                .body(post.body.expose_secret().to_owned()),
        };
        let sent = asked.headers(headers.clone()).send().await;
        let answer = sent.map_err(|error| unsent(&host(url), &error))?;
        let sizes = answer
            .headers()
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len());
        let limit = self.policy.max_headers;
        match sizes.sum::<usize>() > limit {
            true => Err(FetchError::Headers {
                host: host(url),
                limit,
            }),
            false => Ok(answer),
        }
    }

    async fn take(
        &self,
        answer: reqwest::Response,
        final_url: Url,
        max_body: usize,
    ) -> Result<Response, FetchError> {
        let headers = answer.headers();
        let text = |name: HeaderName| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let quota = |name: &'static str| {
            text(HeaderName::from_static(name)).and_then(|value| value.trim().parse().ok())
        };
        let now = jiff::Timestamp::now();
        Ok(Response {
            status: answer.status().as_u16(),
            etag: text(header::ETAG),
            last_modified: text(header::LAST_MODIFIED),
            content_type: text(header::CONTENT_TYPE),
            retry_after: text(header::RETRY_AFTER)
                .and_then(|value| retry::retry_after(&value, now)),
            quota_reset: quota("x-ratelimit-reset")
                .filter(|_| quota("x-ratelimit-remaining") == Some(0))
                .or(quota("x-rate-limit-reset")
                    .filter(|_| quota("x-rate-limit-remaining") == Some(0))),
            body: body::read(answer, &host(&final_url), max_body).await?,
            final_url,
        })
    }
}

fn builder(policy: &Policy) -> Result<reqwest::ClientBuilder, FetchError> {
    let mut roots = Vec::new();
    for pem in &policy.extra_roots {
        let certificate = reqwest::Certificate::from_pem(pem.as_bytes());
        roots.push(certificate.map_err(|error| FetchError::Setup(error.to_string()))?);
    }
    let builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        .http2_max_header_list_size(u32::try_from(policy.max_headers).unwrap_or(u32::MAX))
        .pool_idle_timeout(Duration::from_secs(30))
        .pool_max_idle_per_host(policy.per_host);
    Ok(if roots.is_empty() {
        builder
    } else {
        builder.tls_certs_merge(roots)
    })
}

fn unsent(host: &str, error: &reqwest::Error) -> FetchError {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(current) = cause {
        if let Some(blocked) = current.downcast_ref::<Blocked>() {
            return blocked.clone().into();
        }
        cause = current.source();
    }
    let (host, reason) = (host.to_owned(), error::root_cause(error).to_string());
    match error {
        _ if error.is_dns() => FetchError::Dns(host),
        _ if error.is_connect() => FetchError::Connect { host, reason },
        _ => FetchError::Damaged { host, reason },
    }
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
