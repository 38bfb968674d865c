//! Snippets as pages have them, written for these tests after each library's documentation.

use super::*;
use std::time::Instant;

/// The options as attributes, then each note in English.
fn check(html: &str, origin: Origin, attributes: &str, notes: &[&str]) {
    let reading = read(html).unwrap_or_else(|| panic!("nothing found in {html}"));
    let found: Vec<_> = reading
        .options
        .iter()
        .map(|(n, v)| format!("{n}={v}"))
        .collect();
    let said: Vec<_> = reading.notes.iter().map(Note::to_string).collect();
    assert_eq!(reading.origin, origin, "{html}");
    assert_eq!(found.join(" | "), attributes, "{html}");
    assert_eq!(said, notes, "{html}");
}

#[test]
fn shariff_in_every_spelling_of_its_services() {
    for list in [
        r#"data-services='["twitter","facebook","whatsapp","mail"]'"#,
        r#"data-services="[&quot;twitter&quot;,&quot;facebook&quot;,&quot;whatsapp&quot;,&quot;mail&quot;]""#,
        r#"data-services="[&amp;quot;twitter&amp;quot;,&quot;facebook&quot;,&#34;whatsapp&#34;, &quot;mail&quot;]""#,
        r#"data-services="['twitter','facebook','whatsapp','mail']""#,
        r#"data-services="twitter, facebook,whatsapp mail""#,
    ] {
        let html = format!("<div class=\"shariff\" {list}></div>");
        check(
            &html,
            Origin::Shariff,
            "networks=x facebook whatsapp email",
            &[],
        );
    }
}

#[test]
fn shariff_with_everything() {
    let html = r#"<!-- Teilen -->
        <link rel="stylesheet" href="/shariff/shariff.complete.css">
        <div class="col shariff" data-backend-url="/shariff-backend/" data-button-style="icon-count"
          data-lang="de" data-mail-body="Lesenswert: {url}" data-mail-subject="Lesetipp" data-mail-url="mailto:"
          data-media-url="https://www.example.org/bild.jpg" data-orientation="vertical"
          data-referrer-track="?pk_campaign=teilen" data-theme="grey" data-title="Käse &amp; Brot"
          data-twitter-via="@beispiel" data-url="https://www.example.org/artikel" data-info-url="/info"
          data-info-display="self" data-flattr-user="somebody" data-flattr-category="text"
          data-services="[&quot;mail&quot;,&quot;googleplus&quot;,&quot;xing&quot;,&quot;flattr&quot;,&quot;pinterest&quot;,&quot;info&quot;]"></div>
        <script src="/shariff/shariff.complete.js"></script>"#;
    check(
        html,
        Origin::Shariff,
        "look=count | lang=de | text=Lesenswert: | image=https://www.example.org/bild.jpg | \
         orientation=vertical | colors=mono | title=Käse & Brot | via=@beispiel | \
         url=https://www.example.org/artikel?pk_campaign=teilen | networks=email pinterest",
        &[
            "Google+ closed in 2019; use linkedin, mastodon instead",
            "XING switched off sharing of other sites in May 2026; use linkedin or a profile link in <teil-follow> instead",
            "Flattr closed in 2023; use copy instead",
            "\"info\": there is no such button; a link beside the bar does the same",
            "\"data-backend-url\": needed no more; counts come from the Teilbar server and show with look=\"count\"",
            "\"data-mail-subject\": the subject is the title",
            "\"data-mail-url\": e-mail opens the visitor's own program, without a recipient",
            "\"data-info-url\": there is no such button; a link beside the bar does the same",
            "\"data-info-display\": there is no such button; a link beside the bar does the same",
        ],
    );
}

#[test]
fn shariff_with_little() {
    for (html, attributes, notes) in [
        (
            "<div class=shariff></div>",
            "networks=x facebook",
            &["\"info\": there is no such button; a link beside the bar does the same"][..],
        ),
        (
            "<div className=\"shariff\" data-services=\"stumbleupon\" data-backend-url=\"null\"/>",
            "",
            &[
                "StumbleUpon (Mix) closed in 2018; its successor Mix takes no links any more (as of November 2026); use reddit, flipboard instead",
                "none of the old buttons is left; the default ones stand in",
            ],
        ),
        (
            "<div class='shariff' data-services='reddit' data-lang='eo' data-url='/artikel' data-referrer-track='?x'></div>",
            "lang=en | networks=reddit",
            &[
                "\"url\" must begin with https:// or http://, not \"/artikel?x\"",
                "there is no translation for \"eo\"; use one of de, de-simple, en, ar, bg, cs, da, el, es, fi, fr, he, hr, hu, it, ja, ko, nl, no, pl, pt, ro, ru, sk, sl, sr, sv, tr, uk, zh",
            ],
        ),
        (
            "<div class='shariff' data-services='reddit' data-referrer-track='?x' data-wiggle='1' data-site='blog'></div>",
            "site=blog | networks=reddit",
            &[
                "\"data-wiggle\": has no counterpart",
                "\"data-referrer-track\": is only appended to an address given as \"url\"",
            ],
        ),
    ] {
        check(html, Origin::Shariff, attributes, notes);
    }
}

