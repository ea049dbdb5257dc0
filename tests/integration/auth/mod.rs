//! `truss auth`: a file each command, and one each for a part of a large one.

mod status;
mod token;
