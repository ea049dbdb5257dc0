//! Texts of a config that refer to something elsewhere: weights, volumes, repositories, secrets.

use std::sync::LazyLock;

use regex::Regex;

use crate::push::config::check::open;
use crate::push::config::formats::wrong;
use crate::push::config::lax::{quoted, trim};
use crate::push::config::table::Flaw;

const SCHEMES: [&str; 7] = ["hf", "s3", "gs", "azure", "r2", "cw", "https"];
/// Whose sources are buckets, which have no revisions.
const BUCKETS: [&str; 5] = ["s3", "gs", "azure", "r2", "cw"];

/// Python's truss lets a build read any secret of this name.
const REGISTRY_SECRET: &str = "DOCKER_REGISTRY_";

pub(crate) fn weights_source(text: &str) -> Result<(), Flaw> {
    let Some((scheme, path)) = text.split_once("://") else {
        return wrong(format!("must be a URI such as `hf://owner/repository`, found {}", quoted(text)));
    };
    open(scheme, &SCHEMES)?;
    if path.is_empty() || path.starts_with('/') {
        return wrong(format!("has nothing between `{scheme}://` and the path, found {}", quoted(text)));
    }
    if BUCKETS.contains(&scheme) && path.contains('@') {
        return wrong(format!("has a revision (`@`), which only `hf://` has, found {}", quoted(text)));
    }
    Ok(())
}

/// `bdn:namespace/volume`, with `:tag` or `@digest`.
pub(crate) fn volume_source(text: &str) -> Result<(), Flaw> {
    match volume(text) {
        Some(()) => Ok(()),
        None => wrong(format!("must be like `bdn:namespace/volume:tag` or `…@digest`, found {}", quoted(text))),
    }
}

fn volume(text: &str) -> Option<()> {
    let (namespace, rest) = text.strip_prefix("bdn:")?.split_once('/')?;
    let (volume, version) = rest.split_at(rest.find([':', '@']).unwrap_or(rest.len()));
    let plain = |name: &str| is_identifier(name) && !name.contains([':', '@']);
    let right = match version.split_at_checked(1) {
        Some((":", tag)) => plain(tag),
        Some((_, digest)) => {
            let digest = digest.strip_prefix("b3:").unwrap_or(digest);
            (12..=64).contains(&digest.len()) && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        None => true,
    };
    (plain(namespace) && plain(volume) && right).then_some(())
}

fn is_identifier(name: &str) -> bool {
    (1..=256).contains(&name.chars().count()) && !name.contains(['/', '\0']) && !name.contains("..")
}

pub(crate) fn namespace(text: &str) -> Result<(), Flaw> {
    if is_identifier(text) {
        Ok(())
    } else {
        wrong(format!("must have 1 to 256 characters without `/` and `..`, found {}", quoted(text)))
    }
}

/// The path of a mount as `PurePosixPath` writes it; the error says what is wrong with it.
pub(crate) fn mount_path(text: &str) -> Result<String, &'static str> {
    if text.contains('\0') {
        return Err("must not have null characters");
    }
    let Some(rest) = text.strip_prefix('/') else { return Err("must be an absolute path") };
    // POSIX leaves open what two slashes mean.
    let root = if rest.starts_with('/') && !rest.starts_with("//") { "//" } else { "/" };
    let parts: Vec<&str> = rest.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return Err("must not lead upwards (`..`)");
    }
    if root == "/" && parts.is_empty() {
        return Err("must not be the root of all files");
    }
    Ok(format!("{root}{}", parts.join("/")))
}

pub(crate) fn mount(text: &str) -> Result<(), Flaw> {
    match mount_path(text) {
        Ok(_) => Ok(()),
        Err(problem) => wrong(format!("{problem}, found {}", quoted(text))),
    }
}

pub(crate) fn file_pattern(text: &str) -> Result<(), Flaw> {
    let parts_are_names =
        || text.strip_suffix('/').unwrap_or(text).split('/').all(|part| !matches!(part, "" | "." | ".."));
    if text != trim(text) || text.starts_with('/') || text.contains(['\\', '\0']) || !parts_are_names() {
        return wrong(format!("must be a relative pattern such as `*.safetensors`, found {}", quoted(text)));
    }
    Ok(())
}

/// The name of a secret that a build reads, as Kubernetes has them.
pub(crate) fn secret_name(text: &str) -> Result<(), &'static str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if text.is_empty() || matches!(text, "." | "..") {
        return Err("is not the name of a secret");
    }
    if text.chars().count() > 253 {
        return Err("is longer than 253 characters");
    }
    // Python's `$` stands before a last line break too.
    let name = text.strip_suffix('\n').unwrap_or(text);
    if text.starts_with(REGISTRY_SECRET) || (!name.is_empty() && name.bytes().all(allowed)) {
        return Ok(());
    }
    Err("must have letters, numbers, `-`, `.` and `_` only")
}

/// `owner/name` or `name`, as the Hugging Face Hub has them.
pub(crate) fn is_hub_repository(text: &str) -> bool {
    static REPOSITORY: LazyLock<Regex> = LazyLock::new(|| {
        let part = "[0-9A-Za-z_](?:[-.0-9A-Za-z_]{0,94}[0-9A-Za-z_])?";
        Regex::new(&format!("^{part}(?:/{part})?$")).expect("a valid expression")
    });
    REPOSITORY.is_match(text) && !text.contains("--") && !text.contains("..") && !text.ends_with(".git")
}
