//! The one component behind all elements.
//!
//! One, because every component type costs the wasm its own copy of Yew's machinery.

use std::rc::Rc;

use teilbar_domain::state::State;
use yew::prelude::*;

use crate::view::View;
use crate::{action, bar, parts};

#[derive(Properties)]
pub struct AppProps {
    pub state: Rc<State>,
    /// Called when the element listens, and again whenever it was drawn anew.
    #[prop_or_default]
    pub on_ready: Callback<()>,
}

/// Other states are other values: comparing them word by word would be code in the wasm for nothing.
impl PartialEq for AppProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.state, &other.state)
    }
}

#[component]
pub fn App(props: &AppProps) -> Html {
    let view = use_reducer(|| View::new(&props.state));
    let node = use_node_ref();
    {
        let (node, view, on_ready) = (node.clone(), view.clone(), props.on_ready.clone());
        let state = props.state.clone();
        use_effect(move || {
            if action::rendered(&node, &state, &view) {
                on_ready.emit(());
            }
        });
    }
    let click = {
        let (state, view) = (props.state.clone(), view.clone());
        Callback::from(move |event: MouseEvent| action::run(&event, &state, &view))
    };
    match &*props.state {
        State::Bar(state) => bar::bar(state, &view, node, click, action::dialog(state, &view)),
        State::Feed(state) => {
            let render = |feed: parts::FeedParts| (feed.render)(state, &view, click);
            parts::feed().map_or_else(Html::default, render)
        }
    }
}
