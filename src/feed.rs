//! `<teil-feed>`: posts that are there before any script, and more on request.

use teilbar_domain::state::FeedState;
use teilbar_domain::text::fill;
use yew::prelude::*;

use crate::post_card::post_card;
use crate::view::{Phase, View};

pub(crate) fn feed(state: &FeedState, view: &View, onclick: Callback<MouseEvent>) -> Html {
    let words = &state.words;
    let status = match view.phase {
        Phase::Loading => words.get("loading").to_owned(),
        Phase::Failed => words.get("failed").to_owned(),
        Phase::Added(n) if view.next.is_none() && n == 0 => words.get("end").to_owned(),
        Phase::Added(n) => fill(words.get("loaded"), &n.to_string()),
        Phase::Idle if view.posts.is_empty() => words.get("empty").to_owned(),
        Phase::Idle => String::new(),
    };
    let failed = view.phase == Phase::Failed;
    let label = words.get(if failed { "retry" } else { "more" }).to_owned();
    let class = if failed { "status failed" } else { "status" };
    html! {
        <section class={state.class.clone()} aria-label={state.label.clone()}>
            <ol class="posts" role="list">{ for view.posts.iter().map(|post| post_card(post, words)) }</ol>
            <p {class} role="status">{ status }</p>
            <button type="button" class="more" data-act="more" hidden={view.next.is_none()} {onclick}>{ label }</button>
        </section>
    }
}
