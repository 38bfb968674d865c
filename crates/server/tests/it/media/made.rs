//! What is made of foreign bytes.

use super::samples::*;
use crate::feeds::measured;
use image::{GenericImageView, ImageFormat};
use teilbar_server::media::{Format, MEMORY, MediaError, PIXELS, Picture, SIDE, make};

/// What decoding may hold: the picture, what its decoder takes besides, and what is made of it.
const ROOM: usize = 3 * MEMORY as usize;

/// Refused by its head alone.
const LITTLE: usize = 1024 * 1024;

fn made(bytes: &[u8]) -> Picture {
    let (picture, peak) = measured(|| make(bytes));
    assert!(peak <= ROOM, "{peak} bytes");
    picture.unwrap()
}

/// The largest file of a format, decoded again.
fn shown(picture: &Picture, format: Format) -> image::DynamicImage {
    let file = picture
        .files
        .iter()
        .rfind(|file| file.format == format)
        .unwrap();
    let image = image::load_from_memory(&file.bytes).unwrap();
    assert_eq!(
        (image.width(), image.height()),
        (picture.width, picture.height)
    );
    image
}

/// Whether a pixel is about this colour, in both formats.
fn assert_color(picture: &Picture, (x, y): (u32, u32), expected: [u8; 3]) {
    for format in [Format::Webp, Format::Jpeg] {
        let found = shown(picture, format).get_pixel(x, y).0;
        let near = expected.iter().zip(found).all(|(a, b)| a.abs_diff(b) < 48);
        assert!(near, "{format:?} at {x}, {y}: {found:?}, not {expected:?}");
    }
}

#[test]
fn every_kind_of_picture_becomes_ours() {
    for (kind, bytes) in [
        ("jpeg", jpeg(1600, 1200)),
        ("png", encoded(scene(1600, 1200), ImageFormat::Png)),
        ("webp", encoded(scene(1600, 1200), ImageFormat::WebP)),
        (
            "grey",
            encoded(
                image::DynamicImage::from(scene(1600, 1200)).to_luma8(),
                ImageFormat::Jpeg,
            ),
        ),
        ("cmyk", cmyk_jpeg(1600, 1200)),
        ("progressive", progressive_jpeg(1600, 1200)),
        ("16 bit", deep_png(1600, 1200)),
        ("clear", clear_png(1600, 1200)),
        ("gif", animated_gif(1600, 1200)),
        ("animated webp", animated_webp(1600, 1200)),
    ] {
        let picture = made(&bytes);
        assert_eq!((picture.width, picture.height), (960, 720), "{kind}");
        let files: Vec<_> = picture
            .files
            .iter()
            .map(|file| (file.width, file.format))
            .collect();
        let all = [
            (480, Format::Webp),
            (960, Format::Webp),
            (960, Format::Jpeg),
        ];
        assert_eq!(files, all, "{kind}");
        for file in &picture.files {
            let expected = match file.format {
                Format::Webp => ImageFormat::WebP,
                Format::Jpeg => ImageFormat::Jpeg,
            };
            assert_eq!(
                image::guess_format(&file.bytes).unwrap(),
                expected,
                "{kind}"
            );
            let image = image::load_from_memory(&file.bytes).unwrap();
            assert_eq!(
                (image.width(), image.height()),
                (file.width, file.width * 3 / 4)
            );
        }
    }
}

#[test]
fn colours_and_frames_are_those_of_the_source() {
    let red = [220, 10, 10];
    for bytes in [
        jpeg(800, 600),
        cmyk_jpeg(800, 600),
        progressive_jpeg(800, 600),
    ] {
        let picture = made(&bytes);
        assert_color(&picture, (60, 60), red);
        assert_color(&picture, (500, 580), [10, 20, 190]);
    }
    for moving in [animated_gif(200, 100), animated_webp(200, 100)] {
        let picture = made(&moving);
        assert_color(&picture, (100, 50), [220, 0, 0]);
        assert_eq!(picture.color, "#dc0000");
        for file in &picture.files {
            assert!(!file.bytes.windows(4).any(|word| word == b"ANIM"));
        }
    }
    let clear = made(&clear_png(200, 100));
    assert_eq!(shown(&clear, Format::Webp).get_pixel(20, 50).0[3], 0);
    assert_eq!(
        shown(&clear, Format::Jpeg).get_pixel(20, 50).0[..3],
        [255; 3]
    );
}

