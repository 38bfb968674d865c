//! `<teil-bar>` and `<teil-follow>`: buttons that are links first.

use teilbar_domain::choice::Choice;
use teilbar_domain::state::{BarState, Button, Number, Opens};
use yew::prelude::*;

use crate::icon::icon;
use crate::view::View;

/// `click` also hears of the pointer coming; `dialog` is what is open, already made.
pub(crate) fn bar(
    state: &BarState,
    view: &View,
    node: NodeRef,
    click: Callback<MouseEvent>,
    dialog: Option<Html>,
) -> Html {
    html! {
        <div ref={node} class={state.class.clone()} role="group" aria-label={state.label.clone()}
            onmouseover={click.clone()} onclick={click}>
            // First, because Yew matches children without keys from the last one on: the buttons stay
            // the nodes that they are, with the focus on them.
            { for dialog }
            { for state.buttons.iter().enumerate().map(|(at, one)| button(one, href(at, one, view))) }
            { for (!state.total.is_empty()).then(|| html! { <span part="total">{ state.total.clone() }</span> }) }
            <span class="said" role="status">{ view.said.clone() }</span>
        </div>
    }
}

/// Where a button leads by now.
fn href<'a>(at: usize, button: &'a Button, view: &'a View) -> &'a str {
    view.links.get(at).map_or(&button.href, |link| link)
}

/// Where a number is shown the name is the content, completed for those who cannot see the icon: a
/// label of its own would have to repeat the visible number.
fn button(button: &Button, href: &str) -> Html {
    let number = button.number.as_ref();
    let label = number.is_none().then(|| button.label.clone());
    let title = number.map(|number| number.title.clone());
    let act = (button.opens == Opens::Act).then(|| button.id.clone());
    let dialog = (!button.dialog.is_empty()).then(|| button.dialog.clone());
    let class = match button.opens {
        Opens::Mobile | Opens::Desktop => [&button.id[..], " ", button.opens.word()].concat(),
        _ => button.id.clone(),
    };
    let content = html! {
        <>
            { for number.map(|_| html! { <i>{ button.label.clone() }{ ", " }</i> }) }
            { icon(&button.id, button.icon.as_ref()) }
            { for (!button.name.is_empty()).then(|| html! { <span part="label">{ button.name.clone() }</span> }) }
            { for (!button.verified.is_empty()).then(|| html! { <b part="verified" title={button.verified.clone()} aria-hidden="true">{ "✓" }</b> }) }
            { for number.map(count) }
        </>
    };
    if href.is_empty() {
        return html! { <button type="button" {class} part="button" data-act={act} aria-label={label}>{ content }</button> };
    }
    let href = href.to_owned();
    let (target, rel) = match button.opens {
        Opens::Link | Opens::Desktop => (Some("_blank"), Some("noopener noreferrer nofollow")),
        Opens::Profile => (Some("_blank"), Some("me noopener noreferrer")),
        _ => (None, None),
    };
    html! {
        <a {class} part="button" {href} {target} {rel} data-act={act} data-dialog={dialog} aria-label={label} {title}>{ content }</a>
    }
}

fn count(number: &Number) -> Html {
    let unit = (!number.unit.is_empty()).then(|| html! { <i>{ number.unit.clone() }{ " " }</i> });
    let age = (!number.age.is_empty()).then(|| html! { <small>{ number.age.clone() }</small> });
    html! { <b part="count">{ number.text.clone() }{ for unit }{ for age }</b> }
}