#[test]
fn addtoany() {
    let kit = r#"<!-- AddToAny BEGIN -->
        <div class="a2a_kit a2a_kit_size_32 a2a_default_style" data-a2a-url="https://www.example.org/a?b=1&amp;c=2" data-a2a-title="Brot">
        <a class="a2a_dd" href="https://www.addtoany.com/share"></a>
        <a class="a2a_button_facebook"></a><a class="a2a_button_google_plus"></a><a class="a2a_button_hacker_news"></a>
        <div><a class="a2a_button_copy_link"></a></div><a class="a2a_button_wechat"></a></div>
        <a class="a2a_button_reddit"></a>
        <script>
        var a2a_config = a2a_config || {};
        a2a_config.locale = "de"; a2a_config.linkname = 'Käse'; a2a_config.num_services = 8;
        </script>
        <script async src="https://static.addtoany.com/menu/page.js"></script>"#;
    check(
        kit,
        Origin::AddToAny,
        "look=icon | size=small | url=https://www.example.org/a?b=1&c=2 | title=Brot | lang=de | \
         networks=native facebook hackernews copy",
        &[
            "Google+ closed in 2019; use linkedin, mastodon instead",
            "unknown network \"wechat\"",
            "\"a2a_dd\": instead of a menu the device's own share sheet opens",
            "\"a2a_config.num_services\": has no counterpart",
            "one more snippet was not read",
        ],
    );
    let loose = r#"<a class="a2a_dd" href="https://www.addtoany.com/share#url=https%3A%2F%2Fwww.example.org%2F&amp;title=K%C3%A4se+%26%20Brot">
        <img src="https://static.addtoany.com/buttons/share_save_171_16.png"></a>"#;
    check(
        loose,
        Origin::AddToAny,
        "url=https://www.example.org/ | title=Käse & Brot | networks=native",
        &["\"a2a_dd\": instead of a menu the device's own share sheet opens"],
    );
    let floating = r#"<div class="a2a_kit a2a_kit_size_64 a2a_floating_style a2a_vertical_style" data-a2a-icon-color="unset,black">
        <a class="a2a_button_x a2a_counter"></a><a class="a2a_button_email" data-a2a-title="Anders"></a></div>"#;
    check(
        floating,
        Origin::AddToAny,
        "size=large | orientation=vertical | look=count | title=Anders | networks=x email",
        &[
            "\"a2a_floating_style\": the bar stands where it is put; the page's style sheet can make it float",
            "\"data-a2a-icon-color\": colours are chosen by \"colors\": brand, mono or outline",
        ],
    );
}

#[test]
fn shareon() {
    let html = r#"<div class="shareon box" data-url="https://www.example.org/" data-title="Brot">
        <a class="bluesky"></a> <button class="btn vkontakte" data-media="https://www.example.org/b.png"></button>
        <a class="mastodon" data-via="@name@social.example"></a><a class="twitter" data-via="name" data-hashtags="a,b"></a>
        <a class="fediverse" data-s2f-instance="s2f.example"></a><a class="messenger" data-fb-app-id="0123"></a>
        <a class="whatsapp" data-title="Anders"></a><a class="pocket"></a><a class="copy-url"></a><a class="web-share"></a>
        <span class="label">Teilen</span></div>"#;
    check(
        html,
        Origin::Shareon,
        "url=https://www.example.org/ | title=Brot | image=https://www.example.org/b.png | via=name | hashtags=a,b | \
         facebook-app-id=0123 | networks=bluesky vk mastodon x messenger whatsapp copy native",
        &[
            "Pocket closed on 8 July 2025; use instapaper, wallabag, raindrop instead",
            "\"mastodon data-via\": holds for the whole bar; buttons have no settings of their own",
            "\"data-s2f-instance\": needed no more",
            "\"whatsapp data-title\": holds for the whole bar; buttons have no settings of their own",
        ],
    );
}

