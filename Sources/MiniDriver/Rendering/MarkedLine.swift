// A source line as a terminal shows it, and the marks that go under a place in it.

import MiniFrontend

/// A line made safe to show, and what stands on the line below it.
struct MarkedLine {
  /// The line, control characters escaped; `…` before the window of a long line.
  let text: String
  /// What moves the marks under their place: spaces, and the line's own tabs.
  let padding: Padding
  /// How many `^` go under the place: one for each terminal column of it, at least one. A place of
  /// several lines is marked to the end of its first.
  let markCount: Int

  enum Padding {
    case spaces(Int)
    case text(String)
  }

  /// - Parameter startColumn: the terminal column, from 0, that the line begins in: what a tab
  ///   inside the marked range reaches to depends on it.
  init(_ place: Diagnostic.Place, startColumn: Int) {
    if place.lineTextColumn == 1, TerminalText.isPlain(place.lineText) {
      self.init(plain: place)
    } else {
      self.init(any: place, startColumn: startColumn)
    }
  }

  /// Of a whole line of printable ASCII: a column a byte.
  private init(plain place: Diagnostic.Place) {
    let end = UInt32(clamping: place.lineText.utf8.count) + 1
    let first = min(max(place.column, 1), end)
    let last = place.endLine > place.line ? end : min(max(place.endColumn, first), end)
    text = place.lineText
    padding = .spaces(Int(first - 1))
    markCount = max(1, Int(last - first))
  }

  private init(any place: Diagnostic.Place, startColumn: Int) {
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
    self.padding = .text(padding)
    self.markCount = max(1, markColumns)
  }

  /// Where terminals have their tab stops.
  private static let tabColumns = 8
}
