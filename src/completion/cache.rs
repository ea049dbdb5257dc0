//! What a remote answered, for a minute: whoever types TAB once types it again.
//!
//! One file for each remote, key and kind of names. Its name is a hash, and nothing in it is a secret: names as they are
//! listed, in files that only their user can read.

use std::fs::{self, DirBuilder};
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::completion::Candidate;
use crate::env::Variables;
use crate::fs::dirs;

const MINUTE: Duration = Duration::from_secs(60);

/// A place for the candidates of one remote, key and kind.
#[derive(Debug)]
pub(super) struct Cache {
    file: PathBuf,
}

impl Cache {
    /// The place; of the key only the prefix counts, which every list of keys shows.
    pub(super) fn of(variables: &Variables, remote: &str, prefix: &str, kind: &str) -> Option<Self> {
        let folder = dirs::cache(variables)?.join("truss").join("completions");
        let hash = Sha256::digest(format!("{remote}\n{prefix}\n{kind}"));
        let name: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Some(Self { file: folder.join(name) })
    }

    /// What was stored less than a minute ago.
    pub(super) fn read(&self) -> Option<Vec<Candidate>> {
        let modified = fs::metadata(&self.file).ok()?.modified().ok()?;
        // A time in the future is nobody's promise.
        let is_fresh = SystemTime::now().duration_since(modified).is_ok_and(|age| age < MINUTE);
        is_fresh.then(|| serde_json::from_slice(&fs::read(&self.file).ok()?).ok()).flatten()
    }

    /// Stores them; without a place to write, the next TAB asks again.
    pub(super) fn store(&self, candidates: &[Candidate]) -> Option<()> {
        let folder = self.file.parent()?;
        DirBuilder::new().recursive(true).mode(0o700).create(folder).ok()?;
        // Mode 0600 from its first byte, and whole or not at all: several shells may do it at once.
        let mut file = NamedTempFile::new_in(folder).ok()?;
        file.write_all(&serde_json::to_vec(candidates).ok()?).ok()?;
        file.persist(&self.file).ok().map(drop)
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::{Duration, SystemTime};

    use crate::completion::Candidate;
    use crate::env::Variables;

    use super::Cache;

    #[test]
    fn what_is_stored_is_private_and_forgotten_after_a_minute() {
        let home = tempfile::tempdir().expect("a folder");
        let variables = Variables::from_iter([("XDG_CACHE_HOME", home.path())]);
        let cache = |prefix: &str| Cache::of(&variables, "https://api.baseten.co", prefix, "keys").expect("a place");
        let candidates = [Candidate::new("ci", "full-access")];
        assert_eq!(cache("a").read(), None);
        cache("a").store(&candidates).expect("stored");
        assert_eq!(cache("a").read().as_deref(), Some(&candidates[..]));
        assert_eq!(cache("b").read(), None, "another key sees other names");
        let file = &cache("a").file;
        assert_eq!(fs::metadata(file).expect("a file").permissions().mode() & 0o777, 0o600);
        for wrong in [SystemTime::now() - Duration::from_secs(61), SystemTime::now() + Duration::from_secs(90)] {
            File::open(file).expect("a file").set_modified(wrong).expect("its time is set");
            assert_eq!(cache("a").read(), None);
        }
    }
}
