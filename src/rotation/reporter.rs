//! What a rotation needs of whoever started it: to tell, to hide and to print.

use crate::rotation::journal::Record;
use crate::secret::ApiKey;

pub(crate) trait Reporter {
    /// This is about to be done.
    fn verbose(&self, text: &str);
    /// Something that a user should know.
    fn note(&self, text: &str);
    /// Something that a user must know.
    fn warn(&self, text: &str);
    /// This secret is in use from now on: hide it in logs.
    fn hide(&self, secret: &ApiKey);
    /// Prints the new key: the sink `stdout`.
    fn print(&self, record: &Record, secret: &ApiKey) -> anyhow::Result<()>;
}
