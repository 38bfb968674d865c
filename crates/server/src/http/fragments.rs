//! Fragments: an element's whole HTML, working before any script has run.

use super::cors::preflight;
use super::prepared::Kind;
use super::sites::{Asked, Extras, HTML, LIVE, word};
use super::{App, Shared, counts, feed, followers, live, outgoing};
use crate::config::{Origin, Site};
use crate::error::{Error, ErrorBody};
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use teilbar_domain::choice::Choice;
use teilbar_domain::config::{Bar, CssMode, Follow, Options};
use teilbar_domain::feed::{Feed, Live};
use teilbar_domain::follow_bar::follow_bar_with;
use teilbar_domain::form::Form;
use teilbar_domain::network::Network;
use teilbar_domain::option::{Element, Spec};
use teilbar_domain::share_bar::share_bar_with;
use teilbar_domain::state::{BarState, State};
use teilbar_domain::text::Lang;
use teilbar_widget::render::{self, Css, Host};

pub(super) fn router() -> Router<Shared> {
    Router::new().route(
        "/api/v1/sites/{site}/fragment/{element}",
        get(get_fragment).options(preflight),
    )
}

#[utoipa::path(
    get, path = "/api/v1/sites/{site}/fragment/{element}", tag = "sites",
    params(
        ("site" = String, Path, description = "The site's id"),
        ("element" = String, Path, description = "`bar`, `follow` or `feed`"),
        ("url" = Option<String>, Query, description = "The page's address; on one of the site's origins"),
        ("title" = Option<String>, Query, description = "The page's title"),
        ("lang" = Option<String>, Query, description = "Language of the visible text"),
        ("any option" = Option<String>, Query, description = "Every option of the element, see docs/options.md"),
    ),
    responses(
        (status = 200, description = "The element, ready to be put into a page", body = String, content_type = "text/html"),
        (status = 304, description = "Unchanged since the ETag in If-None-Match"),
        (status = 400, description = "The address belongs to another site", body = ErrorBody),
        (status = 403, description = "The asking page's origin is not allowed", body = ErrorBody),
        (status = 404, description = "No such site or element", body = ErrorBody),
        (status = 414, description = "More than 16,384 bytes after the question mark", body = ErrorBody),
        (status = 429, description = "Too many requests came from this address; Retry-After says when to come back", body = ErrorBody),
    )
)]
/// An element as HTML, to be fetched by the element or put into the page by whoever makes it.
pub(super) async fn get_fragment(asked: Asked) -> Result<Response, Error> {
    let element = Element::parse(asked.part("element")).ok_or(Error::NotFound)?;
    let mut options: Options = asked
        .query
        .iter()
        .map(|(name, value)| (name, value))
        .collect();
    if let Some(url) = asked.owned_url()? {
        options.set("url", &url);
    }
    let site = asked.site()?;
    let html = async {
        Ok(Bytes::from(
            html(&asked.app, site, element, &options).await?,
        ))
    };
    if element != Element::Feed {
        return asked.cached(HTML, html).await;
    }
    let extras = Extras {
        links: outgoing::link(&asked.app, site, site.topic(options.get("topic"))),
        ..Extras::default()
    };
    let kind = Kind {
        cache_control: LIVE,
        ..HTML
    };
    asked.cached_with(kind, extras, html).await
}

impl Asked {
    /// The `url` parameter without what follows `#`, if it belongs to the site.
    pub(super) fn owned_url(&self) -> Result<Option<String>, Error> {
        let site = self.site()?;
        let check = |url| owned_url(&self.app, self.site, site, url);
        self.parameter("url").map(check).transpose()
    }
}

/// The address without what follows `#`, if it is on one of the site's origins or its home.
///
/// Whatever a page's visitors share in the name of a site has to be the site's own.
pub(super) fn owned_url(app: &App, index: usize, site: &Site, url: &str) -> Result<String, Error> {
    let foreign = || Error::ForeignUrl {
        url: url.to_owned(),
        site: site.id.clone(),
    };
    let address = crate::config::web_address(url).ok_or_else(foreign)?;
    let origin = Origin::of(address.as_str()).ok_or_else(foreign)?;
    let home = address.as_str() == site.home;
    (home || app.access.owns(index, &origin))
        .then(|| address.into())
        .ok_or_else(foreign)
}

