//! Tables: comfy-table without borders, fitted to a terminal's width.
//!
//! Owns the layout. What stands in a cell is the command's; every cell is made harmless here: one line, and never so
//! wide that one name floods the rest. What a cell really holds stands in the JSON.

use comfy_table::{Attribute, Cell, ColumnConstraint, ContentArrangement, Width};
use unicode_width::UnicodeWidthStr as _;

use super::sanitize::{clean_line, shorten};

/// The least width to which a column is cut.
const LEAST_WIDTH: usize = 8;
/// The widest cell, also where no terminal sets a limit: a server may name a key with 10,000 characters.
const LARGEST_CELL: usize = 120;

/// How many rows are laid out at a time: a cell of comfy-table takes ten times the memory of its text.
const CHUNK: usize = 500;

/// Rows under a header. Some columns may give way when a terminal is too narrow.
#[derive(Debug)]
pub struct Table {
    header: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    flexible: Vec<usize>,
    kept: Option<(usize, usize)>,
    optional: Vec<usize>,
}

impl Table {
    /// An empty table with these columns.
    #[must_use]
    pub fn new(header: &[&'static str]) -> Self {
        Self { header: header.to_vec(), rows: Vec::new(), flexible: Vec::new(), kept: None, optional: Vec::new() }
    }

    /// Names the columns that may be cut, the first to be cut first.
    #[must_use]
    pub fn cut(mut self, columns: &[usize]) -> Self {
        self.flexible = columns.to_vec();
        self
    }

    /// Keeps a column that may be cut this wide as long as another can be left out instead.
    #[must_use]
    pub fn keep(mut self, column: usize, width: usize) -> Self {
        self.kept = Some((column, width));
        self
    }

    /// Names the columns that may be left out when cutting is not enough, the first to go first.
    #[must_use]
    pub fn leave_out(mut self, columns: &[usize]) -> Self {
        self.optional = columns.to_vec();
        self
    }

    /// Adds a row; its cells are made harmless, one line each.
    pub fn row<I: IntoIterator<Item = S>, S: AsRef<str>>(&mut self, cells: I) {
        let harmless = |cell: S| shorten(&clean_line(cell.as_ref()), LARGEST_CELL).into_owned();
        self.rows.push(cells.into_iter().map(harmless).collect());
    }

    /// The table as text, each line with its newline. `width` is the terminal's, in columns.
    #[must_use]
    pub fn render(&self, width: Option<usize>, color: bool) -> String {
        let shown = self.fitted(width);
        let mut text = String::new();
        let (first, rest) = self.rows.split_at(self.rows.len().min(CHUNK));
        self.lay_out(&shown, true, first, color, &mut text);
        for rows in rest.chunks(CHUNK) {
            self.lay_out(&shown, false, rows, color, &mut text);
        }
        text
    }

    /// Adds the lines of some rows to `text`.
    fn lay_out(
        &self,
        shown: &[(usize, usize)],
        has_header: bool,
        rows: &[Vec<String>],
        color: bool,
        text: &mut String,
    ) {
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        if color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        if has_header {
            table.set_header(shown.iter().map(|(column, width)| {
                let cell = Cell::new(shorten(self.header[*column], *width));
                if color { cell.add_attribute(Attribute::Bold) } else { cell }
            }));
        }
        for row in rows {
            table.add_row(shown.iter().map(|(column, width)| shorten(&row[*column], *width)));
        }
        for (column, (_, width)) in table.column_iter_mut().zip(shown) {
            column.set_padding((0, 2));
            let width = u16::try_from(*width + 2).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
        }
        for line in table.lines() {
            *text += line.trim_end();
            text.push('\n');
        }
    }

    /// The columns that are shown, with their widths: as wide as their widest cells, less what must give way.
    fn fitted(&self, width: Option<usize>) -> Vec<(usize, usize)> {
        let mut widths: Vec<usize> = self.header.iter().map(|title| title.width()).collect();
        for row in &self.rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = cell.width().max(*widest);
            }
        }
        let Some(width) = width else { return widths.into_iter().enumerate().collect() };
        for left_out in 0..=self.optional.len() {
            if let Some(fitted) = self.cut_to(width, &widths, left_out, self.kept) {
                return fitted;
            }
        }
        self.cut_to(width, &widths, self.optional.len(), None).unwrap_or_else(|| {
            // Narrower than anything can be told in: the terminal has to wrap the lines.
            let remains = |(column, _): &(usize, usize)| !self.optional.contains(column);
            widths.into_iter().enumerate().filter(remains).collect()
        })
    }

    /// The widths without the first `left_out` optional columns; `None` when they do not fit into `width`.
    fn cut_to(
        &self,
        width: usize,
        widths: &[usize],
        left_out: usize,
        kept: Option<(usize, usize)>,
    ) -> Option<Vec<(usize, usize)>> {
        let left_out = &self.optional[..left_out];
        let mut shown: Vec<(usize, usize)> =
            widths.iter().copied().enumerate().filter(|(column, _)| !left_out.contains(column)).collect();
        let gaps = 2 * shown.len().saturating_sub(1);
        let mut excess = (shown.iter().map(|(_, width)| width).sum::<usize>() + gaps).saturating_sub(width);
        for flexible in &self.flexible {
            let Some((_, width)) = shown.iter_mut().find(|(column, _)| column == flexible) else { continue };
            let least = kept.filter(|(column, _)| column == flexible).map_or(LEAST_WIDTH, |(_, width)| width);
            let cut = excess.min(width.saturating_sub(least));
            *width -= cut;
            excess -= cut;
        }
        (excess == 0).then_some(shown)
    }
}

/// The terminal's width in columns; `None` when it does not tell.
#[must_use]
pub fn terminal_width() -> Option<usize> {
    comfy_table::Table::new().width().map(usize::from)
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
    fn one_long_cell_does_not_flood_the_others() {
        let mut table = Table::new(&["NAME", "TYPE"]);
        table.row(["x".repeat(10_000).as_str(), "a"]);
        table.row(["y", "b"]);
        let text = table.render(None, false);
        let expected = format!("{}…  a", "x".repeat(119));
        assert_eq!(text.lines().nth(1), Some(expected.as_str()));
    }

    #[test]
    fn a_long_table_is_as_wide_at_its_end_as_at_its_start() {
        let mut table = Table::new(&["NAME", "TYPE"]);
        (0..1_200).for_each(|number| table.row([number.to_string().as_str(), "a"]));
        table.row(["the-widest", "b"]);
        let text = table.render(None, false);
        assert_eq!(text.lines().count(), 1_202);
        assert_eq!(text.lines().nth(1), Some("0           a"));
        assert_eq!(text.lines().nth(1_000), Some("999         a"));
        assert_eq!(text.lines().last(), Some("the-widest  b"));
        assert_eq!(text.matches("NAME").count(), 1);
    }

    #[test]
    fn columns_that_cannot_be_cut_any_more_are_left_out() {
        let mut table = Table::new(&["ID", "SCOPE", "NAME"]).cut(&[1, 2]).keep(2, 12).leave_out(&[1]);
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
