//! Reads an answer's body without ever holding more than the limit.

use super::error::{FetchError, root_cause};
use bytes::Bytes;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use std::io::Read;

/// The encodings asked for; an answer in any other is refused.
pub(super) const ACCEPTED: &str = "gzip, br, deflate";

/// The decoded body, at most `limit` bytes; more is an error, and nothing beyond it is decoded.
pub(super) async fn read(
    mut response: reqwest::Response,
    host: &str,
    limit: usize,
) -> Result<Bytes, FetchError> {
    let too_large = || FetchError::TooLarge {
        host: host.to_owned(),
        limit,
    };
    let encoding = encoding(response.headers());
    // A compressed body that is itself over the limit is refused too: what it holds is not smaller.
    if response
        .content_length()
        .is_some_and(|length| length > limit as u64)
    {
        return Err(too_large());
    }
    let mut raw = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| damaged(host, &error))?
    {
        if raw.len() + chunk.len() > limit {
            return Err(too_large());
        }
        raw.extend_from_slice(&chunk);
    }
    let decoded = decode(raw, &encoding, limit).map_err(|failure| match failure {
        Failure::Encoding => FetchError::Encoding {
            host: host.to_owned(),
            encoding,
        },
        Failure::Io(error) => damaged(host, &error),
    })?;
    if decoded.len() > limit {
        Err(too_large())
    } else {
        Ok(decoded.into())
    }
}

fn damaged(host: &str, error: &(dyn std::error::Error + 'static)) -> FetchError {
    FetchError::Damaged {
        host: host.to_owned(),
        reason: root_cause(error).to_string(),
    }
}

fn encoding(headers: &HeaderMap) -> String {
    let values = headers.get_all(CONTENT_ENCODING).iter();
    let words: Vec<_> = values
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    words.join(",").trim().to_ascii_lowercase()
}

enum Failure {
    Encoding,
    Io(std::io::Error),
}

/// At most one byte more than `limit`, so that the caller sees whether it was exceeded.
fn decode(raw: Vec<u8>, encoding: &str, limit: usize) -> Result<Vec<u8>, Failure> {
    let input = &raw[..];
    let source: Box<dyn Read + '_> = match encoding {
        "" | "identity" => return Ok(raw),
        _ if raw.is_empty() => return Ok(raw),
        "gzip" | "x-gzip" => Box::new(flate2::read::MultiGzDecoder::new(input)),
        "br" => Box::new(brotli::Decompressor::new(input, 8 * 1024)),
        // Servers send both what the name means (zlib) and the bare stream.
        "deflate" if has_zlib_header(input) => Box::new(flate2::read::ZlibDecoder::new(input)),
        "deflate" => Box::new(flate2::read::DeflateDecoder::new(input)),
        _ => return Err(Failure::Encoding),
    };
    let mut out = Vec::new();
    source
        .take(limit as u64 + 1)
        .read_to_end(&mut out)
        .map_err(Failure::Io)?;
    Ok(out)
}

/// RFC 1950: method 8, and the first two bytes are a multiple of 31.
fn has_zlib_header(input: &[u8]) -> bool {
    match input {
        [first, second, ..] => {
            first & 0x0f == 8 && (u16::from(*first) * 256 + u16::from(*second)).is_multiple_of(31)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn decoded(raw: &[u8], encoding: &str, limit: usize) -> Option<Vec<u8>> {
        decode(raw.to_vec(), encoding, limit).ok()
    }

    #[test]
    fn every_encoding_asked_for_is_read() {
        let text = b"Kaffee und Kuchen ".repeat(50);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), Default::default());
        let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), Default::default());
        for encoder in [&mut gzip as &mut dyn Write, &mut zlib, &mut bare] {
            encoder.write_all(&text).unwrap();
        }
        let mut brotli = Vec::new();
        brotli::CompressorWriter::new(&mut brotli, 4096, 5, 20)
            .write_all(&text)
            .unwrap();
        for (raw, encoding) in [
            (gzip.finish().unwrap(), "gzip"),
            (zlib.finish().unwrap(), "deflate"),
            (bare.finish().unwrap(), "deflate"),
            (brotli, "br"),
            (text.clone(), "identity"),
        ] {
            assert_eq!(
                decoded(&raw, encoding, 4096).as_deref(),
                Some(&text[..]),
                "{encoding}"
            );
        }
    }

    #[test]
    fn decoding_stops_one_byte_after_the_limit() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        gzip.write_all(&vec![0; 10_000_000]).unwrap();
        assert_eq!(
            decoded(&gzip.finish().unwrap(), "gzip", 1000)
                .unwrap()
                .len(),
            1001
        );
    }

    #[test]
    fn what_cannot_be_decoded_is_an_error() {
        for (raw, encoding) in [
            (&b"plain"[..], "gzip"),
            (b"plain", "zstd"),
            (b"plain", "gzip,gzip"),
        ] {
            assert!(decoded(raw, encoding, 100).is_none(), "{encoding}");
        }
        assert_eq!(decoded(b"", "gzip", 100).unwrap(), b"");
    }
}
