//! Where each file stands in the archive, known before a byte of it is read: any part of the archive can be packed at
//! any time and by any thread.

use std::collections::HashMap;
use std::path::Path;

use crate::push::archive::tar_header::{Member, header_length};
use crate::push::files::{CONFIG, File, Source};

const BLOCK: u64 = 512;
/// Archives end on a multiple of this, as `tar` and Python's `tarfile` leave them.
const RECORD: u64 = 10_240;
/// Smaller files are searched for secrets before the upload starts, and are first in the archive: those in its first
/// parts need to be read only once. Weights are larger, and what people write by hand is smaller.
pub(crate) const SMALL: u64 = 1 << 20;

#[derive(Debug)]
pub(crate) struct Layout {
    places: Vec<Place>,
    /// How many of them are of small files.
    small: usize,
    pub(crate) length: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: usize,
    /// Where its header starts, in bytes of the archive.
    pub(crate) start: u64,
    pub(crate) contents: u64,
    /// The file that this one is another name of; that has its contents.
    pub(crate) other_name_of: Option<usize>,
}

impl Layout {
    pub(crate) fn new(files: &[File]) -> Self {
        let is_small = |index: &usize| is_small(&files[*index]);
        let small = (0..files.len()).filter(is_small);
        let large = (0..files.len()).filter(|index| !is_small(index));
        let mut layout = Self { places: Vec::with_capacity(files.len()), small: small.clone().count(), length: 0 };
        let mut names: HashMap<(u64, u64), usize> = HashMap::new();
        for index in small.chain(large) {
            let first = files[index].shared.map(|inode| *names.entry(inode).or_insert(index));
            layout.append(files, index, first.filter(|first| *first != index));
        }
        layout.length = (layout.length + 2 * BLOCK).next_multiple_of(RECORD);
        layout
    }

    fn append(&mut self, files: &[File], file: usize, other_name_of: Option<usize>) {
        let start = self.length;
        let place = Place { file, start, contents: start, other_name_of };
        let member = place.member(files);
        let contents = start + header_length(&files[file], member);
        self.places.push(Place { contents, ..place });
        self.length = match member {
            Member::File(size) => contents + size.next_multiple_of(BLOCK),
            Member::Symbolic(_) | Member::Hard(_) => contents,
        };
    }

    /// The places from the one that the archive's byte at `offset` belongs to.
    pub(crate) fn from(&self, offset: u64) -> &[Place] {
        let after = self.places.partition_point(|place| place.start <= offset);
        &self.places[after.saturating_sub(1)..]
    }

    /// The small files of whose contents nothing is before `offset`: whoever packs what is before it sees none of them.
    /// And all large files.
    pub(crate) fn small_from_and_large(&self, offset: u64) -> &[Place] {
        let small = &self.places[..self.small];
        &self.places[small.partition_point(|place| place.contents < offset)..]
    }

    pub(crate) fn end_of_small(&self) -> u64 {
        self.places.get(self.small).map_or(self.length, |place| place.start)
    }
}

/// The config is sent along with the first request, however large it is.
pub(crate) fn is_small(file: &File) -> bool {
    file.size < SMALL || file.path.as_ref() == Path::new(CONFIG)
}

impl Place {
    pub(crate) fn member<'files>(&self, files: &'files [File]) -> Member<'files> {
        match (&files[self.file].source, self.other_name_of) {
            (Source::Link(target), _) => Member::Symbolic(target),
            (Source::Bytes(bytes), _) => Member::File(bytes.len() as u64),
            (Source::Inside | Source::At(_), Some(first)) => Member::Hard(&files[first].path),
            (Source::Inside | Source::At(_), None) => Member::File(files[self.file].size),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Layout, SMALL};
    use crate::push::files::{File, Source};

    fn file(path: &str, size: u64, shared: Option<(u64, u64)>) -> File {
        let (source, path) = (Source::Inside, Path::new(path).into());
        File { path, source, size, mode: 0o644, owner: (0, 0), modified: (0, 0), shared }
    }

    #[test]
    fn small_files_and_the_config_come_first_and_each_place_is_where_the_last_one_ended() {
        let large_config = [file("a", SMALL, None), file("config.yaml", SMALL, None)];
        assert_eq!(Layout::new(&large_config).end_of_small(), 512 + SMALL);
        let files = [file("a", SMALL, None), file("b", 513, None), file("c", 0, None)];
        let layout = Layout::new(&files);
        let places: Vec<_> = layout.places.iter().map(|place| (place.file, place.start, place.contents)).collect();
        assert_eq!(places, [(1, 0, 512), (2, 1536, 2048), (0, 2048, 2560)]);
        assert_eq!(layout.end_of_small(), 2048);
        assert_eq!(layout.length, (2560 + SMALL + 1024).next_multiple_of(10_240));
        for (offset, first) in [(0, 1), (1535, 1), (1536, 2), (2047, 2), (2048, 0), (SMALL, 0)] {
            assert_eq!(layout.from(offset)[0].file, first, "{offset}");
        }
        // One whose header alone is before the offset was not seen there.
        for (offset, count) in [(0, 3), (1, 3), (512, 3), (513, 2), (1536, 2), (1537, 2), (2048, 2), (2049, 1)] {
            assert_eq!(layout.small_from_and_large(offset).len(), count, "{offset}");
        }
    }

    #[test]
    fn a_file_with_two_names_has_its_contents_once_also_after_the_order_changed() {
        let inode = Some((1, 2));
        let files =
            [file("a", 5, inode), file("b", SMALL, Some((1, 3))), file("c", 5, inode), file("d", SMALL, Some((1, 3)))];
        let layout = Layout::new(&files);
        let names: Vec<_> = layout.places.iter().map(|place| (place.file, place.other_name_of)).collect();
        assert_eq!(names, [(0, None), (2, Some(0)), (1, None), (3, Some(1))]);
    }
}
