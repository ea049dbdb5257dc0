//! What a terminal shows in the end of all that was written to it.

use unicode_width::UnicodeWidthChar as _;

/// The rows of a terminal of that many columns. Knows line ends, and how bars go up, down and clear a row;
/// colours are left out.
pub(crate) fn screen(written: &str, columns: usize) -> String {
    let (mut rows, mut row, mut column) = (vec![String::new()], 0, 0);
    let mut characters = written.chars();
    while let Some(character) = characters.next() {
        match character {
            '\r' => column = 0,
            '\n' => (row, column) = (row + 1, 0),
            '\u{1b}' => {
                let mut sequence = String::new();
                while !sequence.ends_with(char::is_alphabetic) {
                    sequence.push(characters.next().expect("a whole sequence"));
                }
                match sequence.as_str() {
                    "[2K" => rows[row].clear(),
                    up if up.ends_with('A') => row -= count(up).min(row),
                    down if down.ends_with('B') => row += count(down),
                    colour if colour.ends_with('m') => {}
                    other => panic!("a sequence that no test knows: {other:?}"),
                }
            }
            _ => {
                let width = character.width().unwrap_or(0);
                if column + width > columns {
                    (row, column) = (row + 1, 0);
                }
                rows.resize(rows.len().max(row + 1), String::new());
                if column == 0 {
                    rows[row].clear();
                }
                rows[row].push(character);
                column += width;
            }
        }
        rows.resize(rows.len().max(row + 1), String::new());
    }
    let rows: Vec<&str> = rows.iter().map(|row| row.trim_end()).collect();
    rows.join("\n")
}

fn count(sequence: &str) -> usize {
    sequence.trim_start_matches('[').trim_end_matches(char::is_alphabetic).parse().unwrap_or(1)
}
