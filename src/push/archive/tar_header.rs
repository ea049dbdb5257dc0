//! What stands before a file's bytes in an archive, as Python's `tarfile` writes it (PAX, its default).
//!
//! Owns ustar headers and the PAX records for what they cannot hold. Owners are kept by number; their names mean
//! nothing on another machine and are left out.

use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use tar::{EntryType, Header};

use crate::push::files::File;

const BLOCK: usize = 512;
/// What fits in a header's name and link name.
const NAME_LENGTH: usize = 100;
/// One more than a number that fits in seven and eleven octal digits.
const OWNER_LIMIT: u64 = 1 << 21;
const SIZE_LIMIT: u64 = 1 << 33;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Member<'file> {
    File(u64),
    Symbolic(&'file Path),
    /// Another name of an earlier member.
    Hard(&'file Path),
}

/// Writes the blocks before a member's bytes to the end of `blocks`.
pub(crate) fn header(file: &File, member: Member<'_>, blocks: &mut Vec<u8>) {
    let (kind, size, link) = match member {
        Member::File(size) => (EntryType::Regular, size, &[][..]),
        Member::Symbolic(target) => (EntryType::Symlink, 0, target.as_os_str().as_bytes()),
        Member::Hard(target) => (EntryType::Link, 0, target.as_os_str().as_bytes()),
    };
    let name = file.path.as_os_str().as_bytes();
    let mut records = Records::new(blocks);
    records.names(name, link);
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    if let Some(fields) = header.as_ustar_mut() {
        put_name(&mut fields.name, name);
        put_name(&mut fields.linkname, link);
        octal(&mut fields.mode, u64::from(file.mode));
        octal(&mut fields.uid, records.number("uid", u64::from(file.owner.0), OWNER_LIMIT));
        octal(&mut fields.gid, records.number("gid", u64::from(file.owner.1), OWNER_LIMIT));
        octal(&mut fields.size, records.number("size", size, SIZE_LIMIT));
        octal(&mut fields.mtime, records.time(file.modified));
    }
    header.set_cksum();
    records.end();
    blocks.extend_from_slice(header.as_bytes());
}

/// A number as headers have it: digits, zeros before them, a zero byte after them. As the `tar` crate's setters, which
/// take five times as long.
fn octal(field: &mut [u8], mut number: u64) {
    let Some((end, digits)) = field.split_last_mut() else { return };
    *end = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number & 7) as u8;
        number >>= 3;
    }
}

/// How long [`header`] is, in bytes, mostly without making it.
pub(crate) fn header_length(file: &File, member: Member<'_>) -> u64 {
    let link = match member {
        Member::File(_) => &[][..],
        Member::Symbolic(target) | Member::Hard(target) => target.as_os_str().as_bytes(),
    };
    let names_fit = !needs_record(file.path.as_os_str().as_bytes()) && !needs_record(link);
    let (uid, gid) = file.owner;
    let owner_fits = u64::from(uid) < OWNER_LIMIT && u64::from(gid) < OWNER_LIMIT;
    let time_fits = (0..SIZE_LIMIT as i64 - 1).contains(&file.modified.0);
    let size_fits = !matches!(member, Member::File(size) if size >= SIZE_LIMIT);
    let blocks = match (names_fit && owner_fits && time_fits && size_fits, file.modified.1) {
        (true, 0) => 1,
        // The time's record fits one block, and has a header of its own.
        (true, _) => 3,
        (false, _) => {
            let mut blocks = Vec::new();
            header(file, member, &mut blocks);
            return blocks.len() as u64;
        }
    };
    blocks * BLOCK as u64
}

fn needs_record(name: &[u8]) -> bool {
    name.len() > NAME_LENGTH || !name.is_ascii()
}

/// Names longer than their field are cut, letters outside ASCII become `?`: the records have the whole.
fn put_name(field: &mut [u8], name: &[u8]) {
    if name.is_ascii() {
        let length = name.len().min(field.len());
        field[..length].copy_from_slice(&name[..length]);
        return;
    }
    let name = String::from_utf8_lossy(name);
    for (place, character) in field.iter_mut().zip(name.chars()) {
        *place = if character.is_ascii() { character as u8 } else { b'?' };
    }
}

/// PAX records at the end of `blocks`, after a block for their own header. Nothing while there are none.
struct Records<'blocks> {
    start: usize,
    blocks: &'blocks mut Vec<u8>,
}

impl<'blocks> Records<'blocks> {
    fn new(blocks: &'blocks mut Vec<u8>) -> Self {
        Self { start: blocks.len(), blocks }
    }

    fn names(&mut self, name: &[u8], link: &[u8]) {
        let records = [("path", name), ("linkpath", link)].into_iter().filter(|(_, name)| needs_record(name));
        if records.clone().any(|(_, name)| std::str::from_utf8(name).is_err()) {
            self.add("hdrcharset", b"BINARY");
        }
        records.for_each(|(keyword, name)| self.add(keyword, name));
    }

    /// The number for the header: 0 when only a record can hold it.
    fn number(&mut self, keyword: &'static str, number: u64, limit: u64) -> u64 {
        if number < limit {
            return number;
        }
        self.add(keyword, number.to_string().as_bytes());
        0
    }

