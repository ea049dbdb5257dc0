//! Whether Python's `keyring` would use the system's keyring: a login must be where both programs find it.

use std::path::PathBuf;

use crate::env::Variables;
use crate::fs::dirs;
use crate::keyring::Error;
use crate::trussrc::Document;

/// The variable that chooses a backend of Python's `keyring`.
const BACKEND_VARIABLE: &str = "PYTHON_KEYRING_BACKEND";

/// The backend that this program can read, by its name in Python's `keyring` 25.7.
const OURS: Option<&str> = if cfg!(target_os = "linux") {
    Some("keyring.backends.SecretService.Keyring")
} else if cfg!(target_os = "macos") {
    Some("keyring.backends.macOS.Keyring")
} else {
    None
};

pub(super) fn check(variables: &Variables) -> Result<(), Error> {
    let Some(ours) = OURS else { return Err(Error::Unsupported) };
    if let Some((from, backend)) = chosen(variables)
        && backend != ours
    {
        return Err(Error::Backend { from, backend });
    }
    if cfg!(target_os = "linux") && variables.raw("DBUS_SESSION_BUS_ADDRESS").is_none() {
        return Err(Error::NoBus);
    }
    Ok(())
}

/// What chooses a backend, and which: the variable, else the `default-keyring` of keyringrc.cfg.
fn chosen(variables: &Variables) -> Option<(String, String)> {
    if let Some(backend) = variables.text(BACKEND_VARIABLE) {
        return Some((BACKEND_VARIABLE.to_owned(), backend.to_owned()));
    }
    let path = config_file(variables)?;
    // A file that does not parse chooses nothing.
    let document = Document::parse(std::fs::read_to_string(&path).ok()?).ok()?;
    let backend = document.section("backend")?.get("default-keyring").ok()??.trim().to_owned();
    Some((format!("`{}`", dirs::display_path(&path, variables)), backend))
}

fn config_file(variables: &Variables) -> Option<PathBuf> {
    Some(dirs::python_config(variables)?.join("python_keyring").join("keyringrc.cfg"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{OURS, check};
    use crate::env::Variables;
    use crate::keyring::Error;

    const BUS: (&str, &str) = ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");

    #[test]
    fn another_backend_of_pythons_keyring_is_left_alone() {
        let Some(ours) = OURS else { return };
        let variables = |backend: &str| Variables::from_iter([("PYTHON_KEYRING_BACKEND", backend), BUS]);
        assert_eq!(check(&variables(ours)), Ok(()));
        let null = check(&variables("keyring.backends.null.Keyring"));
        assert!(matches!(null, Err(Error::Backend { from, .. }) if from == "PYTHON_KEYRING_BACKEND"));
    }

    #[test]
    fn keyrings_own_file_is_obeyed_too() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join(".config/python_keyring");
        fs::create_dir_all(&folder).expect("a folder");
        let text = "[backend]\ndefault-keyring=keyring.backends.fail.Keyring\n";
        fs::write(folder.join("keyringrc.cfg"), text).expect("written");
        let variables = Variables::from_iter([("HOME", home.path().to_str().expect("UTF-8")), BUS]);
        assert!(matches!(check(&variables), Err(Error::Backend { from, .. }) if from.contains("~/.config")));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn without_a_bus_there_is_no_keyring() {
        assert_eq!(check(&Variables::from_iter([("HOME", "/nowhere")])), Err(Error::NoBus));
    }
}
