//! Tables: columns two spaces apart, fitted to a terminal's width.
//!
//! Owns the layout. What stands in a cell is the command's; every cell is made harmless here: one line, and never so
//! wide that one name floods the rest. What a cell really holds stands in the JSON.

use std::borrow::Cow;
use std::io::{stderr, stdout};

use rustix::termios::tcgetwinsize;
use unicode_width::UnicodeWidthStr as _;

use crate::sanitize::{clean_line, shorten};

/// The least width to which a column is cut.
const LEAST_WIDTH: usize = 8;
/// The widest cell on a terminal.
const WIDEST_CELL: usize = 120;
/// The widest cell elsewhere, where it is read by a program: a server may name a key with a million characters.
const LARGEST_CELL: usize = 1000;
const GAP: usize = 2;

#[derive(Clone, Debug)]
pub(crate) struct Cell {
    text: String,
    /// What the text lists, for a column that is too narrow for it.
    items: Vec<String>,
}

impl Cell {
    /// A text about `items`. Where it does not fit, some of them do: `production, +2`.
    pub(crate) fn list(text: impl Into<String>, items: Vec<String>) -> Self {
        Self { text: text.into(), items }
    }

    fn harmless(self) -> Self {
        let harmless = |text: String| shorten(&clean_line(&text), LARGEST_CELL).into_owned();
        Self { text: harmless(self.text), items: self.items.into_iter().map(harmless).collect() }
    }

    fn fitted(&self, width: usize) -> Cow<'_, str> {
        if self.items.is_empty() || self.text.width() <= width {
            return shorten(&self.text, width);
        }
        let more = |shown: usize| match self.items.len() - shown {
            0 => String::new(),
            rest => format!(", +{rest}"),
        };
        let mut fitting = shorten(&self.items[0], width.saturating_sub(more(1).len())).into_owned() + &more(1);
        let mut shown = self.items[0].clone();
        for (count, item) in (2..).zip(&self.items[1..]).take_while(|(count, _)| *count <= width) {
            shown += &format!(", {item}");
            let text = shown.clone() + &more(count);
            if text.width() <= width {
                fitting = text;
            }
        }
        fitting.into()
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, items: Vec::new() }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// Rows under a header. Some columns may give way when a terminal is too narrow.
#[derive(Debug)]
pub(crate) struct Table {
    header: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
    flexible: Vec<usize>,
    min_widths: Vec<(usize, usize)>,
    optional: Vec<usize>,
}

/// A column's title; one that the table does not have stands for nothing.
type Title = &'static str;