#[test]
fn sharer() {
    let html = r#"<ul><li><button class="button" data-sharer="twitter" data-title="Brot" data-hashtags="a, b" data-via="name"
        data-url="https://www.example.org/" data-width="800">X</button></li>
        <li><button data-sharer="okru" data-url="https://www.example.org/" data-title="Andere"></button></li>
        <li><a data-sharer="email" data-to="a@b.example" data-subject="Brot" data-url="https://www.example.org/"></a></li>
        <li><button data-sharer="skype"></button><button data-sharer="trello" data-description="x"></button></li></ul>"#;
    check(
        html,
        Origin::Sharer,
        "url=https://www.example.org/ | title=Brot | via=name | hashtags=a, b | networks=x odnoklassniki email",
        &[
            "Skype closed in May 2025; use teams instead",
            "unknown network \"trello\"",
            "\"okru data-title\": holds for the whole bar; buttons have no settings of their own",
            "\"data-to\": e-mail opens the visitor's own program, without a recipient",
            "\"data-description\": has no counterpart",
        ],
    );
}

#[test]
fn what_is_no_snippet_is_none() {
    for html in [
        "",
        "shariff",
        "<div class='shariffs'>",
        "<!-- <div class='shariff'></div> -->",
        "<a class='facebook'>",
    ] {
        assert_eq!(read(html), None, "{html}");
    }
}

#[test]
fn several_snippets_are_counted() {
    let html = "<div class=shariff><div></div></div><div class=shareon><a class=x></a></div><a data-sharer=x></a>";
    let reading = read(html).unwrap();
    assert_eq!(reading.notes.last(), Some(&Note::Further(2)));
    assert_eq!(
        Note::Further(2).german(),
        "2 weitere Schnipsel wurden nicht gelesen"
    );
}

#[test]
fn german_notes_name_the_part() {
    let reading = read("<div class=shariff data-mail-subject=x>").unwrap();
    let said: Vec<_> = reading.notes.iter().map(Note::german).collect();
    let expected = [
        "„info“: diesen Knopf gibt es nicht; ein Link neben der Leiste leistet dasselbe",
        "„data-mail-subject“: der Betreff ist der Titel",
    ];
    assert_eq!(said, expected);
}

#[test]
fn hostile_text_is_read_in_linear_time_and_stays_text() {
    let mega = |part: &str| part.repeat(1_000_000 / part.len());
    let numbered = |name: &str| {
        (0..60_000)
            .map(|n| format!("{name}{n}={n} "))
            .collect::<String>()
    };
    let reads = [
        mega("<"),
        mega("<a "),
        mega("<a b='"),
        mega("<a b=\"c\" "),
        mega("<!-"),
        mega("<!-- "),
        mega("</"),
        mega("</div "),
        mega("<script>"),
        mega("<style></styl"),
        mega("&"),
        mega("<div class=shariff>"),
        mega("<div class=shareon><a class=x data-title=y>"),
        mega("<a data-sharer=nobody>"),
        mega("<a class=a2a_button_é>"),
        format!("<div class=shariff data-title='{}'>", mega("&#")),
        format!("<div class=shariff data-services='{}'>", mega("twiter,")),
        format!("<div class=shariff data-services='{}'>", mega("é")),
        format!("<div class=shariff {}>", mega("data-x=y ")),
        format!("<div class=shariff {}>", numbered("data-lang")),
        format!("<div class=shareon><a class=x {}>", numbered("data-")),
        format!("<a data-sharer=x {}>", numbered("data-")),
        format!("<a class=a2a_dd {}>", numbered("data-a2a-")),
        format!("<div class=shariff {}>", mega("data-lang=xx ")),
        format!("<div class=shariff {}>", mega("é")),
        format!("<div class=shariff data-mail-body='{}'>", mega("{url}")),
        format!("<a class='{}'>", mega("a2a_button_x ")),
        format!(
            "<a class=a2a_dd href='https://www.addtoany.com/?{}'>",
            mega("linkurl&%")
        ),
        format!("<a class=a2a_dd></a><script>{}", mega("a2a_config.a='")),
    ];
    // Far more than it takes, even on a busy machine; what is not linear would take minutes.
    for html in &reads {
        let started = Instant::now();
        let reading = read(html);
        let (took, start) = (started.elapsed(), html.get(..60));
        assert!(took.as_secs() < 10, "{took:?} for {start:?}");
        if let Some(reading) = reading {
            assert!(reading.notes.len() < 300, "{} notes", reading.notes.len());
        }
    }
    let evil = r#"<div class="shariff" data-title="&quot;><script>alert(1)</script>" data-url="javascript:alert(1)">"#;
    let reading = read(evil).unwrap();
    let ours = html("https://t.example", Element::Bar, &reading.options);
    assert_eq!(
        ours,
        "<script type=\"module\" src=\"https://t.example/teilbar.js\"></script>\n\
         <teil-bar title=\"&quot;>&lt;script>alert(1)&lt;/script>\" networks=\"x facebook\"></teil-bar>"
    );
}
