//! The archive that a Truss travels in: a tar stream, made part by part while it is uploaded.
//!
//! Owns what a part is made of: headers, and files' bytes that are read straight into it and pass the `guard` there. Where
//! each file stands is `layout`'s; opening files and noticing that they changed is `reader`'s.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::push::archive_error::ArchiveError;
use crate::push::files::{Collection, Source};
use crate::push::guard::{Guard, Looked};
use crate::push::layout::{Layout, Place, SMALL};
use crate::push::parts::{Buffer, Part};
use crate::push::reader::Reader;
use crate::push::secrets::Piece;
use crate::push::tar_header::{Member, header};
use crate::push::window::{Overlap, Window};

/// What is read, searched and summed at once: less than a core's second cache holds.
const IN_CACHE: usize = 256 << 10;

/// An archive of which any part can be packed at any time.
#[derive(Debug)]
pub(super) struct Archive {
    pub(super) root: PathBuf,
    pub(super) collection: Arc<Collection>,
    pub(super) layout: Layout,
    pub(super) part_size: u64,
    pub(super) guard: Arc<Guard>,
    /// Files in which a secret was found, by their indexes.
    leaking: Mutex<HashSet<usize>>,
}

impl Archive {
    /// An archive in parts whose size, in bytes, follows from its length.
    pub(super) fn new(
        root: PathBuf,
        collection: Arc<Collection>,
        guard: Arc<Guard>,
        part_size: impl FnOnce(u64) -> u64,
    ) -> Self {
        let layout = Layout::new(&collection.files);
        let part_size = part_size(layout.length);
        Self { root, collection, layout, part_size, guard, leaking: Mutex::default() }
    }

    /// How many parts it has.
    pub(super) fn parts(&self) -> u64 {
        self.layout.length.div_ceil(self.part_size)
    }

