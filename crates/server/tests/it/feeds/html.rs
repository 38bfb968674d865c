//! Hostile HTML.

use super::*;
use proptest::prelude::*;
use teilbar_server::feed::{Clean, Cleaner};

/// Own inputs after the patterns that sanitisers have failed on.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example></SCRIPT>",
    "<script/x>alert(1)</script >",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script>alert(1)",
    "<<script>alert(1)//<</script>",
    "<script\u{0}>alert(1)</script>",
    "<style>@import '//evil.example'</style>",
    "<style><img src=x onerror=alert(1)></style>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=\"x\"onerror=\"alert(1)\">",
    "<img src=`x` onerror=alert(1)>",
    "<img src=javascript:alert(1)>",
    "<img src=data:image/svg+xml,<svg/onload=alert(1)>>",
    "<img src=x alt='\"><script>alert(1)</script>'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1)>",
    "<svg><foreignObject><p onclick=alert(1)>x</p></foreignObject></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java&#09;script:alert(1)'>x</a>",
    "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href='&#x6A;&#x61;vascript:alert(1)'>x</a>",
    "<a href='\u{1}javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='blob:https://feed.example/1'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='https://good.example@evil.example/'>x</a>",
    "<a href='https://a.example/\"onmouseover=\"alert(1)'>x</a>",
    "<a href=https://a.example/ onclick=alert(1) style=position:fixed target=_top>x</a>",
    "<a href=\"https://a.example/`onclick=alert(1)\">x</a>",
    "<a href='//evil.example\\@good.example'>x</a>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<form><input formaction=javascript:alert(1) type=submit></form>",
    "<button onclick=alert(1)>x</button>",
    "<body onload=alert(1)>x</body>",
    "<base href=javascript:alert(1)//>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example>",
    "<p style='background:url(javascript:alert(1))' class=x id=x>x</p>",
    "<div style=width:expression(alert(1))>x</div>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\"></noembed>",
    "<template><script>alert(1)</script></template>",
    "<select><template><style><!--</style><a rel=--></select><script>alert(1)</script>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php <script>alert(1)</script> ?>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "<p <script>alert(1)</script>",
    "<x onpointerenter=alert(1)>x</x>",
    "<a><b><a href=javascript:alert(1)></b>x</a>",
    "<table><a href=javascript:alert(1)>x<tr><td></a><script>alert(1)</script>",
    "<pre>\n\n<code>&lt;/code&gt;<script>alert(1)</script></code></pre>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u{2028}<img src=x\u{a0}onerror=alert(1)>",
];

#[test]
fn hostile_html_is_harmless() {
    for html in HOSTILE {
        for variant in [
            (*html).to_owned(),
            format!("<p>a<b>{html}</p>c"),
            format!("<pre>{html}"),
            format!("<li>{html}"),
        ] {
            let clean = Cleaner::default().clean(&variant, &base());
            assert_safe(&variant, &clean.html, &clean.body.0);
            let image = clean.image.map(|image| image.url).unwrap_or_default();
            assert!(
                image.is_empty() || image.starts_with("https://feed.example/"),
                "{variant}: {image}"
            );
            let plain = Clean::from_plain(&variant);
            assert_safe(&variant, &plain.html, &plain.body.0);
            for document in [
                rss(&format!(
                    "<item><title><![CDATA[{html}]]></title><description><![CDATA[{html}]]></description></item>"
                )),
                format!(
                    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='html'><![CDATA[{html}]]></content></entry></feed>"
                ),
                format!(
                    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'><div>{html}</div></content></entry></feed>"
                ),
            ] {
                for item in read(document.as_bytes())
                    .map(|feed| feed.items)
                    .unwrap_or_default()
                {
                    assert_safe(&document, &item.html, &item.body.0);
                    assert!(item.url.starts_with("https://"), "{document}: {}", item.url);
                }
            }
        }
    }
}

/// HTML made of pieces that matter, well-formed by chance only.
fn markup() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec![
        "p",
        "br",
        "a",
        "em",
        "i",
        "strong",
        "b",
        "ul",
        "ol",
        "li",
        "blockquote",
        "code",
        "pre",
        "h1",
        "div",
        "table",
        "tr",
        "td",
        "img",
        "dl",
        "dd",
        "svg",
        "script",
        "style",
        "span",
        "template",
        "select",
        "math",
        "hr",
        "button",
        "textarea",
    ]);
    let piece = prop_oneof![
        4 => names.clone().prop_map(|name| format!("<{name}>")),
        3 => names.prop_map(|name| format!("</{name}>")),
        1 => prop::sample::select(vec!["https://a.example/?a=1&b=2", "/b", "javascript:x", "http://c.example"])
            .prop_map(|href| format!("<a href='{href}'>")),
        4 => prop::sample::select(vec![
            "x", " ", "\n", "  a b ", "\n\n", "&amp;", "&lt;b&gt;", "&nbsp;", "<", ">", "\"", "&", "ü", "\t", "\u{1}", "'",
        ])
        .prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cleaning_twice_changes_nothing(html in markup()) {
        let once = Cleaner::default().clean(&html, &base());
        assert_safe(&html, &once.html, &once.body.0);
        let twice = Cleaner::default().clean(&once.html, &base());
        prop_assert_eq!(&once.html, &twice.html);
        prop_assert_eq!(once.body, twice.body);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
        let _ = read(&[b"<rss><channel><item><title>", &bytes[..]].concat());
        let _ = read(&[b"{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[", &bytes[..]].concat());
    }
}
