//! The archive that a Truss travels in: a tar stream, made part by part while it is uploaded.
//!
//! Owns what a part is made of: headers, and files' bytes that are read straight into it and pass the `guard` there. Where
//! each file stands is `layout`'s; opening files and noticing that they changed is `reader`'s.

pub(crate) mod layout;
pub(crate) mod part_writer;
pub(crate) mod reader;
pub(crate) mod tar_header;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::push::Error;
use crate::push::archive::layout::{Layout, Place, SMALL, is_small};
use crate::push::archive::part_writer::{Overlap, PartWriter};
use crate::push::archive::reader::Reader;
use crate::push::archive::tar_header::{Member, header};
use crate::push::files::{Collection, Source};
use crate::push::guard::{Detection, Guard};
use crate::push::upload::buffer_pool::{Buffer, Part};
use crate::scan::scanner::Piece;

/// What is read, searched and summed at once: less than a core's second cache holds.
const IN_CACHE: usize = 256 << 10;
/// What is read of a large file to know what it is.
const HEAD: usize = 4 << 10;

/// An archive of which any part can be packed at any time.
#[derive(Debug)]
pub(crate) struct Archive {
    pub(crate) root: PathBuf,
    pub(crate) collection: Arc<Collection>,
    pub(crate) layout: Layout,
    pub(crate) part_size: u64,
    pub(crate) guard: Arc<Guard>,
    /// Files in which a secret was found, by their indexes.
    leaking: Mutex<HashSet<usize>>,
}

impl Archive {
    /// An archive in parts whose size, in bytes, follows from its length.
    pub(crate) fn new(
        root: PathBuf,
        collection: Arc<Collection>,
        guard: Arc<Guard>,
        part_size: impl FnOnce(u64) -> u64,
    ) -> Self {
        let layout = Layout::new(&collection.files);
        let part_size = part_size(layout.length);
        Self { root, collection, layout, part_size, guard, leaking: Mutex::default() }
    }

    pub(crate) fn parts(&self) -> u64 {
        self.layout.length.div_ceil(self.part_size)
    }

