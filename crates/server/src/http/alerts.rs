//! Following a topic by e-mail: the page that takes an address, and the pages that letters link to.
//!
//! Programs that look into mail open every link: so looking changes nothing, and only a button confirms
//! or ends. Posting to `…/end` is what mail programs do for their own button (RFC 8058).

use super::client::Peer;
use super::page::{Page, escape};
use super::{App, Shared, rate};
use crate::config::{Site, Topic};
use crate::error::Error;
use crate::mail::{self, Words, both, words};
use crate::store::alerts::{Alert, Outcome, Place, Wish};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use std::time::Duration;
use teilbar_domain::choice::Choice;
use teilbar_domain::date::Timestamp;
use teilbar_domain::text::Lang;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/alerts/{site}/{topic}", get(get_form).post(post_form))
        .route("/letters/{token}", get(get_link).post(post_link))
        .route("/letters/{token}/end", post(post_end))
}

/// A topic that can be followed by e-mail.
struct Followed<'a> {
    site: &'a Site,
    topic: &'a Topic,
    rhythm: Duration,
    words: &'static Words,
}

impl<'a> Followed<'a> {
    fn find(app: &'a App, place: Place<'_>, lang: Option<Lang>) -> Result<Self, Error> {
        let site = app.config.site(place.site).ok_or(Error::NotFound)?;
        let topic = site.topic(place.topic).ok_or(Error::NotFound)?;
        let mail = app.config.mail.as_ref();
        let rhythm = topic.alerts.filter(|_| mail.is_some());
        Ok(Self {
            site,
            topic,
            rhythm: rhythm.ok_or(Error::NotFound)?,
            words: words(lang.unwrap_or(site.lang)),
        })
    }

    /// In the language in which the letters are written.
    fn of(app: &'a App, alert: &Alert) -> Result<Self, Error> {
        let place = Place {
            site: &alert.site,
            topic: &alert.topic,
        };
        Self::find(app, place, Lang::from_tag(&alert.lang))
    }

    fn names(&self) -> (&str, &str) {
        (&self.topic.name, &self.site.name)
    }

    fn page(&self, status: StatusCode, title: &str, content: &str) -> Response {
        let page = Page {
            lang: self.words.lang,
            title,
            content,
        };
        page.respond(status)
    }

    /// The form, with what is wrong about the address that was given before.
    fn form(&self, given: &str, wrong: Option<&str>) -> Response {
        let words = self.words;
        let title = both(words.follow, self.names());
        let rhythm = match self.rhythm.as_secs() / 3_600 {
            0..24 => words.hourly,
            24..48 => words.daily,
            _ => words.weekly,
        };
        let about = escape(&both(words.about, self.names()));
        let alert = wrong
            .map(|wrong| format!("<p id=\"wrong\" class=\"wrong\" role=\"alert\">{wrong}</p>"));
        let described = alert
            .as_ref()
            .map_or("", |_| " aria-invalid=\"true\" aria-describedby=\"wrong\"");
        let content = format!(
            "<p>{about} {rhythm}</p><form method=\"post\">{alert}\
             <label for=\"address\">{label}</label>\
             <input id=\"address\" name=\"address\" type=\"email\" autocomplete=\"email\" required \
              maxlength=\"254\" value=\"{given}\"{described}>\
             <button>{ask}</button></form><p class=\"small\">{privacy}</p>",
            alert = alert.unwrap_or_default(),
            label = words.address,
            given = escape(given),
            ask = words.ask,
            privacy = words.privacy,
        );
        let status = if wrong.is_some() {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::OK
        };
        self.page(status, &title, &content)
    }

    /// A page that says one thing.
    fn say(&self, status: StatusCode, what: &str) -> Response {
        let title = both(self.words.follow, self.names());
        let what = format!("<p role=\"status\">{}</p>", escape(what));
        self.page(status, &title, &what)
    }
}

