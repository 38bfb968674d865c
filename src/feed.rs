//! `<teil-feed>`: posts that are there before any script, and more on request.

use teilbar_domain::choice::Choice;
use teilbar_domain::config::{Feed, Theme};
use teilbar_domain::count::Count;
use teilbar_domain::state::FeedState;
use teilbar_domain::text::fill;
use yew::prelude::*;

use crate::post_card::post_card;
use crate::view::{Phase, View};

pub(crate) fn feed(state: &FeedState, view: &View, onclick: Callback<MouseEvent>) -> Html {
    let feed = Feed::from_options(&state.options);
    let strings = feed.lang.strings();
    let status = match view.phase {
        Phase::Loading => strings.loading.to_owned(),
        Phase::Failed => strings.feed_failed.to_owned(),
        Phase::Added(n) if view.next.is_none() && n == 0 => strings.no_more_posts.to_owned(),
        Phase::Added(n) => fill(strings.posts_loaded, &Count(n as u64).full(feed.lang)),
        Phase::Idle if view.posts.is_empty() => strings.feed_empty.to_owned(),
        Phase::Idle => String::new(),
    };
    let label = if view.phase == Phase::Failed {
        strings.retry
    } else {
        strings.more_posts
    };
    html! {
        <section class={classes(&feed)} aria-label={strings.feed}>
            <ol class="posts" role="list">{ for view.posts.iter().map(|post| post_card(post, strings)) }</ol>
            <p class={if view.phase == Phase::Failed { "status failed" } else { "status" }} role="status">{ status }</p>
            <button type="button" class="more" data-act="more" hidden={view.next.is_none()} {onclick}>{ label }</button>
        </section>
    }
}

fn classes(feed: &Feed) -> String {
    let mut class = format!("feed {}", feed.layout.word());
    if feed.theme != Theme::default() {
        class.push(' ');
        class.push_str(feed.theme.word());
    }
    class
}
