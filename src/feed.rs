//! `<teil-feed>`: posts that are there before any script, and more on request.

use std::rc::Rc;

use teilbar_domain::choice::Choice;
use teilbar_domain::config::{Feed, Theme};
use teilbar_domain::count::Count;
use teilbar_domain::state::FeedState;
use teilbar_domain::text::fill;
use yew::prelude::*;

use crate::feed_state::{Event, Phase, View};
use crate::post_card::post_card;

#[derive(Properties, PartialEq)]
pub struct FeedListProps {
    pub state: Rc<FeedState>,
    /// Called once, when the feed listens.
    #[prop_or_default]
    pub on_ready: Callback<()>,
}

#[component]
pub fn FeedList(props: &FeedListProps) -> Html {
    let feed = Feed::from_options(&props.state.options);
    let strings = feed.lang.strings();
    let view = use_reducer(|| View::new(&props.state));
    let on_ready = props.on_ready.clone();
    use_effect_with((), move |()| on_ready.emit(()));

    let onclick = more(&props.state, &feed, &view);
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

#[cfg(target_arch = "wasm32")]
fn more(state: &Rc<FeedState>, feed: &Feed, view: &UseReducerHandle<View>) -> Callback<MouseEvent> {
    let (state, feed, view) = (state.clone(), feed.clone(), view.clone());
    Callback::from(move |_| {
        let Some(next) = view.next.clone().filter(|_| view.phase != Phase::Loading) else {
            return;
        };
        let dispatch = view.dispatcher();
        let url = crate::api::feed_url(&state.endpoint, &feed, &next);
        dispatch.dispatch(Event::Asked);
        wasm_bindgen_futures::spawn_local(async move {
            dispatch.dispatch(Event::Answered(crate::api::feed_page(&url).await));
        });
    })
}

/// On the server nobody clicks.
#[cfg(not(target_arch = "wasm32"))]
fn more(_: &Rc<FeedState>, _: &Feed, view: &UseReducerHandle<View>) -> Callback<MouseEvent> {
    let dispatch = view.dispatcher();
    Callback::from(move |_| {
        dispatch.dispatch(Event::Asked);
        dispatch.dispatch(Event::Answered(None));
    })
}
