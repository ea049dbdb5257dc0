//! `file:PATH`.

use super::place::End::{Either, Refused, Taken};
use super::place::Stands::{Bytes, Dangling, Fifo, Folder, Linked, Loop, Nothing, Text};
use super::place::{End, Scene, Stands};

/// What stands there; what becomes of it without and with `--replace`.
const TABLE: [(Stands, End, End); 15] = [
    (Nothing, Taken, Taken),
    (Text(""), Taken, Taken),
    (Text("{old}"), Taken, Taken),
    (Text("{old}\n"), Taken, Taken),
    (Linked("{old}"), Taken, Taken),
    (Text("{other}"), Refused, Taken),
    (Text("{other}\n"), Refused, Taken),
    (Text("a text\n"), Refused, Taken),
    (Text("key: {old}\n"), Refused, Taken),
    (Linked("a text"), Refused, Taken),
    // A file that holds what is no text can be read, and cannot be read as a key.
    (Bytes, Refused, Either),
    (Folder, Refused, Refused),
    (Fifo, Refused, Refused),
    (Loop, Refused, Refused),
    // Nothing is there; and what is there cannot be read.
    (Dangling, Either, Either),
];

#[test]
fn a_file_is_replaced_when_it_is_the_old_keys_or_nobodys() {
    for (stands, plain, replaced) in TABLE {
        for (replace, end) in [(false, plain), (true, replaced)] {
            let scene = Scene::new(stands);
            let held = |text: &str| vec![text.trim_end_matches('\n').to_owned()];
            scene.judge(&["keys", "rotate", "app"], "file:place", replace, end, held);
        }
    }
}

#[test]
fn after_a_refusal_nothing_of_the_rotation_stays_behind() {
    let scene = Scene::new(Text("a text"));
    let held = |text: &str| vec![text.trim_end_matches('\n').to_owned()];
    scene.judge(&["keys", "rotate", "app"], "file:place", false, Refused, held);
    let before = scene.world.before();
    scene.world.run(&["keys", "rotate", "app", "--to", "file:elsewhere"]).expect(&[0]);
    before.changes(&scene.world).expect(&["app-rotated-1"], &[]);
    scene.world.live_key_in("elsewhere");
}
