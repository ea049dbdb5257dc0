//! A Truss with external packages, as one tree: what Python truss copies together before it packs.
//!
//! Python copies first, by the default ignore patterns alone, and packs the copy by the Truss's own `.truss_ignore`;
//! links to files become files. Nothing is copied here, only listed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::push::Error;
use crate::push::files::ignore::IgnoreList;
use crate::push::files::walk::Walk;
use crate::push::files::{Collection, File, NEVER_PACKED_WHY, Source, is_never_packed, rules};

/// Lists what is packed of the Truss in `folder` with the contents of `packages` under `bundled`.
pub(crate) fn collect_with_packages(folder: &Path, packages: &[PathBuf], bundled: &Path) -> Result<Collection, Error> {
    let defaults = IgnoreList::defaults();
    let own = walk(folder, &defaults)?;
    let mut tree = Tree { files: BTreeMap::new(), warnings: own.warnings };
    tree.add(Path::new(""), own.files);
    for package in packages {
        let package = folder.join(package);
        // Python's truss refuses it, too.
        if !package.is_dir() {
            return Err(Error::NoPackages(package));
        }
        tree.package(&package, bundled, &defaults)?;
    }
    let rules = rules(folder)?;
    let files = tree.files.into_values().filter(|file| !is_ignored(&file.path, &rules)).collect();
    let mut collection = Collection { files, warnings: tree.warnings };
    collection.sort();
    Ok(collection)
}

fn walk(root: &Path, rules: &IgnoreList) -> Result<Collection, Error> {
    Walk { root, rules, follow_links: true }.all()
}

struct Tree {
    files: BTreeMap<Box<Path>, File>,
    warnings: Vec<String>,
}

impl Tree {
    /// A later file takes the place of an earlier one at the same path, as in a copy.
    fn add(&mut self, under: &Path, files: Vec<File>) {
        for mut file in files {
            file.path = under.join(&file.path).into();
            if let Some(earlier) = self.files.insert(file.path.clone(), file) {
                let path = earlier.path.display();
                self.warnings
                    .push(format!("`{path}` is there more than once: that of the last external package is packed"));
            }
        }
    }

    /// What lies in a package's folder, without the folder itself: that is what its importers expect.
    fn package(&mut self, package: &Path, bundled: &Path, rules: &IgnoreList) -> Result<(), Error> {
        let entries = std::fs::read_dir(package).map_err(Error::unreadable(package))?;
        let entries: Result<Vec<_>, _> = entries.collect();
        let mut entries = entries.map_err(Error::unreadable(package))?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let metadata = match std::fs::metadata(&path) {
                Err(_) if path.is_symlink() => {
                    self.warnings.push(format!("`{}` is a broken link and is left out", path.display()));
                    continue;
                }
                metadata => metadata.map_err(Error::unreadable(&path))?,
            };
            let destination = bundled.join(entry.file_name());
            if is_never_packed(&entry.file_name()) {
                self.warnings.push(format!("`{}` {NEVER_PACKED_WHY}", path.display()));
            } else if metadata.is_dir() {
                let found = walk(&path, rules)?;
                let warning = |warning| format!("in `{}`: {warning}", path.display());
                self.warnings.extend(found.warnings.into_iter().map(warning));
                self.add(&destination, found.files);
            } else if metadata.is_file() {
                let file = File::new(&destination, Source::At(path.into()), metadata.len(), &metadata);
                self.add(Path::new(""), vec![file]);
            } else {
                self.warnings.push(format!("`{}` is neither a file nor a folder and is left out", path.display()));
            }
        }
        Ok(())
    }
}

/// Whether a walk from the top down would leave the file out: itself, or a folder that it is in.
fn is_ignored(path: &Path, rules: &IgnoreList) -> bool {
    let mut folders = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    rules.ignores_file(path) || folders.any(|folder| rules.ignores_folder(folder))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::{Path, PathBuf};

    use super::collect_with_packages;
    use crate::push::Error;
    use crate::push::files::Source;

    #[test]
    fn packages_contents_lie_under_the_bundled_folder_filtered_as_python_filters_them() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let files = [
            "truss/config.yaml",
            "truss/packages/own.py",
            "truss/.truss_ignore",
            "shared/own.py",
            "shared/tool/a.py",
            "shared/tool/a.pyc",
            "shared/tool/skip.txt",
            "shared/b.pyc",
            "shared/.netrc",
        ];
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, if file.ends_with("_ignore") { "skip.txt\n" } else { file }).expect("a file");
        }
        symlink("config.yaml", root.path().join("truss/link")).expect("a link");
        symlink("nowhere", root.path().join("shared/broken")).expect("a link");
        let truss = root.path().join("truss");
        let found =
            collect_with_packages(&truss, &[PathBuf::from("../shared")], Path::new("packages")).expect("readable");
        let paths: Vec<_> = found.files.iter().map(|file| file.path.to_str().expect("UTF-8")).collect();
        let expected = [
            ".truss_ignore",
            "config.yaml",
            "link",
            // A package's own files are copied unfiltered, and `.truss_ignore` has no pattern against this one.
            "packages/b.pyc",
            "packages/own.py",
            "packages/tool/a.py",
        ];
        assert_eq!(paths, expected);
        assert_eq!(found.files[4].source, Source::At(truss.join("../shared/own.py").into()));
        assert!(matches!(found.files[2].source, Source::At(_)));
        let why =
            ["/.netrc` is never packed", "/broken` is a broken link", "`packages/own.py` is there more than once"];
        for (warning, why) in found.warnings.iter().zip(why) {
            assert!(warning.contains(why), "{warning}");
        }
        assert_eq!(found.warnings.len(), 3);
    }

    #[test]
    fn a_package_that_is_no_folder_is_named() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let refused = collect_with_packages(root.path(), &[PathBuf::from("nowhere")], Path::new("packages"));
        assert!(matches!(refused, Err(Error::NoPackages(path)) if path.ends_with("nowhere")));
    }
}
