//! Faults at every point: each system call of file, socket and process that a command makes fails, or is its last.
//!
//! A few points of each command by default; all of them with `TRUSS_FAULTS=all`, those of one with `TRUSS_FAULTS=rotate`.
#![cfg(all(target_os = "linux", target_arch = "x86_64", feature = "local"))]

mod calls;
mod remotes;
mod scenes;
#[path = "../integration/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "other tests use the rest of it")]
mod support;
mod tracer;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use calls::Class;
use remotes::Remotes;
use scenes::Scene;
use tracer::{Point, Ran, run};

/// How many points of each command are tried by default.
const SAMPLE: usize = 24;
/// Two threads of tokio's runtime, which panics without them. `context/runtime.rs` tries just before whether they can be
/// started; that the limit is reached in between cannot be helped.
const KNOWN: &str = "OS can't spawn worker thread";
const THREADS: usize = 4;

/// How many runs there were, which names their deployments.
static RUNS: AtomicUsize = AtomicUsize::new(0);

/// What came out of a scene.
#[derive(Default)]
struct Tally {
    points: usize,
    runs: usize,
    hits: usize,
    known: usize,
    /// What is broken, where.
    broken: BTreeMap<String, Vec<String>>,
}

#[test]
#[expect(clippy::print_stdout, reason = "how many points there were is what a reader wants to see")]
fn nothing_is_lost_whatever_call_fails_or_is_the_last() {
    let wanted = std::env::var("TRUSS_FAULTS").unwrap_or_default().to_lowercase();
    let (mut points, mut runs, mut broken) = (0, 0, 0);
    for scene in Scene::ALL {
        let name = format!("{scene:?}").to_lowercase();
        let is_whole = wanted == "all" || wanted == name;
        if !wanted.is_empty() && !is_whole {
            continue;
        }
        let tally = walk(scene, is_whole);
        let Tally { points: count, hits, known, .. } = tally;
        println!("{name}: {count} points, {hits} of them hit, {known} in tokio's start, {} runs", tally.runs);
        for (what, places) in &tally.broken {
            println!(
                "  {} times: {what}\n    {}",
                places.len(),
                places.iter().take(8).cloned().collect::<Vec<_>>().join("\n    ")
            );
        }
        (points, runs, broken) = (points + tally.points, runs + tally.runs, broken + tally.broken.len());
        assert!(tally.hits * 10 >= tally.points * 8, "{name}: most points are there in each run");
    }
    println!("{points} points, {runs} runs, {broken} broken invariants");
    assert!(wanted != "all" || points >= 2_000, "{points} points");
    assert_eq!(broken, 0);
}

fn walk(scene: Scene, is_whole: bool) -> Tally {
    let points = points(scene, is_whole);
    let (next, tally) = (AtomicUsize::new(0), Mutex::new(Tally::default()));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let remotes = Remotes::start();
                while let Some(point) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (first, broken) = try_at(scene, *point, &remotes);
                    let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
                    tally.points += 1;
                    tally.runs += 2;
                    tally.hits += usize::from(first.is_hit);
                    let (class, call) =
                        first.calls.get(point.number).map_or((None, ""), |(class, call)| (Some(*class), &**call));
                    // How many there are is chance: threads run beside each other, and no call has its number for sure.
                    if first.stderr.contains(KNOWN) && class == Some(Class::Start) {
                        tally.known += 1;
                        continue;
                    }
                    for what in broken {
                        let place = format!(
                            "{:?} at {} {call}, which ended with {:?}: {}",
                            point.fault,
                            point.number,
                            first.code,
                            first.stderr.trim()
                        );
                        tally.broken.entry(what).or_default().push(place);
                    }
                }
            });
        }
    });
    tally.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// All points of a run in which nothing goes wrong, or a sample of them that is always the same.
fn points(scene: Scene, is_whole: bool) -> Vec<Point> {
    let remotes = Remotes::start();
    let stage = scene.set(&remotes);
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run(stage.command(scene.arguments()), stage.stdin(), folder.path(), None);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let calls = ran.calls.iter().enumerate();
    let all: Vec<Point> = calls
        .flat_map(|(number, (class, _))| class.faults().iter().map(move |fault| Point { number, fault: *fault }))
        .collect();
    // Of no common divisor with what faults come in.
    let step = if is_whole { 1 } else { (all.len() / SAMPLE) | 1 };
    all.into_iter().step_by(step).collect()
}

fn try_at(scene: Scene, point: Point, remotes: &Remotes) -> (Ran, Vec<String>) {
    let stage = scene.set(remotes);
    let folder = tempfile::tempdir().expect("a folder");
    let run = |at| {
        let name = format!("run-{}", RUNS.fetch_add(1, Ordering::Relaxed));
        let named = if scene == Scene::Push { vec!["--deployment-name", &name] } else { Vec::new() };
        let arguments = [scene.arguments(), &named].concat();
        let ran = run(stage.command(&arguments), stage.stdin(), folder.path(), at);
        Ran { deployed: remotes.deployed(&name), ..ran }
    };
    let first = run(Some(point));
    let is_killed = point.fault == tracer::Fault::Kill;
    let said = |ran: &Ran| ran.stdout.clone() + &ran.stderr;
    let mut broken = if is_killed { Vec::new() } else { stage.broken(&first, &said(&first), remotes) };
    let second = run(None);
    if is_killed {
        // A run that was killed says nothing: the next one does.
        broken.extend(stage.broken(&first, &(said(&first) + &said(&second)), remotes));
    }
    broken.extend(stage.broken(&second, &(said(&first) + &said(&second)), remotes));
    broken.extend(stage.unfinished(&second, remotes));
    broken.sort();
    broken.dedup();
    (first, broken)
}
