//! Bytes of a feed as text, whatever encoding they are in.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a document its XML declaration is looked for.
const PROLOGUE: usize = 1024;

/// Decodes by byte order mark, else the first of content type, XML declaration, UTF-8 and
/// Windows-1252 that fits without errors; the last fits everything.
pub(super) fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding
            .decode_without_bom_handling(&bytes[length..])
            .0
            .into_owned();
    }
    let named = [
        content_type.and_then(of_content_type),
        of_declaration(bytes),
        Some(UTF_8),
        Some(WINDOWS_1252),
    ];
    for encoding in named.into_iter().flatten() {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return text.into_owned();
        }
    }
    String::from_utf8_lossy(bytes).into_owned()
}

fn of_content_type(value: &str) -> Option<&'static Encoding> {
    let mut parameters = value.split(';').filter_map(|part| part.split_once('='));
    let (_, label) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Encoding::for_label(
        label
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''))
            .as_bytes(),
    )
}

fn of_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, b'?', 0, ..] => return Some(UTF_16LE),
        [0, b'<', 0, b'?', ..] => return Some(UTF_16BE),
        _ => {}
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(PROLOGUE)]);
    let declaration = head.split_once("<?xml")?.1.split_once("?>")?.0;
    let value = declaration
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let encoding = Encoding::for_label(value[1..].split_once(quote)?.0.as_bytes())?;
    // Having been readable as ASCII, it is not what it says.
    if encoding == UTF_16LE || encoding == UTF_16BE {
        Some(UTF_8)
    } else {
        Some(encoding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_that_fits_is_used() {
        let wide = |big: bool| {
            "<?xml version='1.0' encoding='utf-16'?>ü"
                .encode_utf16()
                .flat_map(move |unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
        };
        let latin = b"<?xml version='1.0' encoding = \"iso-8859-1\"?>\xfc".to_vec();
        for (bytes, content_type) in [
            ("ü".as_bytes().to_vec(), None),
            (
                b"\xef\xbb\xbf\xc3\xbc".to_vec(),
                Some("text/xml; charset=latin1"),
            ),
            (b"\xfc".to_vec(), Some("text/xml; charset=\"ISO-8859-1\"")),
            (b"\xfc".to_vec(), Some("text/xml; charset=utf-8")),
            (b"\xfc".to_vec(), Some("text/xml; charset=nonsense")),
            (latin.clone(), None),
            (latin, Some("text/xml;charset=us-ascii")),
            (
                b"<?xml version='1.0' encoding='utf-16'?>\xc3\xbc".to_vec(),
                None,
            ),
            (
                b"<?xml encoding='koi8-r'?>\xc3\xbc".to_vec(),
                Some("application/xml; charset=UTF-8"),
            ),
            (wide(true).collect(), None),
            (wide(false).collect(), None),
            (
                [0xff, 0xfe].into_iter().chain(wide(false)).collect(),
                Some("text/xml; charset=utf-8"),
            ),
        ] {
            let text = decode(&bytes, content_type);
            assert!(
                text.ends_with('ü') && !text.starts_with('\u{feff}'),
                "{bytes:?} {content_type:?}: {text}"
            );
        }
    }
}
