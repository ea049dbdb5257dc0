//! Tables: comfy-table without borders, fitted to a terminal's width by cutting one column.
//!
//! Owns the layout. What stands in a cell is the command's; every cell is made harmless here.

use comfy_table::{Attribute, Cell, ColumnConstraint, ContentArrangement, Width};

use unicode_width::UnicodeWidthStr as _;

use super::sanitize::clean_line;

/// The least width to which a column is cut.
const LEAST_WIDTH: usize = 8;

/// Rows under a header. One column may be cut when a terminal is too narrow.
#[derive(Debug)]
pub struct Table {
    header: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    flexible: Vec<usize>,
}

impl Table {
    /// An empty table with these columns.
    #[must_use]
    pub fn new(header: &[&'static str]) -> Self {
        Self { header: header.to_vec(), rows: Vec::new(), flexible: Vec::new() }
    }

    /// Names the columns that may be cut, the first to be cut first.
    #[must_use]
    pub fn cut(mut self, columns: &[usize]) -> Self {
        self.flexible = columns.to_vec();
        self
    }

    /// Adds a row; its cells are made harmless and one line each.
    pub fn row<I: IntoIterator<Item = S>, S: AsRef<str>>(&mut self, cells: I) {
        self.rows.push(cells.into_iter().map(|cell| clean_line(cell.as_ref()).into_owned()).collect());
    }

    /// The table as text, each line with its newline. `width` is the terminal's, in columns.
    #[must_use]
    pub fn render(&self, width: Option<usize>, color: bool) -> String {
        let widths = self.fitted(width);
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        if color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table.set_header(self.header.iter().map(|title| {
            let cell = Cell::new(title);
            if color { cell.add_attribute(Attribute::Bold) } else { cell }
        }));
        for row in &self.rows {
            table.add_row(row.iter().zip(&widths).map(|(cell, width)| shorten(cell, *width)));
        }
        for (column, width) in table.column_iter_mut().zip(&widths) {
            column.set_padding((0, 2));
            let width = u16::try_from(*width + 2).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
        }
        let mut text = String::new();
        for line in table.lines() {
            text += line.trim_end();
            text.push('\n');
        }
        text
    }

    /// Each column's width: as wide as its widest cell, less what must be cut to fit.
    fn fitted(&self, width: Option<usize>) -> Vec<usize> {
        let mut widths: Vec<usize> = self.header.iter().map(|title| columns(title)).collect();
        for row in &self.rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = columns(cell).max(*widest);
            }
        }
        let Some(width) = width else { return widths };
        let gaps = 2 * widths.len().saturating_sub(1);
        let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(width);
        for column in &self.flexible {
            let least = LEAST_WIDTH.max(columns(self.header[*column]));
            let cut = excess.min(widths[*column].saturating_sub(least));
            widths[*column] -= cut;
            excess -= cut;
        }
        widths
    }
}

/// The terminal's width in columns; `None` when it does not tell.
#[must_use]
pub fn terminal_width() -> Option<usize> {
    comfy_table::Table::new().width().map(usize::from)
}

/// How many columns a terminal needs for `text`.
fn columns(text: &str) -> usize {
    text.width()
}

fn shorten(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for character in text.chars() {
        if columns(&kept) + columns(character.encode_utf8(&mut [0; 4])) + 1 > width {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::Table;

    fn table() -> Table {
        let mut table = Table::new(&["NAME", "TYPE"]).cut(&[0]);
        table.row(["a-rather-long-name-of-a-key", "PERSONAL"]);
        table.row(["日本語日本語日本語", "X"]);
        table
    }

    #[test]
    fn cells_are_whole_without_a_terminal() {
        let expected = "NAME                         TYPE\na-rather-long-name-of-a-key  PERSONAL\n日本語日本語日本語           X\n";
        assert_eq!(table().render(None, false), expected);
    }

    #[test]
    fn the_flexible_column_is_cut_to_the_terminals_width() {
        let expected = "NAME          TYPE\na-rather-lo…  PERSONAL\n日本語日本…   X\n";
        assert_eq!(table().render(Some(22), false), expected);
    }

    #[test]
    fn cells_cannot_carry_escape_sequences_or_line_breaks() {
        let mut table = Table::new(&["NAME"]);
        table.row(["a\u{1b}[31m\nb"]);
        assert_eq!(table.render(None, false), "NAME\na�[31m�b\n");
    }
}
