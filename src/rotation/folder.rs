//! Where rotations under way are kept, and who may work on which.
//!
//! Owns the state folder, the names in it, saving without ever losing the last state, and the locks: one a key, one
//! for making keys, one a file that several rotations may change. Leaves what a record says to `journal`.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::atomic_file;
use crate::error::{Failure, Kind};
use crate::variables::Variables;

use super::journal::{Record, Remote};
use super::lock::Lock;

/// How long others may make keys or change a file before this process gives up: they take a request or a write each.
const PATIENCE: Duration = Duration::from_secs(180);
/// A file name of 255 bytes must hold the remote, the prefix and what an atomic write puts around them.
const LONGEST_NAME: usize = 80;

/// The folder of the rotations under way.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// `truss/rotations` in the user's state folder: `XDG_STATE_HOME`, else `~/.local/state`, as the XDG base
    /// directory specification has it. macOS has no such folder and takes the one for data.
    ///
    /// # Errors
    ///
    /// When nothing says where the user's home is.
    pub fn of(variables: &Variables) -> Result<Self, Failure> {
        let absolute = |name| variables.raw(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let home = || absolute("HOME").or_else(dirs::home_dir);
        let below_home = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/state" };
        let state = absolute("XDG_STATE_HOME").or_else(|| home().map(|home| home.join(below_home)));
        state.map(|state| Self(state.join("truss").join("rotations"))).ok_or_else(|| {
            Failure::new(Kind::Other, "there is no place to keep a rotation's state")
                .hint("set `HOME` or `XDG_STATE_HOME`")
        })
    }

    /// The folder at this path.
    #[must_use]
    pub fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// Every rotation under way, in the order of their files' names.
    ///
    /// # Errors
    ///
    /// When the folder or a record cannot be read.
    pub fn all(&self) -> Result<Vec<Record>, Failure> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(|error| unreadable(&self.0).cause(error))?,
        };
        let mut paths: Vec<PathBuf> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .filter(|path| !path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")))
            .collect();
        paths.sort();
        // One that is over by now is none.
        paths.iter().filter_map(|path| read(path).transpose()).collect()
    }

    /// The rotation of this key, if one is under way. The remote may have had another name when it began: the key in
    /// use can come from the environment one time and from the trussrc another.
    ///
    /// # Errors
    ///
    /// When a record cannot be read.
    pub fn load(&self, remote: &Remote, prefix: &str) -> Result<Option<Record>, Failure> {
        let is_it = |record: &Record| record.remote.identity == remote.identity && record.old.prefix == prefix;
        Ok(self.all()?.into_iter().find(is_it))
    }

    /// Puts `record` on disk; when this returns, it stays there whatever happens to the machine.
    pub(crate) fn save(&self, record: &Record) -> Result<(), Failure> {
        let path = self.record(&record.remote.name, &record.old.prefix);
        let failed = |error: io::Error| unwritable(&path).cause(error);
        let text = serde_json::to_vec(record).map(Zeroizing::new).map_err(|error| failed(error.into()))?;
        atomic_file::replace(&path, &text).map_err(failed)
    }

    /// Forgets a rotation.
    pub(crate) fn remove(&self, record: &Record) -> Result<(), Failure> {
        let path = self.record(&record.remote.name, &record.old.prefix);
        atomic_file::remove(&path).map_err(|error| unwritable(&path).cause(error))
    }

    /// Makes this process the only one that works on the rotation of this key.
    pub(crate) fn lock_key(&self, remote: &Remote, prefix: &str) -> Result<Lock, Failure> {
        self.make()?;
        let path = self.0.join(format!("key-{}.lock", digest(format!("{prefix}\n{}", remote.identity).as_bytes())));
        Lock::try_take(&path).map_err(|error| unwritable(&path).cause(error))?.ok_or_else(|| {
            Failure::new(Kind::Partial, format!("another process is rotating the key `{prefix}` right now"))
                .hint("let it end; `truss keys rotate --pending` shows how far it is")
        })
    }

    /// Makes this process the only one that asks for new keys: a key that nobody knows is then this process's own.
    pub(crate) async fn lock_creation(&self) -> Result<Lock, Failure> {
        self.wait_for(&self.0.join("creating.lock")).await
    }

    /// Makes this process the only one of this user that changes the file at `path`.
    pub(crate) async fn lock_file(&self, path: &Path) -> Result<Lock, Failure> {
        let path = atomic_file::followed(path).unwrap_or_else(|_| path.to_owned());
        self.wait_for(&self.0.join(format!("file-{}.lock", digest(path.as_os_str().as_encoded_bytes())))).await
    }

    async fn wait_for(&self, path: &Path) -> Result<Lock, Failure> {
        self.make()?;
        Lock::take(path, PATIENCE).await.map_err(|error| unwritable(path).cause(error))?.ok_or_else(|| {
            Failure::new(Kind::Partial, "other rotations kept this one waiting for too long").hint("run it again")
        })
    }

    fn make(&self) -> Result<(), Failure> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&self.0);
        made.and_then(|()| fs::set_permissions(&self.0, Permissions::from_mode(0o700)))
            .map_err(|error| unwritable(&self.0).cause(error))
    }

    /// A prefix's own hyphens are written otherwise, so that the last hyphen always parts the two.
    fn record(&self, remote: &str, prefix: &str) -> PathBuf {
        self.0.join(format!("{}-{}.json", safe(remote, b"-_"), safe(prefix, b"_")))
    }
}

