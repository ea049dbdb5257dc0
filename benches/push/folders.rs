//! The folders that are pushed.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

const CONFIG: &str = "model_name: bench\n";
const PIECE: usize = 1 << 20;
const SMALL: usize = 2048;
const FILES_IN_A_FOLDER: u64 = 1000;

/// That many GiB in two files of bytes that do not compress.
pub(crate) fn big(scratch: &Path, gib: u64) -> PathBuf {
    let folder = scratch.join("big");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("config.yaml"), CONFIG).expect("a config");
    let mut noise = Noise(1);
    let mut piece = vec![0; PIECE];
    for name in ["weights-1.bin", "weights-2.bin"] {
        let mut file = fs::File::create(folder.join(name)).expect("a file");
        for _ in 0..gib << 9 {
            noise.fill(&mut piece);
            file.write_all(&piece).expect("room on the disk");
        }
    }
    folder
}

/// That many files of 2 KB, a thousand in each folder.
pub(crate) fn small(scratch: &Path, files: u64) -> PathBuf {
    let folder = scratch.join("small");
    let mut noise = Noise(2);
    let mut bytes = vec![0; SMALL];
    for number in 0..files {
        let parent = folder.join(format!("part-{}", number / FILES_IN_A_FOLDER));
        if number % FILES_IN_A_FOLDER == 0 {
            fs::create_dir_all(&parent).expect("a folder");
        }
        noise.fill(&mut bytes);
        fs::write(parent.join(format!("file-{number}.bin")), &bytes).expect("a file");
    }
    fs::write(folder.join("config.yaml"), CONFIG).expect("a config");
    folder
}

/// Xorshift: fast, and the same in every run.
struct Noise(u64);

impl Noise {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_exact_mut(8) {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            chunk.copy_from_slice(&self.0.to_le_bytes());
        }
    }
}
