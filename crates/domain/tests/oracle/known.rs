//! What differs from other libraries, and why.

/// Their names for networks that we call otherwise and that are no aliases of ours.
pub(crate) const SPELLINGS: &[(&str, &str)] = &[
    ("facebookmessenger", "messenger"),
    ("okru", "odnoklassniki"),
];

const DEAD: &str = "answered as dead, see dead.rs";
const UNVERIFIED: &str = "no evidence that it still takes links";
const NO_SHARING: &str = "no place to share a page with others";

/// Networks that have no share button with us.
pub(crate) const ABSENT: &[(&str, &str)] = &[
    ("amazon", NO_SHARING),
    ("baidu", UNVERIFIED),
    ("blogger", NO_SHARING),
    ("delicious", DEAD),
    ("douban", UNVERIFIED),
    ("evernote", NO_SHARING),
    ("googlebookmarks", DEAD),
    ("kakaostory", UNVERIFIED),
    ("livejournal", UNVERIFIED),
    ("mailru", UNVERIFIED),
    ("mashable", DEAD),
    ("meneame", UNVERIFIED),
    ("mix", DEAD),
    ("pinboard", NO_SHARING),
    ("pocket", DEAD),
    ("qzone", DEAD),
    ("refind", UNVERIFIED),
    ("skype", DEAD),
    ("stumbleupon", DEAD),
    ("surfingbird", DEAD),
    ("trello", NO_SHARING),
    ("wordpress", NO_SHARING),
    ("workplace", DEAD),
    ("xing", "switched off in May 2026; a profile link remains"),
    (
        "yahoomail",
        "mailto: opens whatever mail program the visitor has",
    ),
    ("yummly", DEAD),
];

const TAGS: &str = "our hashtags follow the address, and two line ends stand before it";
const TITLE_IN_BODY: &str =
    "the text, or the title, stands before the address in a line of its own";
const X: &str = "x.com/intent/post is what X documents today; twitter.com redirects";
const WITHOUT_WWW: &str = "the host that answers without a redirect";
const LINKEDIN: &str = "shareArticle is of old; LinkedIn reads title and text from the page";
const ADDRESS_FIRST: &str = "the address comes first, so that WhatsApp shows its preview";
const HTTPS: &str = "https, and nothing that the network does not read";
const PICTURE: &str = "no button without a picture: Pinterest would ask for one";
const TELEGRAM: &str = "t.me/share/url is what Telegram documents, with a text";
const THREADS: &str = "threads.com is the host Meta documents, with a tag";
const TUMBLR: &str = "one address suffices; Tumblr reads title, caption and tags";
const OK: &str = "connect.ok.ru/offer takes title and picture";
const BUFFER: &str = "publish.buffer.com is where buffer.com/add leads, and it reads `text`";
const FEDIVERSE: &str = "the Mastodon project's own page asks for the home server";

