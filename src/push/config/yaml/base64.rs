//! The bytes of `!!binary`. The crate that S3's checksums use is stricter than Python.

/// Base64 as Python's `decodebytes` reads it: other characters are skipped, the padding must be there.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() {
        return None;
    }
    let (mut bytes, mut bits, mut in_quad, mut pads) = (Vec::new(), 0_u32, 0, 0);
    for byte in text.bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                pads += 1;
                if in_quad >= 2 && in_quad + pads >= 4 {
                    return Some(bytes);
                }
                continue;
            }
            _ => continue,
        };
        pads = 0;
        bits = (bits << 6) | u32::from(six);
        in_quad = (in_quad + 1) % 4;
        let left = [6, 4, 2, 0][(in_quad + 3) % 4];
        if left != 6 {
            bytes.push((bits >> left) as u8);
        }
    }
    (in_quad == 0).then_some(bytes)
}
