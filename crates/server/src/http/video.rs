//! What is said of a video before it plays, and where it does.

use crate::feed::youtube;
use teilbar_domain::feed::VideoMode;
use teilbar_domain::post::Video;
use teilbar_domain::text::{Lang, fill};
use url::Url;

/// YouTube's player that sets no cookie before it plays.
const PLAYER: &str = "https://www.youtube-nocookie.com/embed/";

/// The video of the post that lives at `page`.
pub(super) fn video(page: &str, lang: Lang, mode: VideoMode) -> Video {
    let strings = lang.strings();
    let id = youtube(page).filter(|_| mode == VideoMode::Embed);
    let notice = match id {
        Some(_) => strings.video_notice,
        None => strings.read_on,
    };
    let notice = fill(notice, &place(page));
    Video {
        label: [strings.play_video, &notice].join(" – "),
        embed: id.map_or_else(String::new, |id| format!("{PLAYER}{id}?autoplay=1")),
    }
}

/// Whom a visitor to this page meets.
fn place(page: &str) -> String {
    let url = Url::parse(page).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let host = host.trim_start_matches("www.");
    let name = match host {
        _ if youtube(page).is_some() => "YouTube",
        "bsky.app" => "Bluesky",
        host => host,
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_says_who_is_told() {
        let film = "https://www.youtube.com/watch?v=dQw4w9WgXcQ";
        let toot = "https://social.example/@ada/1";
        for (page, mode, label, embed) in [
            (
                film,
                VideoMode::Link,
                "Video abspielen – Auf YouTube ansehen",
                "",
            ),
            (
                film,
                VideoMode::Embed,
                "Video abspielen – Beim Abspielen werden Daten an YouTube übertragen.",
                "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
            ),
            (
                toot,
                VideoMode::Embed,
                "Video abspielen – Auf social.example ansehen",
                "",
            ),
        ] {
            let video = video(page, Lang::De, mode);
            assert_eq!((&video.label[..], &video.embed[..]), (label, embed));
        }
    }
}
