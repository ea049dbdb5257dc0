//! Inspects an uploaded archive: is it a tar, and does it contain a config.yaml?

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use crate::local::s3::parts::{self, Part};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Unusable {
    #[error("it was not uploaded")]
    Absent,
    #[error("it has no config.yaml at its top")]
    NoConfig,
    #[error("it is no tar: {0}")]
    NoTar(#[from] io::Error),
}

/// Reads the headers until config.yaml comes up; file contents are skipped.
pub(crate) fn check_archive(folder: &Path) -> Result<(), Unusable> {
    let parts = match parts::list(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Unusable::Absent),
        listed => listed?,
    };
    let mut archive = tar::Archive::new(Parts { parts, position: 0 });
    for entry in archive.entries_with_seek()? {
        let entry = entry?;
        let path = entry.path_bytes();
        let path = path.strip_prefix(b"./").unwrap_or(&path);
        if path == b"config.yaml" && entry.header().entry_type().is_file() {
            return Ok(());
        }
    }
    Err(Unusable::NoConfig)
}

/// Parts in order, read as the one file that they make.
struct Parts {
    parts: Vec<Part>,
    position: u64,
}

impl Read for Parts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut offset = self.position;
        for part in &self.parts {
            if offset < part.size {
                let read = File::open(&part.path)?.read_at(buffer, offset)?;
                self.position += read as u64;
                return Ok(read);
            }
            offset -= part.size;
        }
        Ok(0)
    }
}

impl Seek for Parts {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let length: u64 = self.parts.iter().map(|part| part.size).sum();
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
            SeekFrom::End(by) => length.checked_add_signed(by),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{Unusable, check_archive};

    fn tar_of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, content) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            builder.append_data(&mut header, path, *content).expect("in memory");
        }
        builder.into_inner().expect("in memory")
    }

    fn store(folder: &Path, bytes: &[u8], part_size: usize) {
        for (place, part) in bytes.chunks(part_size).enumerate() {
            fs::write(folder.join(format!("{:05}-etag", place + 1)), part).expect("a part");
        }
    }

    #[test]
    fn config_yaml_is_found_wherever_the_parts_are_cut() {
        let bytes = tar_of(&[("model/model.py", &[7; 3000]), ("./config.yaml", b"model_name: x")]);
        for part_size in [511, 512, 700, 1 << 20] {
            let folder = tempfile::tempdir().expect("a folder");
            store(folder.path(), &bytes, part_size);
            assert!(check_archive(folder.path()).is_ok(), "{part_size}");
        }
    }

    #[test]
    fn what_has_none_or_is_none_is_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(matches!(check_archive(&folder.path().join("absent")), Err(Unusable::Absent)));
        store(folder.path(), &tar_of(&[("data/config.yaml", b"x: 1")]), 1 << 20);
        assert!(matches!(check_archive(folder.path()), Err(Unusable::NoConfig)));
        store(folder.path(), &[b'x'; 2048], 1 << 20);
        assert!(matches!(check_archive(folder.path()), Err(Unusable::NoTar(_))));
    }
}
