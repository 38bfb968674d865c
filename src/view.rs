//! What changes while a visitor looks, and how. Pure: no DOM, no network.

use std::rc::Rc;

use teilbar_domain::post::Post;
use teilbar_domain::state::State;
use yew::Reducible;

/// What the feed is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Idle,
    Loading,
    Failed,
    /// That many posts were just added.
    Added(usize),
}

/// What the visitor sees beyond the element's state.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct View {
    /// Announced after an action; empty before.
    pub(crate) said: String,
    pub(crate) posts: Vec<Post>,
    pub(crate) next: Option<String>,
    pub(crate) phase: Phase,
}

/// A page of posts as the API answers it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    pub(crate) posts: Vec<Post>,
    pub(crate) next: Option<String>,
}

/// What can happen.
#[derive(Debug)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only in browsers something happens")
)]
pub(crate) enum Event {
    /// An action ended with something to announce.
    Said(String),
    /// More posts were asked for.
    Asked,
    /// The next page, or `None` if it could not be had.
    Answered(Option<Page>),
}

impl View {
    pub(crate) fn new(state: &State) -> Self {
        let (posts, next) = match state {
            State::Feed(feed) => (feed.posts.clone(), feed.next.clone()),
            State::Bar(_) => (Vec::new(), None),
        };
        Self {
            said: String::new(),
            posts,
            next,
            phase: Phase::Idle,
        }
    }
}

impl Reducible for View {
    type Action = Event;

    fn reduce(self: Rc<Self>, event: Event) -> Rc<Self> {
        let mut view = (*self).clone();
        match event {
            Event::Said(what) => view.said = what,
            Event::Asked => view.phase = Phase::Loading,
            Event::Answered(None) => view.phase = Phase::Failed,
            Event::Answered(Some(page)) => {
                let before = view.posts.len();
                // A post may move to the next page while the visitor reads: it is shown once.
                let is_new = |post: &Post| !view.posts.iter().any(|known| known.id == post.id);
                let added: Vec<_> = page.posts.into_iter().filter(is_new).collect();
                view.posts.extend(added);
                view.next = page.next;
                view.phase = Phase::Added(view.posts.len() - before);
            }
        }
        Rc::new(view)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use teilbar_domain::state::FeedState;

    fn post(id: &str) -> Post {
        Post {
            id: id.to_owned(),
            ..Post::default()
        }
    }

    #[test]
    fn pages_are_appended_without_repeats_and_failures_keep_what_is_there() {
        let state = State::Feed(FeedState {
            posts: vec![post("a"), post("b")],
            next: Some("2".into()),
            ..FeedState::default()
        });
        let view = Rc::new(View::new(&state)).reduce(Event::Asked);
        assert_eq!(view.phase, Phase::Loading);
        let view = view.reduce(Event::Answered(None));
        assert_eq!(
            (view.posts.len(), view.phase, view.next.as_deref()),
            (2, Phase::Failed, Some("2"))
        );
        let page = Page {
            posts: vec![post("b"), post("c")],
            next: None,
        };
        let view = view.reduce(Event::Answered(Some(page)));
        assert_eq!(
            (view.posts.len(), view.phase, &view.next),
            (3, Phase::Added(1), &None)
        );
    }
}