    /// For a thread that packs.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader::new(&self.root)
    }

    /// Packs the part with `index` (from 0), with what the guard has to say about the files in it.
    pub(crate) fn part(
        &self,
        index: u64,
        mut buffer: Buffer,
        reader: &mut Reader<'_>,
    ) -> Result<(Part, Vec<Detection>), Error> {
        let start = index * self.part_size;
        let length = self.part_size.min(self.layout.length - start);
        let mut writer = PartWriter::new(start, length, &mut buffer);
        let mut found = Vec::new();
        for place in self.layout.from(start).iter().take_while(|place| place.start < start + length) {
            self.member(place, &mut writer, reader, &mut found)?;
        }
        let checksum = writer.end();
        let number = u16::try_from(index + 1).map_err(|_| Error::Closed)?;
        Ok((buffer.into_part(number, usize::try_from(length).unwrap_or(usize::MAX), checksum), found))
    }

    /// Scans a file without packing it; a large one for a private key that it is as a whole, which must not be packed. What
    /// else is in a large file is found while it is packed.
    pub(crate) fn scan_file(&self, place: &Place, reader: &mut Reader<'_>) -> Result<Option<Detection>, Error> {
        let file = &self.collection.files[place.file];
        match (&file.source, place.member(&self.collection.files)) {
            (Source::Bytes(bytes), _) => Ok(self.scan(place.file, bytes)),
            (_, Member::File(_)) if !is_small(file) => self.private_key(place.file, reader),
            (_, Member::File(_)) => {
                let opened = reader.open(file)?;
                opened.read_whole(&mut reader.scratch)?;
                Ok(self.scan(place.file, &reader.scratch))
            }
            (_, Member::Symbolic(_) | Member::Hard(_)) => Ok(None),
        }
    }

    /// The private key that a large file is. Most files are none by their first bytes, and are read no further.
    fn private_key(&self, index: usize, reader: &mut Reader<'_>) -> Result<Option<Detection>, Error> {
        let file = &self.collection.files[index];
        let opened = reader.open(file)?;
        reader.scratch.resize(HEAD, 0);
        opened.read(&mut reader.scratch, 0)?;
        if let Some(found) = self.guard.private_key_in_head(index, file, &reader.scratch) {
            return Ok(Some(found));
        }
        if !self.guard.may_be_private_key(file, &reader.scratch) {
            return Ok(None);
        }
        let mut from = 0;
        loop {
            let to = (from + IN_CACHE as u64).min(file.size);
            reader.scratch.resize(usize::try_from(to - from).unwrap_or(usize::MAX), 0);
            opened.read(&mut reader.scratch, from)?;
            let piece = Piece { bytes: &reader.scratch, starts: from == 0, ends: to == file.size };
            let found = self.guard.private_key_in_piece(index, file, &reader.location(file), &piece, from);
            if found.is_some() || piece.ends {
                return Ok(found);
            }
            from = to - self.guard.overlap().min(IN_CACHE / 2) as u64;
        }
    }

    fn member(
        &self,
        place: &Place,
        writer: &mut PartWriter<'_>,
        reader: &mut Reader<'_>,
        found: &mut Vec<Detection>,
    ) -> Result<(), Error> {
        let file = &self.collection.files[place.file];
        let member = place.member(&self.collection.files);
        if place.contents > writer.start {
            reader.scratch.clear();
            header(file, member, &mut reader.scratch);
            writer.put(place.start, &reader.scratch);
        }
        match (&file.source, member) {
            (Source::Bytes(bytes), _) => {
                writer.put(place.contents, bytes);
                found.extend(self.scan(place.file, bytes));
                Ok(())
            }
            (_, Member::File(size)) => match writer.overlap(place.contents, size) {
                None => Ok(()),
                Some(overlap) if size < SMALL => self.small(place.file, &overlap, writer, reader, found),
                Some(overlap) => self.piece(place.file, &overlap, writer, reader, found),
            },
            (_, Member::Symbolic(_) | Member::Hard(_)) => Ok(()),
        }
    }

    /// Reads what is in the window of a small file, which is scanned as a whole by whoever packs its first byte.
    fn small(
        &self,
        index: usize,
        overlap: &Overlap,
        writer: &mut PartWriter<'_>,
        reader: &mut Reader<'_>,
        found: &mut Vec<Detection>,
    ) -> Result<(), Error> {
        let file = &self.collection.files[index];
        let opened = reader.open(file)?;
        if overlap.range.len() as u64 == file.size {
            let bytes = &mut writer.bytes[overlap.range.clone()];
            opened.read(bytes, 0)?;
            found.extend(self.scan(index, bytes));
        } else {
            let whole = &mut reader.scratch;
            opened.read_whole(whole)?;
            let from = usize::try_from(overlap.skipped).unwrap_or(usize::MAX);
            writer.bytes[overlap.range.clone()].copy_from_slice(&whole[from..from + overlap.range.len()]);
            if from == 0 {
                found.extend(self.scan(index, whole));
            }
        }
        writer.filled_until(overlap.range.end);
        opened.check_unchanged()
    }

    /// Reads what is in the window of a large file, and scans it while it is in the processor's cache.
    fn piece(
        &self,
        index: usize,
        overlap: &Overlap,
        writer: &mut PartWriter<'_>,
        reader: &mut Reader<'_>,
        found: &mut Vec<Detection>,
    ) -> Result<(), Error> {
        let file = &self.collection.files[index];
        let opened = reader.open(file)?;
        let Overlap { skipped, range } = overlap;
        // What is before the window is read once more: a key may be cut there.
        let again = writer.margin.min(usize::try_from(*skipped).unwrap_or(usize::MAX));
        let offset_of = |at: usize| skipped + at as u64 - range.start as u64;
        let mut from = range.start - again;
        while from < range.end {
            let to = (from + IN_CACHE).min(range.end);
            opened.read(&mut writer.bytes[from..to], offset_of(from))?;
            let seen = from.saturating_sub(self.guard.overlap()).max(range.start - again);
            let offset = offset_of(seen);
            let piece = Piece { bytes: &writer.bytes[seen..to], starts: offset == 0, ends: offset_of(to) == file.size };
            let location = || self.is_first_leak_of(index).then(|| reader.location(file));
            found.extend(self.guard.scan_piece(file, location, &piece, offset));
            writer.filled_until(to);
            from = to;
        }
        opened.check_unchanged()
    }

    /// What is to say about a whole file, unless it was said before.
    fn scan(&self, index: usize, bytes: &[u8]) -> Option<Detection> {
        let detection = self.guard.scan_file(index, &self.collection.files[index], bytes)?;
        let is_news = matches!(detection, Detection::PrivateKey { .. }) || self.is_first_leak_of(index);
        is_news.then_some(detection)
    }

    /// Whether no secret was reported in this file so far: one is enough to take it out, and a file that is full of them
    /// must not be read again for the line of each.
    fn is_first_leak_of(&self, index: usize) -> bool {
        self.leaking.lock().unwrap_or_else(PoisonError::into_inner).insert(index)
    }
}
