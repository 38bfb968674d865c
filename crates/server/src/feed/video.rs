//! Pages that are videos.

use url::Url;

/// Characters of a video's id.
const ID: usize = 11;

/// The id of the video of YouTube whose page this is.
pub(crate) fn youtube(page: &str) -> Option<String> {
    let url = Url::parse(page).ok()?;
    let path = url.path();
    let id = match url.host_str()?.trim_start_matches("www.") {
        "youtu.be" => path.trim_start_matches('/').to_owned(),
        "youtube.com" | "m.youtube.com" if path == "/watch" => {
            let mut pairs = url.query_pairs();
            pairs.find(|(name, _)| name == "v")?.1.into_owned()
        }
        "youtube.com" | "m.youtube.com" => {
            let (kind, id) = path.trim_start_matches('/').split_once('/')?;
            matches!(kind, "shorts" | "live").then(|| id.to_owned())?
        }
        _ => return None,
    };
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (id.len() == ID && id.bytes().all(word)).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_videos_have_an_id() {
        for (page, expected) in [
            ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", true),
            ("https://youtube.com/watch?t=1&v=dQw4w9WgXcQ", true),
            ("https://m.youtube.com/shorts/dQw4w9WgXcQ", true),
            ("https://youtu.be/dQw4w9WgXcQ?si=x", true),
            ("https://www.youtube.com/live/dQw4w9WgXcQ", true),
            ("https://www.youtube.com/@kanal", false),
            ("https://www.youtube.com/watch?v=dQw4w9WgXc/", false),
            ("https://www.youtube.com/watch?v=../../../xxx", false),
            ("https://www.youtube.com/playlist/dQw4w9WgXcQ", false),
            (
                "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
                false,
            ),
            ("dQw4w9WgXcQ", false),
        ] {
            let id = youtube(page);
            assert_eq!(id.as_deref(), expected.then_some("dQw4w9WgXcQ"), "{page}");
        }
    }
}
