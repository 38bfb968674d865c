//! Pictures as sources send them, well-meant and otherwise.

use flate2::{Compression, Crc, write::ZlibEncoder};
use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageBuffer, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};
use std::io::{Cursor, Write};

/// What nobody but the source should ever read.
pub(crate) const CANARY: &str = "52.5200N 13.4050E CANARY";

/// A landscape that a filter has something to do with: red on the left, blue below.
pub(crate) fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let wave = ((x * y / 64) % 48) as u8;
        if y > height * 3 / 4 {
            Rgb([10, 20, 170 + wave])
        } else if x < width / 4 {
            Rgb([200 + wave, 10, 10])
        } else {
            Rgb([40 + wave, 120 + wave, 40 + wave])
        }
    })
}

pub(crate) fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.into().write_to(&mut out, format).unwrap();
    out.into_inner()
}

pub(crate) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(scene(width, height), ImageFormat::Jpeg)
}

/// With an orientation, a place and a camera in it.
pub(crate) fn jpeg_with_exif(width: u16, height: u16, orientation: u8) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 90);
    encoder.add_exif_metadata(&exif(orientation)).unwrap();
    let comment = [b"http://ns.adobe.com/xap/1.0/\0", CANARY.as_bytes()].concat();
    encoder.add_app_segment(1, comment).unwrap();
    let scene = scene(width.into(), height.into());
    encoder
        .encode(&scene, width, height, ColorType::Rgb)
        .unwrap();
    out
}

pub(crate) fn cmyk_jpeg(width: u16, height: u16) -> Vec<u8> {
    let ink = |_, rgb: &Rgb<u8>| [255 - rgb.0[0], 255 - rgb.0[1], 255 - rgb.0[2], 0];
    let scene = scene(width.into(), height.into());
    let inks: Vec<u8> = scene.pixels().flat_map(|rgb| ink((), rgb)).collect();
    let mut out = Vec::new();
    let encoder = Encoder::new(&mut out, 90);
    encoder
        .encode(&inks, width, height, ColorType::Cmyk)
        .unwrap();
    out
}

pub(crate) fn progressive_jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 90);
    encoder.set_progressive(true);
    let scene = scene(width.into(), height.into());
    encoder
        .encode(&scene, width, height, ColorType::Rgb)
        .unwrap();
    out
}

pub(crate) fn deep_png(width: u32, height: u32) -> Vec<u8> {
    let deep = |x, y| Rgb([(x * 200) as u16, (y * 300) as u16, u16::MAX / 2]);
    let image: ImageBuffer<Rgb<u16>, _> = ImageBuffer::from_fn(width, height, deep);
    encoded(image, ImageFormat::Png)
}

/// The left half can be seen through.
pub(crate) fn clear_png(width: u32, height: u32) -> Vec<u8> {
    let clear = |x, _| Rgba([10, 20, 180, if x < width / 2 { 0 } else { 255 }]);
    encoded(RgbaImage::from_fn(width, height, clear), ImageFormat::Png)
}

/// Red, then 30 frames of green.
pub(crate) fn animated_gif(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = GifEncoder::new(&mut out);
    let frame = |color| Frame::new(RgbaImage::from_pixel(width, height, Rgba(color)));
    encoder.encode_frame(frame([220, 0, 0, 255])).unwrap();
    for _ in 0..30 {
        encoder.encode_frame(frame([0, 220, 0, 255])).unwrap();
    }
    drop(encoder);
    out
}

/// Red, then 5 frames of green.
pub(crate) fn animated_webp(width: u32, height: u32) -> Vec<u8> {
    let mut config = webp::WebPConfig::new().unwrap();
    config.lossless = 1;
    let plain = |color| RgbImage::from_pixel(width, height, Rgb(color)).into_raw();
    let frames: Vec<_> = [[220, 0, 0]]
        .into_iter()
        .chain([[0, 220, 0]; 5])
        .map(plain)
        .collect();
    let mut encoder = webp::AnimEncoder::new(width, height, &config);
    for (frame, at) in frames.iter().zip(0..) {
        encoder.add_frame(webp::AnimFrame::from_rgb(frame, width, height, at * 100));
    }
    encoder.encode().to_vec()
}