    /// For a thread that packs.
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader::new(&self.root)
    }

    /// Packs the part with `index` (from 0), with what the guard has to say about the files in it.
    pub(super) fn part(
        &self,
        index: u64,
        mut buffer: Buffer,
        reader: &mut Reader<'_>,
    ) -> Result<(Part, Vec<Looked>), ArchiveError> {
        let start = index * self.part_size;
        let length = self.part_size.min(self.layout.length - start);
        let mut window = Window::new(start, length, &mut buffer);
        let mut looked = Vec::new();
        for place in self.layout.from(start).iter().take_while(|place| place.start < start + length) {
            self.member(place, &mut window, reader, &mut looked)?;
        }
        let checksum = window.end();
        let number = u16::try_from(index + 1).map_err(|_| ArchiveError::Closed)?;
        Ok((buffer.into_part(number, usize::try_from(length).unwrap_or(usize::MAX), checksum), looked))
    }

    /// Looks at a small file without packing it.
    pub(super) fn look_at(&self, place: &Place, reader: &mut Reader<'_>) -> Result<Option<Looked>, ArchiveError> {
        let file = &self.collection.files[place.file];
        match (&file.source, place.member(&self.collection.files)) {
            (Source::Bytes(bytes), _) => Ok(self.look(place.file, bytes)),
            (_, Member::File(_)) => {
                let opened = reader.open(file)?;
                opened.read_whole(&mut reader.scratch)?;
                Ok(self.look(place.file, &reader.scratch))
            }
            (_, Member::Symbolic(_) | Member::Hard(_)) => Ok(None),
        }
    }

    fn member(
        &self,
        place: &Place,
        window: &mut Window<'_>,
        reader: &mut Reader<'_>,
        looked: &mut Vec<Looked>,
    ) -> Result<(), ArchiveError> {
        let file = &self.collection.files[place.file];
        let member = place.member(&self.collection.files);
        if place.contents > window.start {
            reader.scratch.clear();
            header(file, member, &mut reader.scratch);
            window.put(place.start, &reader.scratch);
        }
        match (&file.source, member) {
            (Source::Bytes(bytes), _) => {
                window.put(place.contents, bytes);
                looked.extend(self.look(place.file, bytes));
                Ok(())
            }
            (_, Member::File(size)) => match window.overlap(place.contents, size) {
                None => Ok(()),
                Some(overlap) if size < SMALL => self.small(place.file, &overlap, window, reader, looked),
                Some(overlap) => self.piece(place.file, &overlap, window, reader, looked),
            },
            (_, Member::Symbolic(_) | Member::Hard(_)) => Ok(()),
        }
    }

    /// Reads what is in the window of a small file, which is looked at as a whole by whoever packs its first byte.
    fn small(
        &self,
        index: usize,
        overlap: &Overlap,
        window: &mut Window<'_>,
        reader: &mut Reader<'_>,
        looked: &mut Vec<Looked>,
    ) -> Result<(), ArchiveError> {
        let file = &self.collection.files[index];
        let opened = reader.open(file)?;
        if overlap.range.len() as u64 == file.size {
            let bytes = &mut window.bytes[overlap.range.clone()];
            opened.read(bytes, 0)?;
            looked.extend(self.look(index, bytes));
        } else {
            let whole = &mut reader.scratch;
            opened.read_whole(whole)?;
            let from = usize::try_from(overlap.skipped).unwrap_or(usize::MAX);
            window.bytes[overlap.range.clone()].copy_from_slice(&whole[from..from + overlap.range.len()]);
            if from == 0 {
                looked.extend(self.look(index, whole));
            }
        }
        window.filled_until(overlap.range.end);
        opened.check_unchanged()
    }

    /// Reads what is in the window of a large file, and looks at it while it is in the processor's cache.
    fn piece(
        &self,
        index: usize,
        overlap: &Overlap,
        window: &mut Window<'_>,
        reader: &mut Reader<'_>,
        looked: &mut Vec<Looked>,
    ) -> Result<(), ArchiveError> {
        let file = &self.collection.files[index];
        let opened = reader.open(file)?;
        let Overlap { skipped, range } = overlap;
        // What is before the window is read once more: a key may be cut there.
        let again = window.margin.min(usize::try_from(*skipped).unwrap_or(usize::MAX));
        let offset_of = |at: usize| skipped + at as u64 - range.start as u64;
        let mut from = range.start - again;
        while from < range.end {
            let to = (from + IN_CACHE).min(range.end);
            opened.read(&mut window.bytes[from..to], offset_of(from))?;
            let seen = from.saturating_sub(self.guard.overlap()).max(range.start - again);
            let offset = offset_of(seen);
            let piece = Piece { bytes: &window.bytes[seen..to], starts: offset == 0, ends: offset_of(to) == file.size };
            let location = || self.is_first_leak_of(index).then(|| reader.location(file));
            looked.extend(self.guard.look_at_piece(file, location, &piece, offset));
            window.filled_until(to);
            from = to;
        }
        opened.check_unchanged()
    }

    /// What is to say about a whole file, unless it was said before.
    fn look(&self, index: usize, bytes: &[u8]) -> Option<Looked> {
        let looked = self.guard.look_at(index, &self.collection.files[index], bytes)?;
        let is_news = matches!(looked, Looked::PrivateKey { .. }) || self.is_first_leak_of(index);
        is_news.then_some(looked)
    }

    /// Whether no secret was told of in this file so far: one is enough to take it out, and a file that is full of them
    /// must not be read again for the line of each.
    fn is_first_leak_of(&self, index: usize) -> bool {
        self.leaking.lock().unwrap_or_else(PoisonError::into_inner).insert(index)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Read as _;
    use std::path::Path;
    use std::sync::Arc;

    use super::{Archive, ArchiveError};
    use crate::push::files::{Collection, File, Source, collect};
    use crate::push::guard::{Guard, Looked};
    use crate::push::layout::SMALL;
    use crate::push::parts::Pool;

    const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    fn archive(root: &Path, collection: Collection, part_size: u64) -> Archive {
        Archive::new(root.to_owned(), Arc::new(collection), Arc::new(Guard::new(&[], false)), |_| part_size)
    }

    /// Packs all parts, the last one first: none may need another.
    fn pack(archive: &Archive) -> Result<(Vec<u8>, Vec<Looked>), ArchiveError> {
        let size = usize::try_from(archive.part_size).expect("it fits");
        let pool = Pool::new(1, size, archive.guard.overlap());
        let mut bytes = vec![0; usize::try_from(archive.layout.length).expect("it fits")];
        let mut all = Vec::new();
        for index in (0..archive.parts()).rev() {
            let mut buffer = pool.take().expect("open");
            buffer.with_margin().0.fill(0xee);
            let (part, looked) = archive.part(index, buffer, &mut archive.reader())?;
            let start = usize::try_from(index * archive.part_size).expect("it fits");
            assert_eq!(part.checksum, crc32c::crc32c(&part.bytes));
            bytes[start..start + part.bytes.len()].copy_from_slice(&part.bytes);
            all.extend(looked);
        }
        Ok((bytes, all))
    }

    #[test]
    fn the_archive_is_the_same_however_it_is_cut_into_parts() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("deep")).expect("a folder");
        for (index, size) in [0, 1, 511, 512, 513, 3000].into_iter().enumerate() {
            fs::write(path(&format!("deep/{index}")), vec![b'a' + index as u8; size]).expect("a file");
        }
        fs::write(path("large"), vec![b'l'; SMALL as usize + 700]).expect("a file");
        fs::write(path("config.yaml"), "model_name: a\n").expect("a file");
        fs::hard_link(path("deep/5"), path("deep/same")).expect("a link");
        std::os::unix::fs::symlink("deep/1", path("link")).expect("a link");
        let collection = || collect(folder.path()).expect("readable");
        let (whole, looked) = pack(&archive(folder.path(), collection(), 1 << 30)).expect("readable");
        assert_eq!((whole.len() % 10_240, looked), (0, Vec::new()));
        let mut members = tar::Archive::new(&whole[..]);
        let mut read = Vec::new();
        for member in members.entries().expect("an archive") {
            let mut member = member.expect("a member");
            let mut contents = Vec::new();
            member.read_to_end(&mut contents).expect("its bytes");
            read.push((member.path().expect("a path").display().to_string(), contents.len()));
        }
        let expected =
            ["config.yaml", "deep/0", "deep/1", "deep/2", "deep/3", "deep/4", "deep/5", "deep/same", "link", "large"];
        let names: Vec<&str> = read.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, expected);
        assert_eq!(read[9].1, SMALL as usize + 700);
        for part_size in [100, 511, 512, 1000, 4096, 10_240, 100_000] {
            let (cut, _) = pack(&archive(folder.path(), collection(), part_size)).expect("readable");
            assert!(cut == whole, "parts of {part_size} bytes");
        }
    }

    #[test]
    fn a_key_in_a_large_file_is_found_wherever_parts_end() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("config.yaml"), "").expect("a file");
        let utf_16: Vec<u8> = KEY.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for key in [KEY.as_bytes(), &utf_16] {
            let at = 20_000;
            let mut bytes = vec![b'\n'; SMALL as usize];
            bytes[at..at + key.len()].copy_from_slice(key);
            fs::write(folder.path().join("weights"), bytes).expect("a file");
            let archive = |part_size| archive(folder.path(), collect(folder.path()).expect("readable"), part_size);
            let start = archive(1).layout.from(u64::MAX)[0].contents + at as u64;
            let border_in_the_key = start - 1..start + key.len() as u64 + 1;
            // In parts of 23 bytes a key has two borders and more.
            for part_size in border_in_the_key.chain([23]) {
                let (_, looked) = pack(&archive(part_size)).expect("readable");
                let found = matches!(&looked[..], [Looked::Leak(leak), ..] if leak.line == at + 1);
                assert!(found, "{part_size} {looked:?}");
            }
        }
    }

    #[test]
    fn a_file_that_is_full_of_keys_is_told_of_once() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("config.yaml"), "").expect("a file");
        fs::write(folder.path().join("small"), format!("{KEY}\n").repeat(100)).expect("a file");
        fs::write(folder.path().join("large"), format!("{KEY}\n").repeat(30_000)).expect("a file");
        let archive = archive(folder.path(), collect(folder.path()).expect("readable"), 300_000);
        for told in [2, 0] {
            assert_eq!(pack(&archive).expect("readable").1.len(), told);
        }
    }

    #[test]
    fn a_file_that_fails_while_it_is_read_is_named() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("config.yaml"), "").expect("a file");
        let metadata = fs::metadata(folder.path()).expect("a folder");
        // A folder can be opened as a file, and cannot be read as one.
        let unreadable = File::new(Path::new("weights"), Source::At(folder.path().into()), SMALL, &metadata);
        let collection = Collection { files: vec![unreadable], warnings: Vec::new() };
        let error = pack(&archive(folder.path(), collection, 1 << 22)).expect_err("unreadable");
        assert!(matches!(&error, ArchiveError::Unreadable { path, .. } if path == Path::new("weights")), "{error}");
    }
}