impl Table {
    pub(crate) fn new(header: &[&'static str]) -> Self {
        let header = header.to_vec();
        Self { header, rows: Vec::new(), flexible: Vec::new(), min_widths: Vec::new(), optional: Vec::new() }
    }

    /// Names the columns that may be cut, the first to be cut first.
    pub(crate) fn cut(mut self, titles: &[Title]) -> Self {
        self.flexible = self.columns(titles);
        self
    }

    /// Keeps columns that may be cut this wide as long as another can be left out instead.
    pub(crate) fn min_widths(mut self, widths: &[(Title, usize)]) -> Self {
        self.min_widths = widths.iter().filter_map(|(title, width)| Some((self.column(title)?, *width))).collect();
        self
    }

    /// Names the columns that may be left out when cutting is not enough, the first to go first.
    pub(crate) fn leave_out(mut self, titles: &[Title]) -> Self {
        self.optional = self.columns(titles);
        self
    }

    fn column(&self, title: &str) -> Option<usize> {
        self.header.iter().position(|other| *other == title)
    }

    fn columns(&self, titles: &[Title]) -> Vec<usize> {
        titles.iter().filter_map(|title| self.column(title)).collect()
    }

    /// Adds a row; its cells are made harmless, one line each.
    pub(crate) fn row<I: IntoIterator<Item = C>, C: Into<Cell>>(&mut self, cells: I) {
        self.rows.push(cells.into_iter().map(|cell| cell.into().harmless()).collect());
    }

    /// The table as text, each line with its newline. `width` is the terminal's, in columns.
    pub(crate) fn render(&self, width: Option<usize>, color: bool) -> String {
        let shown = self.fitted(width);
        let header = line(shown.iter().map(|(column, width)| (shorten(self.header[*column], *width), *width)));
        let mut text = if color { format!("\u{1b}[1m{header}\u{1b}[0m\n") } else { header + "\n" };
        for row in &self.rows {
            text += &line(shown.iter().map(|(column, width)| (row[*column].fitted(*width), *width)));
            text.push('\n');
        }
        text
    }

    /// The columns that are shown, with their widths: as wide as their widest cells, less what must give way.
    fn fitted(&self, width: Option<usize>) -> Vec<(usize, usize)> {
        let mut widths: Vec<usize> = self.header.iter().map(|title| title.width()).collect();
        let limit = if width.is_some() { WIDEST_CELL } else { LARGEST_CELL };
        for row in &self.rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = cell.text.width().min(limit).max(*widest);
            }
        }
        let Some(width) = width else { return widths.into_iter().enumerate().collect() };
        for count in 0..=self.optional.len() {
            let mut left_out = self.optional[..count].to_vec();
            if let Some(mut fitted) = self.cut_to(width, &widths, &left_out, &self.min_widths) {
                // One that is narrow may fit after all, beside those that had to stay.
                for column in self.optional[..count].iter().rev() {
                    let fewer: Vec<usize> = left_out.iter().copied().filter(|other| other != column).collect();
                    if let Some(more) = self.cut_to(width, &widths, &fewer, &self.min_widths) {
                        (left_out, fitted) = (fewer, more);
                    }
                }
                return fitted;
            }
        }
        self.cut_to(width, &widths, &self.optional, &[]).unwrap_or_else(|| {
            // Narrower than anything can be shown in: the terminal has to wrap the lines.
            let remains = |(column, _): &(usize, usize)| !self.optional.contains(column);
            widths.into_iter().enumerate().filter(remains).collect()
        })
    }

    /// The widths without the columns that are left out; `None` when they do not fit into `width`.
    fn cut_to(
        &self,
        width: usize,
        widths: &[usize],
        left_out: &[usize],
        min_widths: &[(usize, usize)],
    ) -> Option<Vec<(usize, usize)>> {
        let mut shown: Vec<(usize, usize)> =
            widths.iter().copied().enumerate().filter(|(column, _)| !left_out.contains(column)).collect();
        let gaps = GAP * shown.len().saturating_sub(1);
        let mut excess = (shown.iter().map(|(_, width)| width).sum::<usize>() + gaps).saturating_sub(width);
        for flexible in &self.flexible {
            let Some((_, width)) = shown.iter_mut().find(|(column, _)| column == flexible) else { continue };
            let least =
                min_widths.iter().find(|(column, _)| column == flexible).map_or(LEAST_WIDTH, |(_, width)| *width);
            let cut = excess.min(width.saturating_sub(least));
            *width -= cut;
            excess -= cut;
        }
        (excess == 0).then_some(shown)
    }
}

/// One line of cells, each as wide as its column.
fn line<'t>(cells: impl Iterator<Item = (Cow<'t, str>, usize)>) -> String {
    let mut line = String::new();
    for (text, width) in cells {
        line += &text;
        line.extend(std::iter::repeat_n(' ', width.saturating_sub(text.width()) + GAP));
    }
    line.truncate(line.trim_end().len());
    line
}

