//! Pictures of posts: bytes of any origin in, small pictures of our own making out.
//!
//! Nothing of what came in goes out: it is decoded within limits, turned upright, made smaller and
//! encoded anew, so no metadata, no trailing bytes and no second format survive. Threats 27 and 28
//! of the threat model are answered here.

mod color;
mod decode;
mod encode;
mod error;
mod name;

pub use decode::{MEMORY, PIXELS, SIDE};
pub use error::MediaError;
pub use name::{Format, Name};

use image::DynamicImage;
use image::imageops::FilterType;
use sha2::{Digest, Sha256};

/// Bytes of a picture at its source; more is not fetched.
pub const LARGEST: usize = 10 * 1024 * 1024;

/// Pixels across the pictures that are made, smallest first. A card of the grid is about 300 wide, a
/// list as wide as a text, and many screens show two pixels for one.
pub const WIDTHS: [u32; 2] = [480, 960];

/// A picture as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Names it; made of the files' bytes, so the same id is always the same picture.
    pub id: String,
    /// Of the largest file, in pixels.
    pub width: u32,
    pub height: u32,
    /// What fills its place until it is there: `#rrggbb`.
    pub color: String,
    /// WebP in every width, smallest first, and one JPEG of the largest for old browsers.
    pub files: Vec<File>,
}

/// One file of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub width: u32,
    pub format: Format,
    pub bytes: Vec<u8>,
}

/// Makes the picture that is kept from what a source sent. Keeps a core busy for a moment.
///
/// # Errors
/// If it is no picture of a known format, or one that is too large, too small or broken.
pub fn make(source: &[u8]) -> Result<Picture, MediaError> {
    let whole = decode::decode(source)?;
    let mut sizes = sizes(&whole);
    let mut files = Vec::new();
    let largest = sizes.pop().unwrap_or(whole);
    for size in sizes.iter().chain([&largest]) {
        files.push(encode::webp(size)?);
    }
    files.push(encode::jpeg(&largest)?);
    Ok(Picture {
        id: id(&files),
        width: largest.width(),
        height: largest.height(),
        color: color::dominant(&largest),
        files,
    })
}

/// The picture in every size that it is kept in, smallest first; never larger than it is.
fn sizes(whole: &DynamicImage) -> Vec<DynamicImage> {
    let mut out = Vec::new();
    for width in WIDTHS {
        let sized = fitted(whole, width);
        let grown = out
            .last()
            .is_none_or(|last: &DynamicImage| last.width() < sized.width());
        if grown {
            out.push(sized);
        }
    }
    out
}

fn fitted(image: &DynamicImage, width: u32) -> DynamicImage {
    let height = highest(width);
    if image.width() <= width && image.height() <= height {
        return image.clone();
    }
    image.resize(width, height, FilterType::CatmullRom)
}

/// Pixels down a picture of this width; what is longer is made narrower.
fn highest(width: u32) -> u32 {
    width * 2
}

/// Hexadecimal digits of an id.
const ID: usize = 32;

fn id(files: &[File]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(
            u64::try_from(file.bytes.len())
                .unwrap_or(u64::MAX)
                .to_be_bytes(),
        );
        hash.update(&file.bytes);
    }
    let bytes = hash.finalize();
    bytes
        .iter()
        .take(ID / 2)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