    /// Whole seconds for the header, a record for the fraction.
    fn time(&mut self, (seconds, nanoseconds): (i64, u32)) -> u64 {
        // As Python's `st_mtime`, and as it prints it.
        let exact = seconds as f64 + 1e-9 * f64::from(nanoseconds);
        let rounded = exact.round_ties_even();
        let fits = (0.0..SIZE_LIMIT as f64).contains(&rounded);
        if nanoseconds != 0 || !fits {
            self.add("mtime", format!("{exact:?}").as_bytes());
        }
        if fits { rounded as u64 } else { 0 }
    }

    /// `LENGTH KEYWORD=VALUE\n`, where the length counts its own digits.
    fn add(&mut self, keyword: &str, value: &[u8]) {
        if self.blocks.len() == self.start {
            self.blocks.resize(self.start + BLOCK, 0);
        }
        let rest = keyword.len() + value.len() + 3;
        let digits = |length: usize| length.checked_ilog10().map_or(1, |digits| digits as usize + 1);
        let mut length = rest;
        while length != rest + digits(length) {
            length = rest + digits(length);
        }
        self.blocks.extend_from_slice(length.to_string().as_bytes());
        for bytes in [b" ", keyword.as_bytes(), b"=", value, b"\n"] {
            self.blocks.extend_from_slice(bytes);
        }
    }

    fn end(self) {
        let Some(size) = self.blocks[self.start..].len().checked_sub(BLOCK) else { return };
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::XHeader);
        if let Some(fields) = header.as_ustar_mut() {
            put_name(&mut fields.name, b"././@PaxHeader");
            for field in [&mut fields.mode, &mut fields.uid, &mut fields.gid] {
                octal(field, 0);
            }
            octal(&mut fields.size, size as u64);
            octal(&mut fields.mtime, 0);
        }
        header.set_cksum();
        self.blocks[self.start..self.start + BLOCK].copy_from_slice(header.as_bytes());
        let end = self.start + (BLOCK + size).next_multiple_of(BLOCK);
        self.blocks.resize(end, 0);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Member, Records, header_length};
    use crate::push::files::{File, Source};

    fn file(path: &str) -> File {
        File {
            path: Path::new(path).into(),
            source: Source::Inside,
            size: 5,
            mode: 0o755,
            owner: (1000, 1000),
            modified: (1_700_000_000, 0),
            shared: None,
        }
    }

    fn header(file: &File, member: Member<'_>) -> Vec<u8> {
        let mut blocks = Vec::new();
        super::header(file, member, &mut blocks);
        blocks
    }

    #[test]
    fn a_records_length_counts_itself() {
        let record = |value: &[u8]| {
            let mut blocks = Vec::new();
            Records::new(&mut blocks).add("path", value);
            blocks.split_off(512)
        };
        assert_eq!(record(b"x"), b"9 path=x\n");
        assert_eq!(record(&[b'x'; 90]).len(), 99);
        assert_eq!(record(&[b'x'; 91]).len(), 101);
        for length in 0..300 {
            let record = record(&vec![b'x'; length]);
            assert!(record.starts_with(format!("{} ", record.len()).as_bytes()));
        }
    }

    #[test]
    fn numbers_are_written_as_the_tar_crate_writes_them() {
        for number in [0, 7, 8, 0o644, 0o7777, (1 << 21) - 1] {
            let mut theirs = tar::Header::new_ustar();
            theirs.set_uid(number);
            let mut ours = tar::Header::new_ustar();
            super::octal(&mut ours.as_ustar_mut().expect("ustar").uid, number);
            assert_eq!(ours.as_bytes()[..], theirs.as_bytes()[..], "{number}");
        }
    }

    #[test]
    fn an_ordinary_file_needs_one_block() {
        let blocks = header(&file("model/model.py"), Member::File(5));
        assert_eq!(blocks.len(), 512);
        let header = tar::Header::from_byte_slice(&blocks);
        assert_eq!(
            (header.size().ok(), header.mode().ok(), header.mtime().ok()),
            (Some(5), Some(0o755), Some(1_700_000_000))
        );
    }

    #[test]
    fn a_headers_length_is_known_without_it() {
        let long = "n".repeat(101);
        for path in ["a", &long[..100], &long, "ü"] {
            for modified in [(0, 0), (1, 1), (-1, 0), (-1, 5), ((1 << 33) - 1, 999_999_999), (1 << 33, 0)] {
                for owner in [(0, 0), (1 << 21, 0), (0, u32::MAX)] {
                    for member in [
                        Member::File(0),
                        Member::File(1 << 33),
                        Member::Symbolic(Path::new("ü")),
                        Member::Hard(Path::new(&long)),
                        Member::Hard(Path::new("b")),
                    ] {
                        let file = File { modified, owner, ..file(path) };
                        let length = header(&file, member).len() as u64;
                        assert_eq!(header_length(&file, member), length, "{file:?} {member:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_a_header_cannot_hold_stands_in_records() {
        let mut odd = file(&"ü".repeat(60));
        odd.modified.1 = 500_000_000;
        odd.owner.0 = 1 << 22;
        let blocks = header(&odd, Member::File(1 << 34));
        let text = String::from_utf8_lossy(&blocks);
        for record in ["path=üü", "mtime=1700000000.5\n", "size=17179869184\n", "uid=4194304\n"] {
            assert!(text.contains(record), "{record}");
        }
        assert_eq!(blocks.len() % 512, 0);
    }
}