/// The HTML of an element; the address in `options` has been checked.
pub(super) async fn html(
    app: &App,
    site: &Site,
    element: Element,
    options: &Options,
) -> Result<String, Error> {
    let options = settled(site, element, options);
    let (state, networks) = state(app, site, element, &options).await?;
    let form = Form::from_options(&options);
    let layout = Feed::from_options(&options).layout;
    let host = Host {
        prefix: site.prefix.clone(),
        ..Host::from_options(element, &options)
    };
    let link = format!("{}/teilbar.css", app.config.public_url);
    let own = match element {
        Element::Bar | Element::Follow => teilbar_style::own_colors(&site.networks),
        Element::Feed => String::new(),
    };
    let mode = CssMode::parse(options.get("css")).unwrap_or_default();
    let rendered = tokio::task::spawn_blocking(move || {
        let sheet = teilbar_style::sheet(element, form, layout, networks);
        let sheet = teilbar_style::used(&sheet, state.class()) + &own;
        let css = match mode {
            CssMode::Inline => Css::Inline(&sheet),
            CssMode::Link => Css::Link(&link),
        };
        // Yew renders on one thread; there is nothing in it to wait for.
        let local = tokio::task::LocalSet::new();
        tokio::runtime::Handle::current()
            .block_on(local.run_until(render::fragment(&host, state, css)))
    });
    rendered
        .await
        .map_err(|error| Error::Internal(error.to_string()))
}

/// What the page says over what the site says over what is so by itself; only options the element has.
fn settled(site: &Site, element: Element, page: &Options) -> Options {
    let mut options = Options::from_iter([("lang", word(site.lang)), ("css", site.css.word())]);
    if element == Element::Bar {
        options.set("url", &site.home);
        options.set("title", &site.name);
    }
    let known = |(name, _): &(&str, &str)| Spec::find(element, name).is_some();
    let all = site.options.iter().chain(page.iter());
    all.filter(known)
        .for_each(|(name, value)| options.set(name, value));
    // The element says which language its text is in: never one that it is not.
    if Lang::from_tag(options.get("lang")).is_none() {
        options.set("lang", word(site.lang));
    }
    options.set("site", &site.id);
    options
}

/// What the element shows, and which networks need a colour.
type Shown = (State, Vec<Network>);

async fn state(
    app: &App,
    site: &Site,
    element: Element,
    options: &Options,
) -> Result<Shown, Error> {
    let api = format!("{}/api/v1/sites/{}", app.config.public_url, site.id);
    match element {
        Element::Bar => {
            let bar = Bar::from_options(options);
            let counts = counts::counts(site, &bar.shared.url, bar.lang);
            let state = share_bar_with(options, &counts, &api, &site.networks);
            Ok((placed(state, options, bar.lang), bar.networks))
        }
        Element::Follow => {
            let lang = Follow::from_options(options).lang;
            let profiles = followers::profiles(app, site, lang).await?;
            let networks = profiles.iter().map(|profile| profile.network).collect();
            let state = follow_bar_with(options, &profiles, &api, &site.networks);
            Ok((placed(state, options, lang), networks))
        }
        Element::Feed => feed_state(app, site, options).await,
    }
}

/// The bar with the words that its form needs besides.
fn placed(mut state: BarState, options: &Options, lang: Lang) -> State {
    if Form::from_options(options).place.can_be_hidden() {
        let word = lang.strings().hide_bar.to_owned();
        state.words.0.push(("hide_bar".to_owned(), word));
    }
    State::Bar(state)
}

async fn feed_state(app: &App, site: &Site, options: &Options) -> Result<Shown, Error> {
    let Feed {
        lang,
        limit,
        sources,
        topic,
        video,
        live,
        ..
    } = Feed::from_options(options);
    let api = format!("{}/api/v1/sites/{}", app.config.public_url, site.id);
    // Before the posts are read: what changes meanwhile is told twice rather than not at all.
    let told = match live {
        Live::On => Some(live::told(app, site, &api, (&sources, &topic)).await?),
        Live::Off => None,
    };
    let wanted = feed::Wanted {
        sources,
        topic,
        after: None,
        limit,
        lang,
        video,
    };
    let feed::Page { posts, next } = feed::page(app, site, &wanted).await?;
    let networks = posts
        .iter()
        .filter_map(|post| Network::parse(&post.network))
        .collect();
    let mut state = teilbar_domain::feed::feed(options, posts, next, &format!("{api}/feed"));
    state.live = told;
    Ok((State::Feed(state), networks))
}
