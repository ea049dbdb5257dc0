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

/// What a member of the archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member<'file> {
    /// A file with that many bytes.
    File(u64),
    /// A symbolic link with that target.
    Symbolic(&'file Path),
    /// Another name of an earlier member.
    Hard(&'file Path),
}

/// The blocks before a member's bytes.
pub(super) fn header(file: &File, member: Member<'_>) -> Vec<u8> {
    let (kind, size, link) = match member {
        Member::File(size) => (EntryType::Regular, size, None),
        Member::Symbolic(target) => (EntryType::Symlink, 0, Some(target)),
        Member::Hard(target) => (EntryType::Link, 0, Some(target)),
    };
    let name = file.path.as_os_str().as_bytes();
    let link = link.map_or(&[][..], |path| path.as_os_str().as_bytes());
    let mut records = Records::default();
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_mode(file.mode);
    put_name(&mut header, name, link);
    records.name("path", name);
    records.name("linkpath", link);
    header.set_uid(records.number("uid", u64::from(file.owner.0), OWNER_LIMIT));
    header.set_gid(records.number("gid", u64::from(file.owner.1), OWNER_LIMIT));
    header.set_size(records.number("size", size, SIZE_LIMIT));
    header.set_mtime(records.time(file.modified));
    header.set_cksum();
    let mut blocks = records.blocks();
    blocks.extend_from_slice(header.as_bytes());
    blocks
}

/// More than [`header`] and the padding can be, in bytes.
pub(super) fn header_limit(file: &File) -> u64 {
    (8 * BLOCK + 4 * file.path.as_os_str().len()) as u64
}

/// Names longer than their field are cut, letters outside ASCII become `?`: the records have the whole.
fn put_name(header: &mut Header, name: &[u8], link: &[u8]) {
    let Some(fields) = header.as_ustar_mut() else { return };
    for (field, bytes) in [(&mut fields.name, name), (&mut fields.linkname, link)] {
        for (place, character) in field.iter_mut().zip(ascii(bytes)) {
            *place = character;
        }
    }
}

fn ascii(bytes: &[u8]) -> Vec<u8> {
    let replaced = |character: char| if character.is_ascii() { character as u8 } else { b'?' };
    String::from_utf8_lossy(bytes).chars().map(replaced).collect()
}

#[derive(Default)]
struct Records {
    list: Vec<(&'static str, Vec<u8>)>,
}

impl Records {
    fn name(&mut self, keyword: &'static str, name: &[u8]) {
        if !name.is_ascii() || name.len() > NAME_LENGTH {
            self.list.push((keyword, name.to_vec()));
        }
    }

    /// The number for the header: 0 when only a record can hold it.
    fn number(&mut self, keyword: &'static str, number: u64, limit: u64) -> u64 {
        if number < limit {
            return number;
        }
        self.list.push((keyword, number.to_string().into_bytes()));
        0
    }

    /// Whole seconds for the header, a record for the fraction.
    fn time(&mut self, (seconds, nanoseconds): (i64, u32)) -> u64 {
        // As Python's `st_mtime`, and as it prints it.
        let exact = seconds as f64 + 1e-9 * f64::from(nanoseconds);
        let rounded = exact.round_ties_even();
        let fits = (0.0..SIZE_LIMIT as f64).contains(&rounded);
        if nanoseconds != 0 || !fits {
            self.list.push(("mtime", format!("{exact:?}").into_bytes()));
        }
        if fits { rounded as u64 } else { 0 }
    }

    fn blocks(self) -> Vec<u8> {
        if self.list.is_empty() {
            return Vec::with_capacity(BLOCK);
        }
        let mut data = Vec::new();
        if self.list.iter().any(|(_, value)| std::str::from_utf8(value).is_err()) {
            data.extend_from_slice(b"21 hdrcharset=BINARY\n");
        }
        for (keyword, value) in &self.list {
            data.extend(record(keyword, value));
        }
        let mut header = Header::new_ustar();
        put_name(&mut header, b"././@PaxHeader", b"");
        header.set_entry_type(EntryType::XHeader);
        header.set_size(data.len() as u64);
        header.set_mode(0);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_cksum();
        let mut blocks = header.as_bytes().to_vec();
        blocks.extend_from_slice(&data);
        blocks.resize(blocks.len().next_multiple_of(BLOCK), 0);
        blocks
    }
}

/// `LENGTH KEYWORD=VALUE\n`, where the length counts its own digits.
fn record(keyword: &str, value: &[u8]) -> Vec<u8> {
    let rest = keyword.len() + value.len() + 3;
    let mut length = rest;
    while length != rest + length.to_string().len() {
        length = rest + length.to_string().len();
    }
    let mut record = format!("{length} {keyword}=").into_bytes();
    record.extend_from_slice(value);
    record.push(b'\n');
    record
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Member, header, record};
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

    #[test]
    fn a_records_length_counts_itself() {
        assert_eq!(record("path", b"x"), b"9 path=x\n");
        assert_eq!(record("path", &[b'x'; 90]).len(), 99);
        assert_eq!(record("path", &[b'x'; 91]).len(), 101);
        for length in 0..300 {
            let record = record("path", &vec![b'x'; length]);
            assert!(record.starts_with(format!("{} ", record.len()).as_bytes()));
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
