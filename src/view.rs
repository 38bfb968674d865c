//! What changes while a visitor looks, and how. Pure: no DOM, no network.

use std::rc::Rc;

use teilbar_domain::link::Shared;
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
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// Announced after an action; empty before.
    pub(crate) said: String,
    /// What is shared: what the server was told, or the page as it is by now.
    pub(crate) shared: Shared,
    /// Where the buttons lead since something else is shared; empty before.
    pub(crate) links: Rc<[String]>,
    /// The page's address when it was last looked at; empty: never.
    pub(crate) href: String,
    /// The dialog that is open.
    pub(crate) open: Option<Rc<Open>>,
    /// Posts beyond those of the element's state, or all of them if they are the `whole`.
    pub(crate) added: Vec<Rc<Post>>,
    /// Whether the list was made anew since the server rendered it.
    pub(crate) whole: bool,
    pub(crate) next: Option<String>,
    pub(crate) phase: Phase,
}

/// An open dialog.
#[derive(Clone, Debug)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only in browsers dialogs open")
)]
pub(crate) struct Open {
    /// `more`, `qr`, `cite` or `fediverse`.
    pub(crate) kind: String,
    pub(crate) kit: Rc<Kit>,
    /// The address of the button that opened it.
    pub(crate) about: String,
    /// What was typed into its search.
    pub(crate) typed: String,
    /// Announced in the dialog; empty at first.
    pub(crate) note: String,
}

#[cfg(target_arch = "wasm32")]
pub(crate) use crate::dialog::Kit;
/// On the server no dialog opens.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug)]
pub(crate) struct Kit;

/// A page of posts as the API answers it, without those that are shown already.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) posts: Vec<Rc<Post>>,
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
    /// The page was looked at: its address, and if that has changed what is shared, with the
    /// addresses of the buttons.
    Looked(String, Option<(Shared, Rc<[String]>)>),
    /// A dialog opened or changed, or closed.
    Opened(Option<Rc<Open>>),
    /// More posts were asked for.
    Asked,
    /// The next page, or `None` if it could not be had.
    Answered(Option<Page>),
    /// All posts as they are to be shown from now on.
    Renewed(Page),
}

impl View {
    pub(crate) fn new(state: &State) -> Self {
        let mut view = Self {
            said: String::new(),
            shared: Shared::default(),
            links: Rc::new([]),
            href: String::new(),
            open: None,
            added: Vec::new(),
            whole: false,
            next: None,
            phase: Phase::Idle,
        };
        match state {
            State::Bar(bar) => view.shared = bar.shared.clone(),
            State::Feed(feed) => view.next = feed.next.clone(),
        }
        view
    }
}

impl Reducible for View {
    type Action = Event;

    fn reduce(self: Rc<Self>, event: Event) -> Rc<Self> {
        let mut view = (*self).clone();
        match event {
            Event::Said(what) => view.said = what,
            Event::Looked(href, shared) => {
                view.href = href;
                if let Some(shared) = shared {
                    (view.shared, view.links) = shared;
                }
            }
            Event::Opened(open) => view.open = open,
            Event::Asked => view.phase = Phase::Loading,
            Event::Answered(None) => view.phase = Phase::Failed,
            Event::Answered(Some(page)) => {
                view.phase = Phase::Added(page.posts.len());
                view.added.extend(page.posts);
                view.next = page.next;
            }
            Event::Renewed(page) => {
                view.phase = Phase::Idle;
                view.whole = true;
                (view.added, view.next) = (page.posts, page.next);
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
    fn pages_are_appended_and_failures_keep_what_is_there() {
        let state = State::Feed(FeedState {
            posts: vec![post("a")],
            next: Some("2".into()),
            ..FeedState::default()
        });
        let view = Rc::new(View::new(&state)).reduce(Event::Asked);
        assert_eq!(view.phase, Phase::Loading);
        let view = view.reduce(Event::Answered(None));
        assert_eq!(
            (view.phase, view.next.as_deref()),
            (Phase::Failed, Some("2"))
        );
        let page = Page {
            posts: vec![Rc::new(post("c"))],
            next: None,
        };
        let view = view.reduce(Event::Answered(Some(page)));
        assert_eq!(
            (view.added.len(), view.phase, &view.next),
            (1, Phase::Added(1), &None)
        );
        let page = Page {
            posts: vec![Rc::new(post("new")), Rc::new(post("c"))],
            next: Some("3".into()),
        };
        let view = view.reduce(Event::Renewed(page));
        assert!(view.whole && view.phase == Phase::Idle);
        assert_eq!((view.added.len(), view.next.as_deref()), (2, Some("3")));
    }
}
