//! What the feed knows, and how it changes. Pure: no DOM, no network.

use std::rc::Rc;

use teilbar_domain::post::Post;
use teilbar_domain::state::FeedState;
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

/// The posts shown and the way to more.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct View {
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

/// What can happen to the feed.
#[derive(Debug)]
pub(crate) enum Event {
    Asked,
    /// The next page, or `None` if it could not be had.
    Answered(Option<Page>),
}

impl View {
    pub(crate) fn new(state: &FeedState) -> Self {
        Self {
            posts: state.posts.clone(),
            next: state.next.clone(),
            phase: Phase::Idle,
        }
    }
}

impl Reducible for View {
    type Action = Event;

    fn reduce(self: Rc<Self>, event: Event) -> Rc<Self> {
        let mut view = (*self).clone();
        match event {
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

    fn post(id: &str) -> Post {
        Post {
            id: id.to_owned(),
            ..Post::default()
        }
    }

    #[test]
    fn pages_are_appended_without_repeats_and_failures_keep_what_is_there() {
        let state = FeedState {
            posts: vec![post("a"), post("b")],
            next: Some("2".into()),
            ..FeedState::default()
        };
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
