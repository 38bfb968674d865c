//! One post of a feed.

use teilbar_domain::choice::Choice;
use teilbar_domain::post::{Image, Node, Post};
use teilbar_domain::state::Words;
use teilbar_domain::text::fill;
use yew::prelude::*;
use yew::virtual_dom::{AttributeOrProperty, Attributes, VTag};

/// Foreign links pass on nothing and vouch for nothing.
const FOREIGN: &str = "noopener noreferrer nofollow ugc";

pub(crate) fn post_card(post: &Post, words: &Words) -> Html {
    let initial = ["initial ", &post.network].concat();
    let mut who = vec![element(
        "b",
        &["class"],
        &["author"],
        vec![text(&post.author)],
    )];
    if post.author != post.source && !post.source.is_empty() {
        who.push(element(
            "span",
            &["class"],
            &["origin"],
            vec![text(&post.source)],
        ));
    }
    let mut header = vec![
        element(
            "span",
            &["class", "aria-hidden"],
            &[&initial, "true"],
            vec![text(&post.initial)],
        ),
        element("span", &["class"], &["who"], who),
    ];
    if post.sample {
        header.push(element(
            "span",
            &["class"],
            &["sample"],
            vec![text(words.get("sample"))],
        ));
    }
    let mut card = Vec::new();
    if !post.shared.is_empty() {
        let shared = vec![text(&post.shared)];
        card.push(element("p", &["class"], &["shared"], shared));
    }
    card.push(element("header", &[], &[], header));
    if !post.title.is_empty() {
        let link = link(&post.url, vec![text(&post.title)]);
        card.push(element("h3", &["dir"], &["auto"], vec![link]));
    }
    let mut content: Vec<_> = media(post, words).into_iter().collect();
    content.push(element(
        "div",
        &["class", "dir"],
        &["body", "auto"],
        rich(&post.body.0),
    ));
    card.extend(covered(&post.warning, content));
    card.push(footer(post, words));
    let card = element("article", &["class"], &["post"], card);
    html! { <li key={post.id.clone()} data-id={post.id.clone()}>{ card }</li> }
}

/// An element with those of the attributes that have a value. Not `html!`, whose code for each element
/// is several times as large.
fn element(
    name: &'static str,
    keys: &'static [&'static str],
    values: &[&str],
    children: Vec<Html>,
) -> Html {
    let mut element = VTag::new(name);
    let value = |value: &&str| {
        let value = (!value.is_empty()).then(|| AttrValue::from((*value).to_owned()))?;
        Some(AttributeOrProperty::Attribute(value))
    };
    let values = values.iter().map(value).collect();
    element.attributes = Attributes::Dynamic { keys, values };
    element.add_children(children);
    element.into()
}

fn text(text: &str) -> Html {
    html! { { text.to_owned() } }
}

/// A link to where the post comes from.
fn link(href: &str, children: Vec<Html>) -> Html {
    let values = [href, "_blank", FOREIGN];
    element("a", &["href", "target", "rel"], &values, children)
}

/// Behind a warning, if there is one, and without a script, too.
fn covered(warning: &str, mut content: Vec<Html>) -> Vec<Html> {
    if warning.is_empty() {
        return content;
    }
    let summary = element("summary", &["dir"], &["auto"], vec![text(warning)]);
    content.insert(0, summary);
    vec![element("details", &["class"], &["cover"], content)]
}

/// A link to the larger picture, or with a still to the video: what scripts can do better they do
/// with this link (`www/looks.js`).
fn media(post: &Post, words: &Words) -> Vec<Html> {
    let mut content = post.image.as_ref().map_or_else(Vec::new, picture);
    let values = match (&post.video, &post.image) {
        (Some(video), _) => {
            content.push(element("span", &[], &[], vec![text(&video.label)]));
            [
                "picture play",
                &post.url,
                "",
                &video.embed,
                "_blank",
                FOREIGN,
            ]
        }
        (None, Some(image)) => [
            "picture",
            &image.src,
            words.get("enlarge"),
            "",
            "_blank",
            FOREIGN,
        ],
        (None, None) => return content,
    };
    let keys = &["class", "href", "title", "data-embed", "target", "rel"];
    let link = element("a", keys, &values, content);
    let is_open = !post.sensitive || !post.warning.is_empty();
    covered(
        if is_open { "" } else { words.get("sensitive") },
        vec![link],
    )
}

/// The drawing has the picture's size and colour, and the picture lies over it: so nothing moves when
/// it arrives. It is a drawing because policies that refuse inline styles allow its attributes.
fn picture(image: &Image) -> Vec<Html> {
    let (width, height) = (image.width.to_string(), image.height.to_string());
    let view = ["0 0 ", &width, " ", &height].concat();
    let path = ["M-9e3-9e3h2e4v2e4h-2e4z", &image.color];
    let path = element("path", &["d", "fill"], &path, Vec::new());
    let keys = &["width", "height", "viewBox", "aria-hidden"];
    let drawing = element("svg", keys, &[&width, &height, &view, "true"], vec![path]);
    let values = ["image/webp", &image.srcset, "auto, 100vw"];
    let source = element("source", &["type", "srcset", "sizes"], &values, Vec::new());
    let image = html! {
        <img src={image.src.clone()} {width} {height} alt={image.alt.clone()} loading="lazy" decoding="async" />
    };
    vec![drawing, element("picture", &[], &[], vec![source, image])]
}

/// Without a date where the source names none.
fn footer(post: &Post, words: &Words) -> Html {
    let mut content = Vec::new();
    let published = &post.published;
    if !published.iso.is_empty() {
        let time = vec![text(&published.text)];
        content.push(element("time", &["datetime"], &[&published.iso], time));
    }
    let read_on = fill(words.get("read_on"), &post.source);
    // The link's name says which post it leads to, for those who hear links out of context.
    let about = match &post.title[..] {
        "" => [&read_on, ": ", &post.author, ", ", &published.text].concat(),
        title => [&read_on, ": ", title].concat(),
    };
    let keys = &["href", "aria-label", "target", "rel"];
    let values = [&post.url, &about, "_blank", FOREIGN];
    content.push(element("a", keys, &values, vec![text(&read_on)]));
    element("footer", &[], &[], content)
}

/// Elements, built one by one: no foreign string is ever parsed as HTML here.
fn rich(nodes: &[Node]) -> Vec<Html> {
    let node = |node: &Node| match node {
        Node::Text(words) => text(words),
        Node::Link(href, children) => link(href, rich(children)),
        Node::Element(tag, children) => element(tag.word(), &[], &[], rich(children)),
    };
    nodes.iter().map(node).collect()
}