/// Library, its name of the network, all that differs, and the reason.
pub(crate) const DIFFERENCES: &[(&str, &str, &[&str], &str)] = &[
    ("react-share", "bluesky", &["other: text"], TAGS),
    ("react-share", "email", &["other: body"], TITLE_IN_BODY),
    (
        "react-share",
        "hatena",
        &["not encoded", "scheme http"],
        "it forgets to encode",
    ),
    (
        "react-share",
        "instapaper",
        &["more: description", "scheme http"],
        HTTPS,
    ),
    (
        "react-share",
        "linkedin",
        &[
            "host linkedin.com",
            "more: mini",
            "more: summary",
            "more: title",
            "path /shareArticle",
        ],
        LINKEDIN,
    ),
    ("react-share", "ok", &["more: description"], OK),
    (
        "react-share",
        "pinterest",
        &["host pinterest.com"],
        WITHOUT_WWW,
    ),
    ("react-share", "telegram", &["host telegram.me"], TELEGRAM),
    (
        "react-share",
        "threads",
        &["host threads.net", "less: tag"],
        THREADS,
    ),
    (
        "react-share",
        "twitter",
        &["host twitter.com", "path /intent/tweet"],
        X,
    ),
    (
        "react-share",
        "vk",
        &["more: no_vk_links", "more: noparse"],
        "both say what VK does anyway",
    ),
    ("react-share", "weibo", &["scheme http"], HTTPS),
    ("react-share", "whatsapp", &["other: text"], ADDRESS_FIRST),
    (
        "react-share",
        "x",
        &["host twitter.com", "path /intent/tweet"],
        X,
    ),
    ("shareon", "bluesky", &["other: text"], TAGS),
    ("shareon", "email", &["other: body"], TITLE_IN_BODY),
    (
        "shareon",
        "fediverse",
        &["host s2f.kytta.dev", "other: text"],
        FEDIVERSE,
    ),
    (
        "shareon",
        "mastodon",
        &["host toot.kytta.dev", "other: text"],
        FEDIVERSE,
    ),
    (
        "shareon",
        "pinterest",
        &["host pinterest.com", "only theirs"],
        PICTURE,
    ),
    ("shareon", "telegram", &["host telegram.me"], TELEGRAM),
    ("shareon", "threads", &["less: tag"], THREADS),
    (
        "shareon",
        "tumblr",
        &["more: content", "more: show-via"],
        TUMBLR,
    ),
    (
        "shareon",
        "twitter",
        &["host twitter.com", "path /intent/tweet"],
        X,
    ),
    (
        "shareon",
        "viber",
        &["other: text"],
        "one line: a blank stands before the address",
    ),
    (
        "shareon",
        "whatsapp",
        &["host wa.me", "other: text", "path "],
        ADDRESS_FIRST,
    ),
    ("sharer.js", "bluesky", &["other: text"], TAGS),
    (
        "sharer.js",
        "buffer",
        &[
            "host buffer.com",
            "less: text",
            "more: title",
            "more: via",
            "path /add",
        ],
        BUFFER,
    ),
    ("sharer.js", "email", &["other: body"], TITLE_IN_BODY),
    (
        "sharer.js",
        "flipboard",
        &["more: t"],
        "a time would make every link another one",
    ),
    (
        "sharer.js",
        "instapaper",
        &["more: description", "path /edit", "scheme http"],
        HTTPS,
    ),
    (
        "sharer.js",
        "line",
        &[
            "host line.me",
            "less: text",
            "less: url",
            "more: ",
            "path /R/msg/text",
            "scheme http",
        ],
        "the page that LINE documents works without the app too",
    ),
    (
        "sharer.js",
        "linkedin",
        &["more: mini", "path /shareArticle"],
        LINKEDIN,
    ),
    (
        "sharer.js",
        "odnoklassniki",
        &[
            "less: imageUrl",
            "less: title",
            "less: url",
            "more: st.cmd",
            "more: st.deprecated",
            "more: st.shareUrl",
            "path /dk",
        ],
        OK,
    ),
    (
        "sharer.js",
        "okru",
        &[
            "less: imageUrl",
            "less: url",
            "more: st.cmd",
            "more: st.shareUrl",
            "path /dk",
        ],
        OK,
    ),
    ("sharer.js", "pinterest", &["only theirs"], PICTURE),
    ("sharer.js", "telegram", &["path /share"], TELEGRAM),
    (
        "sharer.js",
        "threads",
        &["host threads.net", "less: tag", "less: url", "other: text"],
        THREADS,
    ),
    (
        "sharer.js",
        "tumblr",
        &["host tumblr.com", "more: content", "scheme http"],
        TUMBLR,
    ),
    (
        "sharer.js",
        "twitter",
        &["host twitter.com", "path /intent/tweet"],
        X,
    ),
    (
        "sharer.js",
        "vk",
        &["more: description", "scheme http"],
        HTTPS,
    ),
    (
        "sharer.js",
        "weibo",
        &["more: language", "scheme http"],
        HTTPS,
    ),
    (
        "sharer.js",
        "whatsapp",
        &["host wa.me", "other: text", "path "],
        ADDRESS_FIRST,
    ),
    ("sharer.js", "x", &["path /intent/tweet"], X),
    (
        "shariff",
        "buffer",
        &["host buffer.com", "path /add"],
        BUFFER,
    ),
    (
        "shariff",
        "facebook",
        &["less: hashtag"],
        "Facebook takes one hashtag",
    ),
    ("shariff", "mail", &["other: body"], TITLE_IN_BODY),
    (
        "shariff",
        "pinterest",
        &["only theirs", "path /pin/create/link"],
        PICTURE,
    ),
    ("shariff", "reddit", &["host reddit.com"], WITHOUT_WWW),
    ("shariff", "telegram", &["less: text"], TELEGRAM),
    (
        "shariff",
        "tumblr",
        &[
            "host tumblr.com",
            "less: caption",
            "less: posttype",
            "less: tags",
            "less: title",
        ],
        TUMBLR,
    ),
    (
        "shariff",
        "twitter",
        &["host twitter.com", "less: hashtags", "path /intent/tweet"],
        X,
    ),
    (
        "shariff",
        "vk",
        &["less: image", "less: title"],
        "VK takes title and picture",
    ),
    (
        "shariff",
        "weibo",
        &["less: pic", "other: title"],
        "it forgets to encode",
    ),
    ("shariff", "whatsapp", &["other: text"], ADDRESS_FIRST),
];
