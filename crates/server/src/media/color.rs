//! The colour that stands for a picture until it is there.

use super::encode::on_white;
use image::DynamicImage;

/// Enough pixels to tell which colour there is most of.
const SAMPLE: u32 = 32;

/// Two colours are alike if the upper bits of each channel are the same.
const SHIFT: u8 = 5;

/// Buckets of alike colours.
const BUCKETS: usize = 1 << (3 * (8 - SHIFT));

/// The mean of the colours of which there are most, `#rrggbb`.
///
/// The mean of the whole picture would be a grey brown for nearly every photograph.
pub(super) fn dominant(image: &DynamicImage) -> String {
    let small = on_white(&image.thumbnail_exact(SAMPLE, SAMPLE));
    // The number of pixels of each bucket, and the sums of their channels.
    let mut buckets = vec![[0_u32; 4]; BUCKETS];
    for pixel in small.pixels() {
        let place = |bits: usize, value: &u8| bits << (8 - SHIFT) | usize::from(value >> SHIFT);
        if let Some([count, sums @ ..]) = buckets.get_mut(pixel.0.iter().fold(0, place)) {
            *count += 1;
            sums.iter_mut()
                .zip(pixel.0)
                .for_each(|(sum, value)| *sum += u32::from(value));
        }
    }
    let most = buckets.iter().max_by_key(|[count, ..]| *count);
    let [count, red, green, blue] = most.copied().unwrap_or_default();
    let mean = |sum: u32| sum / count.max(1);
    format!("#{:02x}{:02x}{:02x}", mean(red), mean(green), mean(blue))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    #[test]
    fn the_colour_is_that_of_most_of_the_picture() {
        let mostly = |x: u32, _| {
            if x < 70 {
                Rgb([200, 30, 40])
            } else {
                Rgb([0, 255, 0])
            }
        };
        let mostly = DynamicImage::from(RgbImage::from_fn(100, 100, mostly));
        assert_eq!(dominant(&mostly), "#c81e28");
        let clear = DynamicImage::from(RgbaImage::from_pixel(50, 50, Rgba([0, 0, 0, 0])));
        assert_eq!(dominant(&clear), "#ffffff");
    }
}
