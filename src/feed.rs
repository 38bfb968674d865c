//! `<teil-feed>`: posts that are there before any script, and more on request.

use std::rc::Rc;

use teilbar_domain::post::Post;
use teilbar_domain::state::FeedState;
use teilbar_domain::text::{fill, pick};
use yew::prelude::*;

use crate::post_card::post_card;
use crate::view::{Phase, View};

pub(crate) fn feed(state: &FeedState, view: &View, onclick: Callback<MouseEvent>) -> Html {
    let words = &state.words;
    let status = match view.phase {
        Phase::Loading => words.get("loading").to_owned(),
        Phase::Failed => words.get("failed").to_owned(),
        Phase::Added(n) if view.next.is_none() && n == 0 => words.get("end").to_owned(),
        Phase::Added(n) => fill(pick(words.get("loaded"), n), &n.to_string()),
        Phase::Idle if shown(state, view).next().is_none() => words.get("empty").to_owned(),
        Phase::Idle => String::new(),
    };
    let failed = view.phase == Phase::Failed;
    let label = words.get(if failed { "retry" } else { "more" }).to_owned();
    let class = if failed { "status failed" } else { "status" };
    // Who has no mouse scrolls what is focused. The server says so, and taking over leaves it.
    let focus = (cfg!(not(target_arch = "wasm32")) && state.is("carousel")).then_some("0");
    html! {
        <section class={state.class.clone()} aria-label={state.label.clone()}>
            <ol class="posts" role="list" tabindex={focus}>{ for shown(state, view).map(|post| post_card(post, words)) }</ol>
            <p {class} role="status">{ status }</p>
            <button type="button" class="more" data-act="more" hidden={view.next.is_none()} {onclick}>{ label }</button>
        </section>
    }
}

/// Every post shown, in order.
pub(crate) fn shown<'a>(state: &'a FeedState, view: &'a View) -> impl Iterator<Item = &'a Post> {
    let first = if view.whole { &[][..] } else { &state.posts };
    let added = view.added.iter().map(|post| &**post);
    first.iter().chain(added)
}

/// The posts that are not shown yet: one may move to the next page while the visitor reads.
#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only in browsers pages are added")
)]
pub(crate) fn fresh(state: &FeedState, view: &View, posts: Vec<Post>) -> Vec<Rc<Post>> {
    let is_new = |post: &Post| shown(state, view).all(|known| known.id != post.id);
    posts.into_iter().filter(is_new).map(Rc::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use teilbar_domain::state::State;

    #[test]
    fn no_post_is_shown_twice() {
        let post = |id: &str| Post {
            id: id.to_owned(),
            ..Post::default()
        };
        let state = FeedState {
            posts: vec![post("a"), post("b")],
            ..FeedState::default()
        };
        let mut view = View::new(&State::Feed(state.clone()));
        view.added = vec![Rc::new(post("c"))];
        let fresh = fresh(&state, &view, vec![post("c"), post("b"), post("d")]);
        assert_eq!(
            fresh.iter().map(|post| &post.id[..]).collect::<Vec<_>>(),
            ["d"]
        );
    }
}
