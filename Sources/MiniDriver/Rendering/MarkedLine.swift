// A source line as a terminal shows it, and the marks that go under a place in it.

import MiniFrontend

/// A line made safe to show, and what stands on the line below it.
struct MarkedLine {
  /// The line, control characters escaped; `…` before the window of a long line.
  let text: String
  /// What moves the marks under their place: spaces, and the line's own tabs.
  let padding: String
  /// One `^` for each terminal column of the place, at least one. A place of several lines is
  /// marked to the end of its first.
  let marks: String

  /// - Parameter startColumn: the terminal column, from 0, that the line begins in: what a tab
  ///   inside the marked range reaches to depends on it.
  init(_ place: Diagnostic.Place, startColumn: Int) {
    let isWindow = place.lineTextColumn > 1
    var text = isWindow ? "…" : ""
    var padding = isWindow ? " " : ""
    var terminalColumn = startColumn + (isWindow ? 1 : 0)
    var markColumns = 0
    var column = place.lineTextColumn

    let endColumn = place.endLine > place.line ? UInt32.max : place.endColumn
    for scalar in place.lineText.unicodeScalars {
      let shown: (text: String, columns: Int)
      if scalar == "\t" {
        shown = ("\t", Self.tabColumns - terminalColumn % Self.tabColumns)
      } else {
        shown = TerminalText.shown(scalar)
      }
      text += shown.text
      if column < place.column {
        padding += scalar == "\t" ? "\t" : String(repeating: " ", count: shown.columns)
      } else if column < endColumn {
        markColumns += shown.columns
      }
      terminalColumn += shown.columns
      column = column &+ 1  // a line has fewer scalars than this counts
    }
    self.text = text
    self.padding = padding
    self.marks = String(repeating: "^", count: max(1, markColumns))
  }

  /// Where terminals have their tab stops.
  private static let tabColumns = 8
}
