//! Reading what stands in a file's place, whatever stands there.

use std::fs::OpenOptions;
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use rustix::fs::OFlags;
use zeroize::Zeroizing;

/// More bytes than any dotenv file has; what is longer is something else.
const LARGEST: u64 = 4 << 20;

/// The text of the file at `path`, or `None` where there is none. Its type is looked at first: a FIFO would be waited for.
pub(crate) fn read(path: &Path) -> io::Result<Option<Zeroizing<String>>> {
    let refused = |why: &str| io::Error::new(io::ErrorKind::InvalidInput, why);
    let no_wait = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let file = match OpenOptions::new().read(true).custom_flags(no_wait).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    if !file.metadata()?.is_file() {
        return Err(refused("it is not a regular file"));
    }
    let mut text = Zeroizing::new(String::new());
    file.take(LARGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST { Err(refused("it is too long for a file with a key")) } else { Ok(Some(text)) }
}
