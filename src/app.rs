//! The one component behind all three elements.
//!
//! One, not three, because every component type costs the wasm its own copy of Yew's machinery.

use std::rc::Rc;

use teilbar_domain::state::State;
use yew::prelude::*;

use crate::view::View;
use crate::{action, feed, follow_bar, share_bar};

#[derive(Properties, PartialEq)]
pub struct AppProps {
    pub state: Rc<State>,
    /// Called once, when the element listens.
    #[prop_or_default]
    pub on_ready: Callback<()>,
}

#[component]
pub fn App(props: &AppProps) -> Html {
    let view = use_reducer(|| View::new(&props.state));
    let on_ready = props.on_ready.clone();
    use_effect_with((), move |()| on_ready.emit(()));

    let onclick = {
        let (state, view) = (props.state.clone(), view.clone());
        Callback::from(move |event: MouseEvent| action::run(&event, &state, &view))
    };
    match &*props.state {
        State::Bar(state) => share_bar::share_bar(state, &view, onclick),
        State::Follow(state) => follow_bar::follow_bar(state),
        State::Feed(state) => feed::feed(state, &view, onclick),
    }
}
