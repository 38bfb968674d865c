//! Foreign bytes to pixels, within limits.

use super::error::MediaError;
use super::{WIDTHS, highest};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// A side of a picture, in pixels; longer is not decoded.
pub const SIDE: u32 = 8_192;

/// Of the whole picture; more is not decoded. A photograph of 4,096 × 4,096 passes.
pub const PIXELS: u64 = 1 << 24;

/// Bytes of the decoded picture, and of what a decoder may take for itself besides.
pub const MEMORY: u64 = 64 * 1024 * 1024;

/// Shorter sides are those of tracking pixels and rules.
const SMALLEST: u32 = 16;

/// Decodes the first frame, upright. What it is says the content, never a name or a header.
pub(super) fn decode(source: &[u8]) -> Result<DynamicImage, MediaError> {
    let mut reader = ImageReader::with_format(Cursor::new(source), format(source)?);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| damaged(&error))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > SIDE || pixels > PIXELS || decoder.total_bytes() > MEMORY {
        return Err(MediaError::TooLarge { width, height });
    }
    if width.min(height) < SMALLEST {
        return Err(MediaError::TooSmall { width, height });
    }
    // A picture with broken metadata is shown as it lies.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(|error| damaged(&error))?;
    let mut image = roughly(image, orientation);
    image.apply_orientation(orientation);
    Ok(image)
}

/// The picture, as it lies, at most twice as large as the largest that is made of it.
///
/// Averaging costs little memory and time, so what turns and filters afterwards has little to do.
fn roughly(image: DynamicImage, orientation: Orientation) -> DynamicImage {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    let width = 2 * WIDTHS.iter().max().copied().unwrap_or(SIDE);
    let (width, height) = match orientation {
        Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH => (highest(width), width),
        _ => (width, highest(width)),
    };
    if image.width() <= width && image.height() <= height {
        return image;
    }
    image.thumbnail(width, height)
}

fn format(source: &[u8]) -> Result<ImageFormat, MediaError> {
    let known = [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::Gif,
        ImageFormat::WebP,
    ];
    let guess = image::guess_format(source).ok();
    guess
        .filter(|format| known.contains(format))
        .ok_or(MediaError::Format)
}

fn damaged(error: &ImageError) -> MediaError {
    MediaError::Damaged(error.to_string())
}