/// The first of the browser's languages that is translated.
fn accepted(headers: &HeaderMap) -> Option<Lang> {
    let tags = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut tags = tags.split(',').filter_map(|tag| tag.split(';').next());
    tags.find_map(|tag| Lang::from_tag(tag.trim()))
}

async fn get_form(
    State(app): State<Shared>,
    Path((site, topic)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let place = Place {
        site: &site,
        topic: &topic,
    };
    Ok(Followed::find(&app, place, accepted(&headers))?.form("", None))
}

async fn post_form(
    State(app): State<Shared>,
    Path((site, topic)): Path<(String, String)>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let place = Place {
        site: &site,
        topic: &topic,
    };
    let followed = Followed::find(&app, place, accepted(&headers))?;
    let given = field(&body, "address").unwrap_or_default();
    let Some(address) = mail::address(&given) else {
        return Ok(followed.form(&given, Some(followed.words.no_address)));
    };
    rate::letters(&app, peer.map(|peer| peer.0), &headers)?;
    let lang = accepted(&headers).unwrap_or(followed.site.lang);
    let wish = Wish {
        token: &mail::token(),
        place,
        address: &address,
        lang: lang.word(),
    };
    let words = followed.words;
    Ok(match app.store.alerts().ask(&wish, now()).await? {
        // The same to all: who asks learns nothing about whose address this is.
        Outcome::Noted | Outcome::Known => followed.say(StatusCode::ACCEPTED, words.sent),
        Outcome::Full => followed.say(StatusCode::SERVICE_UNAVAILABLE, words.full),
    })
}

async fn get_link(
    State(app): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let Some(alert) = app.store.alerts().find(&token).await? else {
        return Ok(gone(&headers));
    };
    let Ok(followed) = Followed::of(&app, &alert) else {
        return Ok(gone(&headers));
    };
    let words = followed.words;
    let (title, act, label) = match alert.confirmed_at {
        None => (words.confirm_title, "confirm", words.confirm),
        Some(_) => (words.end_title, "end", words.end),
    };
    let title = both(title, followed.names());
    let content = format!(
        "<form method=\"post\"><button name=\"act\" value=\"{act}\">{label}</button></form>"
    );
    Ok(followed.page(StatusCode::OK, &title, &content))
}

async fn post_link(
    State(app): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let act = field(&body, "act").unwrap_or_default();
    act_on(&app, &token, &act, &headers).await
}

async fn post_end(
    State(app): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    act_on(&app, &token, "end", &headers).await
}

async fn act_on(app: &App, token: &str, act: &str, headers: &HeaderMap) -> Result<Response, Error> {
    let alerts = app.store.alerts();
    let Some(alert) = alerts.find(token).await? else {
        return Ok(gone(headers));
    };
    let followed = Followed::of(app, &alert);
    if act == "end" {
        // Also where the topic is no more.
        alerts.end(token).await?;
        return Ok(followed.map_or_else(
            |_| gone(headers),
            |followed| {
                followed.say(
                    StatusCode::OK,
                    &both(followed.words.ended, followed.names()),
                )
            },
        ));
    }
    let Ok(followed) = followed else {
        return Ok(gone(headers));
    };
    if act != "confirm" {
        let why = "it is neither confirm nor end".into();
        return Err(Error::Parameter { name: "act", why });
    }
    alerts.confirm(token, now()).await?;
    let confirmed = both(followed.words.confirmed, followed.names());
    Ok(followed.say(StatusCode::OK, &confirmed))
}

/// A link that leads nowhere any more.
fn gone(headers: &HeaderMap) -> Response {
    let words = words(accepted(headers).unwrap_or_default());
    let content = format!("<p>{}</p>", words.gone);
    let page = Page {
        lang: words.lang,
        title: words.end,
        content: &content,
    };
    page.respond(StatusCode::GONE)
}

/// A field of a form; the last of that name.
fn field(body: &[u8], name: &str) -> Option<String> {
    let fields = url::form_urlencoded::parse(body);
    let found = fields.filter(|(known, _)| known == name).last();
    found.map(|(_, value)| value.into_owned())
}

fn now() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_second())
}
