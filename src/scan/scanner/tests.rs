use crate::scan::scanner::{Finder, Piece, spread};
use crate::secret::ApiKey;

const SHAPED: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
const DOTLESS: &str = "sk-0123456789abcdef0123456789abcdef";
const LONG: &str = "team-x.prefix-9.abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH";

/// Searches `bytes` in pieces of which each one has the overlap in common with the one before, as an upload does.
fn offset(finder: &Finder, bytes: &[u8], cuts: &[usize]) -> Option<usize> {
    let mut from = 0_usize;
    for cut in cuts.iter().copied().chain([bytes.len()]) {
        let start = from.saturating_sub(finder.overlap());
        let piece = Piece { bytes: &bytes[start..cut], starts: start == 0, ends: cut == bytes.len() };
        if let Some(hit) = finder.search(&piece) {
            return Some(start + hit.offset);
        }
        from = cut;
    }
    None
}

/// In ASCII, and in UTF-16 of both byte orders.
fn encoded(text: &str) -> [Vec<u8>; 3] {
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    [text.as_bytes().to_vec(), utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes)]
}

#[test]
fn a_key_is_found_wherever_the_file_is_cut_and_in_every_encoding() {
    let known = [DOTLESS, "x.y-z", LONG].map(|key| ApiKey::parse(key).expect("a key"));
    let finder = Finder::new(&known);
    for key in [SHAPED, DOTLESS, "x.y-z", LONG] {
        for (before, after) in [(0, 0), (0, 400), (400, 0), (301, 300)] {
            let texts = encoded(&format!("{}{key}{}", "- ".repeat(before), " -".repeat(after)));
            for bytes in texts {
                let width = bytes.len() / (2 * before + key.len() + 2 * after);
                let (start, end) = (2 * before * width, bytes.len() - 2 * after * width);
                // The second byte of a big-endian character is the one that says which.
                let found_at_start =
                    |cuts: &[usize]| offset(&finder, &bytes, cuts).is_some_and(|at| at.abs_diff(start) < width);
                assert!(found_at_start(&[]), "{key} {width} {before} {after}");
                for cut in start..=end {
                    for second in [cut, cut + 1, cut + 7, end] {
                        let cuts = [cut, second.clamp(cut, bytes.len())];
                        assert!(found_at_start(&cuts), "{key} {width} {cuts:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_key_is_found_when_the_pieces_are_smaller_than_it() {
    let finder = Finder::new(&[]);
    for bytes in encoded(&format!("{}{SHAPED}{}", "- ".repeat(200), " -".repeat(200))) {
        let found = offset(&finder, &bytes, &(1..bytes.len()).collect::<Vec<_>>());
        assert_eq!(found.map(|at| at / (bytes.len() / 841)), Some(400));
    }
}

#[test]
fn a_key_is_found_among_any_other_bytes() {
    let finder = Finder::new(&[]);
    for fill in [0, b'.', b'\n', b'=', 0x80, 0xff] {
        for at in 0..70 {
            for width in [1, 2] {
                let mut bytes = vec![fill; 300];
                let key = spread(SHAPED, width);
                bytes[at..at + key.len()].copy_from_slice(&key);
                assert_eq!(offset(&finder, &bytes, &[]), Some(at), "{fill} {at} {width}");
            }
        }
    }
}

#[test]
fn a_known_key_is_found_inside_a_longer_word_and_one_that_only_looks_so_is_not() {
    let longer = format!("x{SHAPED}yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy");
    assert_eq!(offset(&Finder::new(&[]), longer.as_bytes(), &[]), None);
    let known = Finder::new(&[ApiKey::parse(SHAPED).expect("a key")]);
    assert_eq!(offset(&known, longer.as_bytes(), &[]), Some(1));
}

#[test]
fn an_escape_before_a_key_is_no_part_of_it() {
    let finder = Finder::new(&[]);
    for (before, is_found) in [
        ("x\\n", true),
        ("\\r\\t", true),
        ("%20", true),
        ("%3D", true),
        ("\\u003e", true),
        ("\\x3D", true),
        ("\u{1b}[m", true),
        ("\u{1b}[32m", true),
        ("\u{1b}[01;31m\u{1b}[K", true),
        ("\u{1b}[38;2;255;255;255;48;2;100;100;100m", true),
        ("K", false),
        ("\\u001b[1;38;2;255;255;255m", true),
        ("n", false),
        ("20", false),
        ("003e", false),
        ("u003e", false),
        ("\\u00ge", false),
        ("[m2m", false),
        ("32m", false),
    ] {
        let text = format!("{}{before}{SHAPED}\"", " ".repeat(200));
        for bytes in encoded(&text) {
            assert_eq!(offset(&finder, &bytes, &[]).is_some(), is_found, "{before}");
            assert!((0..bytes.len()).all(|cut| offset(&finder, &bytes, &[cut]).is_some() == is_found), "{before}");
        }
    }
}

#[test]
fn other_texts_with_dots_are_no_keys() {
    let finder = Finder::new(&[]);
    let long_word = "a".repeat(5000);
    for text in [
        "module.py",
        "abcd1234.AbstractFactoryProviderBeanNameX",
        "computer.SparseSparseMiddleTermComputer32",
        "idefics2.Idefics2ForConditionalGeneration",
        "bundle12.0123456789abcdef0123456789abcdef",
        "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456",
        "xabcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345",
        "abcd123.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345",
        "abcd1234.ABCDEFGHIJKLMNOP-RSTUVWXYZ012345",
        "abcd-234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345",
        "abcd1234-ABCDEFGHIJKLMNOPQRSTUVWXYZ012345",
        "https://example.com/abcd.html?x=1.2.3",
        &long_word,
    ] {
        let surrounded = format!("{}{text}{}", " ".repeat(100), " ".repeat(100));
        for bytes in encoded(text).into_iter().chain(encoded(&surrounded)) {
            assert_eq!(offset(&finder, &bytes, &[]), None, "{text}");
            let mut cuts = (0..bytes.len()).step_by(bytes.len() / 500 + 1);
            assert!(cuts.all(|cut| offset(&finder, &bytes, &[cut]).is_none()), "{text}");
        }
    }
}

/// A token as OAuth has them: three parts of Base64 with dots between, and the same without any long run.
const TOKENS: [&str; 5] = [
    "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJodHRwczovL2FwaS5leGFtcGxlIiwic3ViIjoidTEifQ.s1g_n-4t",
    "eyJhbGciOi-JSUzI1NiIs.eyJpc3MiOi-JodHRwczovL2.FwaS5leG_FtcGxl-Iiwic3ViI_joidTEi",
    "refreshtokenrefreshtokenrefreshtoken0123456789",
    "r-e-f-r-e-s-h-t-o-k-e-n-0-1-2-3-4-5-6-7-8-9",
    "short-token-1",
];

#[test]
fn tokens_of_every_kind_are_found_and_told_without_their_text() {
    let known = TOKENS.map(|token| ApiKey::parse(token).expect("a token"));
    let finder = Finder::new(&known);
    for token in TOKENS {
        for (before, after) in [("", ""), ("'", "'"), ("\\n", "\\n"), ("x", "y"), ("\u{e9}\u{e9}", "\u{e9}\u{e9}")] {
            for mut bytes in encoded(&format!("{before}{token}{after}")) {
                let hit = finder.search(&Piece::whole(&bytes)).expect(token);
                assert!(!hit.what.contains(&token[..12]), "{}", hit.what);
                assert!((0..bytes.len()).all(|cut| offset(&finder, &bytes, &[cut]).is_some()), "{token}");
                // One letter makes another token.
                let last =
                    bytes.iter().rposition(|byte| *byte == token.as_bytes()[token.len() - 1]).expect("it is there");
                bytes[last] = b'~';
                assert_eq!(finder.search(&Piece::whole(&bytes)), None, "{token}");
            }
        }
    }
}

#[test]
fn a_private_key_is_found_among_other_bytes_and_wherever_the_file_is_cut() {
    let finder = Finder::new(&[]);
    let letters = "MC4CAQAwBQYDK2VwBCIEIHq8l5b+0vFzXn7cT2mWgS3kRrYdJ1eUa9oPiLt6xZsB";
    let key = format!("-----BEGIN PRIVATE KEY-----\n{letters}\n-----END PRIVATE KEY-----\n");
    for fill in [0xff, b'\n', 0x80] {
        for at in 3_000..3_020 {
            for bytes in encoded(&key) {
                let mut all = vec![fill; 6_000];
                all[at..at + bytes.len()].copy_from_slice(&bytes);
                let found = offset(&finder, &all, &[]).expect("a key");
                assert!(found.abs_diff(at) < 2, "{fill} {at} {found}");
            }
        }
    }
    for bytes in encoded(&format!("{}{key}{}", "text\n".repeat(300), "text\n".repeat(300))) {
        for cut in (0..bytes.len()).step_by(7) {
            let found = offset(&finder, &bytes, &[cut, (cut + 100).min(bytes.len())]).expect("a key");
            assert_eq!(found / (bytes.len() / (key.len() + 3000)), 1500, "{cut}");
        }
    }
}