/// The terminal's width in columns; `None` when it does not say.
pub(crate) fn terminal_width() -> Option<usize> {
    let size = tcgetwinsize(stdout()).or_else(|_| tcgetwinsize(stderr())).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

#[cfg(test)]
mod tests {
    use super::{Cell, Table};

    fn table() -> Table {
        let mut table = Table::new(&["NAME", "TYPE"]).cut(&["NAME"]);
        table.row(["a-rather-long-name-of-a-key", "PERSONAL"]);
        table.row(["日本語日本語日本語", "X"]);
        table
    }

    #[test]
    fn cells_are_whole_without_a_terminal() {
        let expected = "NAME                         TYPE\na-rather-long-name-of-a-key  PERSONAL\n日本語日本語日本語           X\n";
        assert_eq!(table().render(None, false), expected);
        let mut table = Table::new(&["SCOPE"]);
        let models: Vec<String> = (10..30).map(|number| format!("model-{number}")).collect();
        let text = models.join(", ");
        table.row([Cell::list(text.as_str(), models)]);
        assert_eq!(table.render(None, false), format!("SCOPE\n{text}\n"));
    }

    #[test]
    fn the_flexible_column_is_cut_to_the_terminals_width() {
        let expected = "NAME          TYPE\na-rather-lo…  PERSONAL\n日本語日本…   X\n";
        assert_eq!(table().render(Some(22), false), expected);
    }

    #[test]
    fn a_header_that_is_cut_is_one_line() {
        let mut table = Table::new(&["DIRECTORY", "KEYS"]).cut(&["DIRECTORY"]);
        table.row(["/home/somebody", "3"]);
        assert_eq!(table.render(Some(14), false), "DIRECTO…  KEYS\n/home/s…  3\n");
        assert_eq!(table.render(Some(14), true), "\u{1b}[1mDIRECTO…  KEYS\u{1b}[0m\n/home/s…  3\n");
    }

    #[test]
    fn one_long_cell_does_not_flood_the_others() {
        let mut table = Table::new(&["NAME", "TYPE"]);
        table.row(["x".repeat(10_000).as_str(), "a"]);
        table.row(["y", "b"]);
        for (width, widest) in [(Some(5_000), 120), (None, 1_000)] {
            let text = table.render(width, false);
            let expected = format!("{}…  a", "x".repeat(widest - 1));
            assert_eq!(text.lines().nth(1), Some(expected.as_str()));
        }
    }

    #[test]
    fn a_list_that_does_not_fit_shows_some_and_counts_the_rest() {
        let items = ["production", "staging", "llama"].map(str::to_owned).to_vec();
        let mut table = Table::new(&["SCOPE"]).cut(&["SCOPE"]);
        table.row([Cell::list("environments production, staging; models llama", items)]);
        let at = |width| table.render(Some(width), false).lines().nth(1).map(str::to_owned).expect("a row");
        assert_eq!(at(46), "environments production, staging; models llama");
        assert_eq!(at(45), "production, staging, llama");
        assert_eq!(at(25), "production, staging, +1");
        assert_eq!(at(22), "production, +2");
        assert_eq!(at(13), "producti…, +2");
    }

    #[test]
    fn columns_that_cannot_be_cut_any_more_are_left_out() {
        let mut table = Table::new(&["ID", "SCOPE", "NAME"])
            .cut(&["SCOPE", "NAME"])
            .min_widths(&[("NAME", 12)])
            .leave_out(&["SCOPE"]);
        table.row(["abcd1234", "everything there is", "a-rather-long-name"]);
        let at = |width| table.render(Some(width), false);
        assert_eq!(at(40), "ID        SCOPE       NAME\nabcd1234  everythin…  a-rather-long-name\n");
        assert_eq!(at(34), "ID        SCOPE     NAME\nabcd1234  everyth…  a-rather-long…\n");
        assert_eq!(at(31), "ID        NAME\nabcd1234  a-rather-long-name\n");
        assert_eq!(at(20), "ID        NAME\nabcd1234  a-rather-…\n");
        assert_eq!(at(5), "ID        NAME\nabcd1234  a-rather-long-name\n");
    }

    #[test]
    fn cells_cannot_carry_escape_sequences_or_line_breaks() {
        let mut table = Table::new(&["NAME"]);
        table.row(["a\u{1b}[31m\nb"]);
        assert_eq!(table.render(None, false), "NAME\na�[31m�b\n");
    }
}
