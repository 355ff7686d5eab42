/// Columns of text: the first to the left, the others to the right unless told.
struct Table {
  /// The titles of the columns.
  let titles: [String]
  /// The columns that are flush left.
  let leftColumns: Set<Int>
  private var rows: [[String]] = []

  init(_ titles: [String], left leftColumns: Set<Int> = [0]) {
    self.titles = titles
    self.leftColumns = leftColumns
  }

  /// Adds a row with a text for each column.
  mutating func append(_ row: [String]) {
    rows.append(row)
  }

  /// The lines of the table.
  var lines: [String] {
    let all = [titles] + rows
    let widths = titles.indices.map { column in
      all.map { $0[column].count }.max() ?? 0
    }
    return all.map { row in
      let cells = row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return leftColumns.contains(column) ? row[column] + space : space + row[column]
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
