//! Where a new key may go: into an empty place or the old key's, and nowhere else unasked.

mod changed;
mod create;
mod dotenv;
mod files;
mod place;
mod several;
mod trussrc;
