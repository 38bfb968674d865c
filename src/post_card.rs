//! One post of a feed.

use teilbar_domain::choice::Choice;
use teilbar_domain::post::{Image, Node, Post};
use teilbar_domain::state::Words;
use teilbar_domain::text::fill;
use yew::prelude::*;
use yew::virtual_dom::VTag;

/// Foreign links pass on nothing and vouch for nothing.
const FOREIGN: &str = "noopener noreferrer nofollow ugc";

pub(crate) fn post_card(post: &Post, words: &Words) -> Html {
    let origin = (post.author != post.source && !post.source.is_empty()).then(|| {
        html! { <span class="origin">{ post.source.clone() }</span> }
    });
    let sample = post
        .sample
        .then(|| html! { <span class="sample">{ words.get("sample").to_owned() }</span> });
    html! {
        <li key={post.id.clone()}><article class="post">
            <header>
                <span class={classes!("initial", post.network.clone())} aria-hidden="true">{ post.initial.clone() }</span>
                <span class="who"><b class="author">{ post.author.clone() }</b>{ for origin }</span>
                { for sample }
            </header>
            { for title(post) }
            { for post.image.as_ref().map(picture) }
            <div class="body" dir="auto">{ for post.body.0.iter().map(rich) }</div>
            <footer>
                { for time(post) }
                <a href={post.url.clone()} target="_blank" rel={FOREIGN} aria-label={about(post, words)}>
                    { fill(words.get("read_on"), &post.source) }
                </a>
            </footer>
        </article></li>
    }
}

fn title(post: &Post) -> Option<Html> {
    let title = post.title.clone();
    (!title.is_empty()).then(|| {
        html! { <h3 dir="auto"><a href={post.url.clone()} target="_blank" rel={FOREIGN}>{ title }</a></h3> }
    })
}

/// The drawing below has the picture's size and colour, and the picture lies over it: so nothing moves
/// when it arrives. It is a drawing because policies that refuse inline styles allow its attributes.
fn picture(image: &Image) -> Html {
    let (width, height) = (image.width.to_string(), image.height.to_string());
    let view = ["0 0 ", &width, " ", &height].concat();
    html! {
        <div class="picture">
            <svg width={width.clone()} height={height.clone()} viewBox={view} aria-hidden="true">
                <path fill={image.color.clone()} d="M-9e3-9e3h2e4v2e4h-2e4z" />
            </svg>
            <picture>
                <source type="image/webp" srcset={image.srcset.clone()} sizes="auto, 100vw" />
                <img src={image.src.clone()} width={width} height={height} alt={image.alt.clone()}
                    loading="lazy" decoding="async" />
            </picture>
        </div>
    }
}

/// Nothing where the source names no date.
fn time(post: &Post) -> Option<Html> {
    let (iso, text) = (post.published.iso.clone(), post.published.text.clone());
    (!iso.is_empty()).then(|| html! { <time datetime={iso}>{ text }</time> })
}

/// The link's name says which post it leads to, for those who hear links out of context.
fn about(post: &Post, words: &Words) -> String {
    let read_on = fill(words.get("read_on"), &post.source);
    match &post.title[..] {
        "" => [&read_on, ": ", &post.author, ", ", &post.published.text].concat(),
        title => [&read_on, ": ", title].concat(),
    }
}

/// Elements, built one by one: no foreign string is ever parsed as HTML here.
fn rich(node: &Node) -> Html {
    match node {
        Node::Text(text) => html! { { text.clone() } },
        Node::Link(href, children) => html! {
            <a href={href.clone()} target="_blank" rel={FOREIGN}>{ for children.iter().map(rich) }</a>
        },
        Node::Element(tag, children) => {
            let mut element = VTag::new(tag.word());
            element.add_children(children.iter().map(rich));
            element.into()
        }
    }
}
