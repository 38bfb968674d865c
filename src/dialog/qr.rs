//! The page's address as a QR code, drawn here: no service learns of it.

use qrcodegen::{QrCode, QrCodeEcc};
use teilbar_domain::state::Words;
use teilbar_domain::text::fill;
use yew::prelude::*;

/// Light modules around the code, as ISO/IEC 18004 asks for.
const QUIET: i32 = 4;

pub(super) fn qr(url: &str, words: &Words) -> Html {
    // Longer than any code can hold: the address stays readable below.
    let code = QrCode::encode_text(url, QrCodeEcc::Medium).ok();
    let picture = code.map(|code| {
        let size = (code.size() + 2 * QUIET).to_string();
        let view_box = ["0 0 ", &size, " ", &size].concat();
        let label = fill(words.get("qr_alt"), url);
        html! {
            <svg class="code" viewBox={view_box} role="img" aria-label={label} shape-rendering="crispEdges">
                <path fill="#fff" d="M0 0h999v999H0z" />
                <path fill="#000" d={dark(&code)} />
            </svg>
        }
    });
    html! {
        <>
            { for picture }
            <p>{ words.get("qr_hint").to_owned() }</p>
            <p class="address">{ url.to_owned() }</p>
        </>
    }
}

/// The dark modules as path data: one run of a row after the other.
fn dark(code: &QrCode) -> String {
    let mut path = String::new();
    let mut push = |letter: &str, number: i32| {
        path.push_str(letter);
        path.push_str(&number.to_string());
    };
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                push("M", start + QUIET);
                push(" ", y + QUIET);
                push("h", x - start);
                push("v1h-", x - start);
                push("v-", 1);
            }
            x += 1;
        }
    }
    path
}
