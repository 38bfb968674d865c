//! Pixels of ours to files of ours.

use super::File;
use super::error::MediaError;
use super::name::Format;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, RgbImage};

/// Of 100; see DESIGN.md, "Pictures", for what was measured.
const WEBP: f32 = 75.0;
const JPEG: u8 = 78;

pub(super) fn webp(image: &DynamicImage) -> Result<File, MediaError> {
    let (width, height) = (image.width(), image.height());
    let encoded = if image.color().has_alpha() {
        let pixels = image.to_rgba8();
        webp::Encoder::from_rgba(&pixels, width, height).encode_simple(false, WEBP)
    } else {
        let pixels = image.to_rgb8();
        webp::Encoder::from_rgb(&pixels, width, height).encode_simple(false, WEBP)
    };
    let encoded = encoded.map_err(|error| MediaError::Encode(format!("{error:?}")))?;
    Ok(File {
        width,
        format: Format::Webp,
        bytes: encoded.to_vec(),
    })
}

pub(super) fn jpeg(image: &DynamicImage) -> Result<File, MediaError> {
    let mut bytes = Vec::new();
    let encoded = JpegEncoder::new_with_quality(&mut bytes, JPEG).encode_image(&on_white(image));
    encoded.map_err(|error| MediaError::Encode(error.to_string()))?;
    Ok(File {
        width: image.width(),
        format: Format::Jpeg,
        bytes,
    })
}

/// The picture without transparency: on white, as it would be printed.
pub(super) fn on_white(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let mut out = RgbImage::new(image.width(), image.height());
    for (from, to) in image.to_rgba8().pixels().zip(out.pixels_mut()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let mix = |value: u32| {
            let mixed = (value * alpha + 255 * (255 - alpha)) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        to.0 = [mix(red), mix(green), mix(blue)];
    }
    out
}