#[test]
fn no_picture_becomes_larger_than_it_is() {
    for ((width, height), expected) in [
        ((100, 50), &[(100, 50)][..]),
        ((480, 300), &[(480, 300)]),
        ((600, 300), &[(480, 240), (600, 300)]),
        ((4000, 1000), &[(480, 120), (960, 240)]),
        // What is long is made narrower, so that no file is out of proportion.
        ((500, 5000), &[(96, 960), (192, 1920)]),
        ((16, 16), &[(16, 16)]),
    ] {
        let picture = made(&encoded(scene(width, height), ImageFormat::Png));
        let webp = picture
            .files
            .iter()
            .filter(|file| file.format == Format::Webp);
        let sizes: Vec<_> = webp
            .map(|file| image::load_from_memory(&file.bytes).unwrap().dimensions())
            .collect();
        assert_eq!(sizes, expected, "{width} × {height}");
    }
}

#[test]
fn equal_bytes_make_the_same_picture_and_others_another() {
    let (one, other) = (made(&jpeg(700, 500)), made(&jpeg(700, 501)));
    assert_eq!(one, made(&jpeg(700, 500)));
    assert_ne!(one.id, other.id);
}

#[test]
fn pictures_stand_upright_and_tell_nothing_about_where_they_were_taken() {
    let told = |bytes: &[u8], what: &str| {
        bytes
            .windows(what.len())
            .any(|part| part == what.as_bytes())
    };
    let lying = jpeg_with_exif(800, 600, 6);
    assert!(told(&lying, CANARY) && told(&lying, "Exif"));
    let picture = made(&lying);
    assert_eq!((picture.width, picture.height), (600, 800));
    // Turned clockwise: what was on the left is above, what was below is on the left.
    assert_color(&picture, (400, 60), [220, 10, 10]);
    assert_color(&picture, (20, 600), [10, 20, 190]);
    for file in &picture.files {
        for word in [
            CANARY, "Exif", "http", "CANARY", "GPS", "EXIF", "XMP ", "ICCP",
        ] {
            assert!(!told(&file.bytes, word), "{word} in {:?}", file.format);
        }
    }
    assert_eq!(made(&jpeg_with_exif(800, 600, 1)).width, 800);
    // A large one is turned as well, and in its own proportions.
    let large = made(&jpeg_with_exif(4000, 1000, 8));
    assert_eq!((large.width, large.height), (480, 1920));
}

#[test]
fn what_is_no_picture_is_refused_whatever_it_is_called() {
    for bytes in [
        &b""[..],
        b"<!doctype html><title>404</title>",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        b"<?xml version=\"1.0\"?><svg/>",
        b"%PDF-1.7",
        b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0",
        b"II*\0\x08\0\0\0",
        b"\0\0\0\x20ftypavif",
        b"\0\0\x01\0\x01\0",
        b"P6 20 20 255 ",
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"JPEG",
    ] {
        let refused = make(bytes);
        assert!(matches!(refused, Err(MediaError::Format)), "{refused:?}");
    }
    for (width, height) in [(1, 1), (1, 400), (400, 15)] {
        let refused = make(&encoded(scene(width, height), ImageFormat::Png));
        assert!(
            matches!(refused, Err(MediaError::TooSmall { .. })),
            "{refused:?}"
        );
    }
}

#[test]
fn bombs_are_refused_by_their_heads() {
    let mut bombs = vec![
        png(50_000, 50_000, &[(b"IDAT", zeros(1_000))]),
        png(u32::MAX / 2, 1, &[(b"IDAT", zeros(1_000))]),
        png(20, SIDE + 1, &[(b"IDAT", zeros(1_000))]),
        png(8_192, 2_049, &[(b"IDAT", zeros(1_000))]),
        gif(65_535, 65_535),
        gif(8_192, 8_192),
        jpeg_claiming(65_500, 65_500),
        jpeg_claiming(8_192, 8_192),
    ];
    bombs.extend(webps(16_383, 16_383));
    bombs.extend(webps(8_192, 8_192));
    for (at, bomb) in bombs.iter().enumerate() {
        let (refused, peak) = measured(|| make(bomb));
        assert!(refused.is_err(), "bomb {at}");
        assert!(peak <= LITTLE, "bomb {at}: {peak} bytes for {refused:?}");
    }
    // 16 bits for each of four channels: few enough pixels, too many bytes.
    assert!(8 * PIXELS > MEMORY);
}

