//! How long a large trussrc takes to read: `cargo bench --bench trussrc`. The promise is 50 ms for each.
#![expect(clippy::print_stdout, reason = "printing figures is what a bench is for")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use truss::internals::trussrc;

const TEN_MEGABYTES: usize = 10_000_000;
const RUNS: usize = 20;

fn main() {
    report("10 MB of sections", &sections(usize::MAX));
    report("5,000 sections", &sections(5_000));
    report(
        "10 MB in one section",
        &repeat("[baseten]\n", |number| format!("option_{number} = a value of some length\n")),
    );
    report("10 MB of comments", &repeat("", |_| "# a comment that says nothing of interest\n".to_owned()));
    report("10 MB of one value", &repeat("[baseten]\napi_key =\n", |_| "  a further line of a value\n".to_owned()));
}

fn sections(most: usize) -> String {
    let mut text = String::new();
    for number in (0..most).take_while(|number| number * 130 < TEN_MEGABYTES) {
        let key = format!("{number:08}.{}", "A".repeat(32));
        write!(
            text,
            "[remote-{number}]\nremote_provider = baseten\napi_key = {key}\nremote_url = https://app.baseten.co\n\n"
        )
        .expect("a string takes all");
    }
    text
}

fn repeat(start: &str, line: impl Fn(usize) -> String) -> String {
    let mut text = start.to_owned();
    for number in 0.. {
        if text.len() >= TEN_MEGABYTES {
            break;
        }
        text.push_str(&line(number));
    }
    text
}

fn report(name: &str, text: &str) {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| time(text)).collect();
    times.sort();
    println!(
        "{name:<22} {:>5.1} MB  median {:>8.2?}  worst {:>8.2?}",
        text.len() as f64 / 1e6,
        times[RUNS / 2],
        times[RUNS - 1]
    );
}

fn time(text: &str) -> Duration {
    let text = text.to_owned();
    let start = Instant::now();
    assert!(trussrc::sections(text).is_ok());
    start.elapsed()
}