/// TIFF as cameras write it: orientation, and a GPS directory with the canary.
fn exif(orientation: u8) -> Vec<u8> {
    let mut out = b"II*\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let head = [tag.to_le_bytes(), kind.to_le_bytes()].concat();
        [
            head,
            count.to_le_bytes().to_vec(),
            value.to_le_bytes().to_vec(),
        ]
        .concat()
    };
    let length = CANARY.len() as u32;
    out.extend([2, 0]);
    out.extend(entry(0x0112, 3, 1, orientation.into()));
    out.extend(entry(0x8825, 4, 1, 38));
    out.extend([0; 4]);
    out.extend([1, 0]);
    out.extend(entry(0x001d, 2, length, 56));
    out.extend([0; 4]);
    out.extend(CANARY.as_bytes());
    out
}

/// A PNG of true colour that claims a size, with these chunks after its head.
pub(crate) fn png(width: u32, height: u32, chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let head = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[8, 2, 0, 0, 0],
    ]
    .concat();
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let all = [(b"IHDR", head)].into_iter();
    for (kind, data) in all
        .chain(chunks.iter().cloned())
        .chain([(b"IEND", Vec::new())])
    {
        let mut crc = Crc::new();
        crc.update(kind);
        crc.update(&data);
        out.extend((data.len() as u32).to_be_bytes());
        out.extend(kind);
        out.extend(data);
        out.extend(crc.sum().to_be_bytes());
    }
    out
}

/// So many zeros, compressed.
pub(crate) fn zeros(bytes: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let block = vec![0; 1 << 20];
    for _ in 0..bytes.div_ceil(block.len()) {
        encoder.write_all(&block).unwrap();
    }
    encoder.finish().unwrap()
}

/// A GIF that claims a size and has one pixel.
pub(crate) fn gif(width: u16, height: u16) -> Vec<u8> {
    let (width, height) = (width.to_le_bytes(), height.to_le_bytes());
    let head = [
        b"GIF89a",
        &width[..],
        &height,
        &[0x80, 0, 0, 0, 0, 0, 255, 255, 255],
    ]
    .concat();
    let frame = [
        &[0x2c, 0, 0, 0, 0][..],
        &width,
        &height,
        &[0, 2, 2, 0x4c, 1, 0, 0x3b],
    ]
    .concat();
    [head, frame].concat()
}

/// A WebP whose canvas claims a size, in each of the three ways to say so.
pub(crate) fn webps(width: u32, height: u32) -> [Vec<u8>; 3] {
    let (w, h) = (width - 1, height - 1);
    let small = |n: u32| n.to_le_bytes()[..3].to_vec();
    let lossless = [
        &[0x2f][..],
        &((w & 0x3fff) | (h & 0x3fff) << 14).to_le_bytes(),
        &[0; 40],
    ]
    .concat();
    let size = |n: u32| (n as u16 & 0x3fff).to_le_bytes();
    let lossy = [
        &[0x10, 2, 0, 0x9d, 1, 0x2a][..],
        &size(width),
        &size(height),
        &[0; 40],
    ]
    .concat();
    let extended = [&[0; 4][..], &small(w), &small(h)].concat();
    let file = |chunks: &[(&[u8; 4], &[u8])]| {
        let body: Vec<u8> = chunks
            .iter()
            .flat_map(|(kind, data)| [&kind[..], &(data.len() as u32).to_le_bytes(), data].concat())
            .collect();
        [
            b"RIFF",
            &(body.len() as u32 + 4).to_le_bytes()[..],
            b"WEBP",
            &body,
        ]
        .concat()
    };
    [
        file(&[(b"VP8L", &lossless)]),
        file(&[(b"VP8 ", &lossy)]),
        file(&[(b"VP8X", &extended), (b"VP8L", &lossless)]),
    ]
}

/// A JPEG that claims another size than it has.
pub(crate) fn jpeg_claiming(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg(64, 64);
    let frame = bytes
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .unwrap();
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}
