//! Names under which pictures are served: `0123…ef-480.webp`.

use super::ID;
use std::fmt;

/// What a file of a picture is encoded as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Webp,
    Jpeg,
}

impl Format {
    const ALL: [Self; 2] = [Self::Webp, Self::Jpeg];

    /// The ending of its names.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Webp => "webp",
            Self::Jpeg => "jpg",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Webp => "image/webp",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// The name of one file. It has no place for an address, so none can be smuggled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    id: String,
    width: u32,
    pub format: Format,
}

impl Name {
    pub fn new(id: &str, width: u32, format: Format) -> Self {
        let id = id.to_owned();
        Self { id, width, format }
    }

    /// Reads what [`fmt::Display`] wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (stem, extension) = text.split_once('.')?;
        let (id, width) = stem.split_once('-')?;
        let format = |format: &Format| format.extension() == extension;
        let format = Format::ALL.into_iter().find(|known| format(known))?;
        let hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let plain = id.len() == ID && id.bytes().all(hexadecimal);
        let name = Self::new(id, width.parse().ok().filter(|_| plain)?, format);
        // One picture has one name: no leading zeros, no plus.
        (name.to_string() == text).then_some(name)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}.{}", self.id, self.width, self.format.extension())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_strictly() {
        let id = "0123456789abcdef0123456789abcdef";
        for good in ["480.webp", "960.jpg", "17.webp"] {
            let text = format!("{id}-{good}");
            assert_eq!(Name::parse(&text).unwrap().to_string(), text);
        }
        for bad in [
            "".to_owned(),
            format!("{id}-480"),
            format!("{id}-480.svg"),
            format!("{id}-480.webp.html"),
            format!("{id}-0480.webp"),
            format!("{id}-+480.webp"),
            format!("{id}--480.webp"),
            format!("{id}-99999999999.webp"),
            format!("{}-480.webp", id.to_uppercase()),
            format!("{}-480.webp", &id[1..]),
            format!("../{id}-480.webp"),
            format!("{id}-480.webp?url=https://a.example/"),
            "https://a.example/x-480.webp".to_owned(),
        ] {
            assert_eq!(Name::parse(&bad), None, "{bad}");
        }
    }
}