/// `name` as part of a file's name: letters, digits and what is in `also` as they are, other bytes as `%XX`. A long
/// one is cut and told from others by its digest.
fn safe(name: &str, also: &[u8]) -> String {
    let mut safe = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || also.contains(&byte) {
            safe.push(char::from(byte));
        } else {
            safe += &format!("%{byte:02X}");
        }
    }
    if safe.len() > LONGEST_NAME {
        safe.truncate(LONGEST_NAME - 20);
        safe += &format!("~{}", digest(name.as_bytes()));
    }
    safe
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn read(path: &Path) -> Result<Option<Record>, Failure> {
    let text = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => Zeroizing::new(text.map_err(|error| unreadable(path).cause(error))?),
    };
    match serde_json::from_slice::<Record>(&text) {
        Ok(record) if record.is_readable() => Ok(Some(record)),
        Ok(_) => Err(unreadable(path)
            .cause("it was written by another version of this program")
            .hint("end that rotation with the version that began it")),
        // What serde says of a wrong value may quote it.
        Err(error) => Err(unreadable(path)
            .cause(format!("it is damaged at column {}", error.column()))
            .hint("move it away; it names the two keys of a rotation that is not over, and may hold the new one")),
    }
}

fn unreadable(path: &Path) -> Failure {
    Failure::new(Kind::Other, format!("cannot read the state of rotations in `{}`", path.display()))
}

fn unwritable(path: &Path) -> Failure {
    Failure::new(Kind::Other, format!("cannot write the state of rotations in `{}`", path.display()))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use crate::variables::Variables;

    use super::Folder;

    fn name(remote: &str, prefix: &str) -> String {
        let path = Folder::at(PathBuf::from("/state")).record(remote, prefix);
        assert_eq!(path.parent(), Some("/state".as_ref()), "{remote:?} {prefix:?}");
        path.file_name().expect("a name").to_string_lossy().into_owned()
    }

    #[test]
    fn ordinary_names_are_read_easily() {
        assert_eq!(name("baseten", "abcd1234"), "baseten-abcd1234.json");
        assert_eq!(name("my-team_2", "abcd1234"), "my-team_2-abcd1234.json");
    }

    #[test]
    fn no_name_leaves_the_folder_or_meets_another() {
        let odd = ["..", "/etc/passwd", "a/../b", "", ".hidden", "a b", "größe", "a\0b", "a\nb", "%2F"];
        let mut seen: Vec<String> = odd.iter().map(|remote| name(remote, "p")).collect();
        seen.extend([name("a-b", "c"), name("a", "b-c"), name(&"x".repeat(500), "p"), name(&"x".repeat(501), "p")]);
        assert!(seen.iter().all(|name| name.len() < 200), "{seen:?}");
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }

    #[test]
    fn the_state_folder_is_the_one_of_the_variables() {
        let at =
            |pairs: &[(&str, &str)]| Folder::of(&pairs.iter().copied().collect::<Variables>()).expect("a folder").0;
        assert_eq!(at(&[("XDG_STATE_HOME", "/s"), ("HOME", "/h")]), PathBuf::from("/s/truss/rotations"));
        if cfg!(target_os = "linux") {
            let below_home = PathBuf::from("/h/.local/state/truss/rotations");
            assert_eq!(at(&[("HOME", "/h")]), below_home);
            assert_eq!(at(&[("XDG_STATE_HOME", "relative"), ("HOME", "/h")]), below_home);
        }
    }
}
