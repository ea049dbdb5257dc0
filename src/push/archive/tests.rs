use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use super::Archive;
use crate::push::Error;
use crate::push::archive::layout::SMALL;
use crate::push::files::{Collection, File, Source, collect};
use crate::push::guard::{Detection, Guard};
use crate::push::upload::buffer_pool::Pool;

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

fn archive(root: &Path, collection: Collection, part_size: u64) -> Archive {
    Archive::new(root.to_owned(), Arc::new(collection), Arc::new(Guard::new(&[], false)), |_| part_size)
}

/// Packs all parts, the last one first: none may need another.
fn pack(archive: &Archive) -> Result<(Vec<u8>, Vec<Detection>), Error> {
    let size = usize::try_from(archive.part_size).expect("it fits");
    let pool = Pool::new(1, size, archive.guard.overlap());
    let mut bytes = vec![0; usize::try_from(archive.layout.length).expect("it fits")];
    let mut all = Vec::new();
    for index in (0..archive.parts()).rev() {
        let mut buffer = pool.acquire().expect("open");
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
            let found = matches!(&looked[..], [Detection::Leak(leak), ..] if leak.line == at + 1);
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
    assert!(matches!(&error, Error::Unreadable { path, .. } if path == Path::new("weights")), "{error}");
}
