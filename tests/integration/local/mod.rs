//! `truss local`: a file each command, and one each for a part of a large one.

mod full_disk;
mod reset;
mod serve;
mod status;
mod team_add;
mod user_add;
