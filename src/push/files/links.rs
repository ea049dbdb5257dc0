//! Links that are packed as links and lead nowhere where the archive is unpacked.

use std::collections::HashSet;
use std::path::Path;

use crate::push::config::inside;
use crate::push::files::{Collection, Source};

const MOST_WARNINGS: usize = 10;

impl Collection {
    /// What to warn of, one sentence each. Python's truss packs such links without a word, so they are no error.
    pub(crate) fn warnings_of_links(&self) -> Vec<String> {
        let packed: HashSet<&Path> = self.files.iter().map(|file| file.path.as_ref()).collect();
        let mut warnings = Vec::new();
        for file in &self.files {
            let Source::Link(target) = &file.source else { continue };
            let destination = inside(&file.path.parent().unwrap_or(Path::new("")).join(target));
            let why = match destination {
                // Unproven: Baseten's Go library refuses such a link, by the check that unpacking makes, as it says.
                None => "is outside the Truss: the remote may refuse the archive",
                Some(destination) if !packed.contains(destination.as_path()) => "is not packed: the link leads nowhere",
                Some(_) => continue,
            };
            warnings.push(format!("`{}` links to `{}`, which {why}", file.path.display(), target.display()));
        }
        if let Some(more @ 1..) = warnings.len().checked_sub(MOST_WARNINGS) {
            warnings.truncate(MOST_WARNINGS);
            warnings.push(format!("and {more} more such links"));
        }
        warnings
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use crate::push::files::collect;

    #[test]
    fn links_that_lead_nowhere_once_they_are_unpacked_are_named() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name);
        for name in ["model", "build"] {
            fs::create_dir(path(name)).expect("a folder");
        }
        for name in ["model/a.py", "build/w.bin"] {
            fs::write(path(name), "x").expect("a file");
        }
        let outside = path("model/a.py").display().to_string();
        let inside = ["../model/../model/a.py", "a.py", "./b"];
        for (name, target) in [("b", inside[0]), ("c", inside[1]), ("d", inside[2])] {
            symlink(target, path("model").join(name)).expect("a link");
        }
        let warnings = || collect(folder.path()).expect("readable").warnings_of_links();
        assert_eq!(warnings(), [""; 0]);
        let up = format!("../../{}/model/a.py", folder.path().file_name().expect("a name").display());
        symlink(&outside, path("absolute")).expect("a link");
        symlink(&up, path("model/up")).expect("a link");
        symlink("../build/w.bin", path("model/w.bin")).expect("a link");
        let refused = "which is outside the Truss: the remote may refuse the archive";
        let expected = [
            format!("`absolute` links to `{outside}`, {refused}"),
            format!("`model/up` links to `{up}`, {refused}"),
            "`model/w.bin` links to `../build/w.bin`, which is not packed: the link leads nowhere".to_owned(),
        ];
        assert_eq!(warnings(), expected);
        (0..9).for_each(|number| symlink(&outside, path(&format!("m{number}"))).expect("a link"));
        let many = warnings();
        assert_eq!((many.len(), many.last().map(String::as_str)), (11, Some("and 2 more such links")));
    }
}