#[test]
fn bombs_inside_their_size_stay_inside_their_memory() {
    // Of zeros, which is more than may be held.
    let burst = zeros(ROOM + ROOM / 4);
    let text = |name: &str| [name.as_bytes(), b"\0\0", &burst].concat();
    for (what, bomb) in [
        ("pixels", png(64, 64, &[(b"IDAT", burst.clone())])),
        (
            "text",
            png(
                64,
                64,
                &[(b"zTXt", text("Comment")), (b"IDAT", zeros(64 * 193))],
            ),
        ),
        (
            "profile",
            png(
                64,
                64,
                &[(b"iCCP", text("icc")), (b"IDAT", zeros(64 * 193))],
            ),
        ),
        ("few bytes", jpeg_claiming(8_192, 2_047)),
        ("few frames", gif(4_096, 4_096)),
    ] {
        assert!(bomb.len() < 500_000, "{what}: {} bytes", bomb.len());
        let (outcome, peak) = measured(|| make(&bomb));
        assert!(peak <= ROOM, "{what}: {peak} bytes");
        if let Ok(picture) = outcome {
            assert!(picture.width <= 960 && picture.height <= 1_920, "{what}");
        }
    }
}

#[test]
fn the_largest_that_is_taken_stays_inside_its_memory() {
    for bytes in [
        encoded(scene(4_096, 4_096), ImageFormat::Png),
        jpeg(4_096, 4_096),
        progressive_jpeg(4_096, 4_096),
    ] {
        assert_eq!(made(&bytes).width, 960);
    }
}

#[test]
fn whatever_else_a_file_is_does_not_survive() {
    let script = b"<script>alert('CANARY')</script><?php CANARY ?>*/=1;CANARY/*";
    let behind = |mut bytes: Vec<u8>| {
        bytes.extend(script);
        bytes
    };
    let mut comment = jpeg(300, 200);
    let segment = [
        &[0xff, 0xfe][..],
        &(script.len() as u16 + 2).to_be_bytes(),
        script,
    ]
    .concat();
    comment.splice(2..2, segment);
    let text = [b"Comment\0", &script[..]].concat();
    let rows: Vec<u8> = zeros(200 * 901);
    for polyglot in [
        behind(jpeg(300, 200)),
        comment,
        behind(encoded(scene(300, 200), ImageFormat::Png)),
        png(300, 200, &[(b"tEXt", text), (b"IDAT", rows)]),
        behind(animated_gif(300, 200)),
        behind(encoded(scene(300, 200), ImageFormat::WebP)),
    ] {
        for file in made(&polyglot).files {
            assert!(!file.bytes.windows(6).any(|word| word == b"CANARY"));
            assert!(!file.bytes.windows(7).any(|word| word == b"<script"));
        }
    }
}

#[test]
fn half_a_file_is_refused_or_half_a_picture() {
    for (kind, bytes) in [
        ("jpeg", jpeg_with_exif(400, 300, 6)),
        ("progressive", progressive_jpeg(400, 300)),
        ("cmyk", cmyk_jpeg(400, 300)),
        ("png", encoded(scene(400, 300), ImageFormat::Png)),
        ("16 bit", deep_png(400, 300)),
        ("gif", animated_gif(400, 300)),
        ("webp", encoded(scene(400, 300), ImageFormat::WebP)),
        ("animated webp", animated_webp(400, 300)),
    ] {
        let heads = (0..64).filter(|length| *length < bytes.len());
        let sixteenths = (0..16).map(|part| bytes.len() * part / 16);
        for length in heads.chain(sixteenths).chain([bytes.len() - 1]) {
            let (outcome, peak) = measured(|| make(&bytes[..length]));
            assert!(peak <= 16 * LITTLE, "{kind}, {length}: {peak} bytes");
            if let Ok(picture) = outcome {
                assert!(picture.width.max(picture.height) <= 400, "{kind}, {length}");
            }
        }
    }
}

#[test]
fn changed_bytes_are_no_danger() {
    let sources = [
        jpeg_with_exif(64, 48, 3),
        progressive_jpeg(64, 48),
        encoded(scene(64, 48), ImageFormat::Png),
        animated_gif(64, 48),
        encoded(scene(64, 48), ImageFormat::WebP),
        animated_webp(64, 48),
    ];
    // The same numbers in every run.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..600 {
        let mut bytes = sources[round % sources.len()].clone();
        for _ in 0..=random(6) {
            let at = random(bytes.len());
            bytes[at] = random(256) as u8;
        }
        let (outcome, peak) = measured(|| std::panic::catch_unwind(|| make(&bytes).map(drop)));
        assert!(peak <= ROOM, "round {round}: {peak} bytes, {outcome:?}");
        assert!(outcome.is_ok(), "round {round} panics: {bytes:02x?}");
    }
}
