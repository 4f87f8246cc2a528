// A source line for the terminal, and the marks under a location in it.

import MiniFrontend

/// A line that is safe to show, and the marks for the line below it.
struct MarkedLine {
  /// The line with control characters escaped. `…` precedes the window of a long line.
  let text: String
  /// Puts the marks under their location: spaces, and the line's own tabs.
  let padding: Padding
  /// The number of `^` under the location: one per terminal column, at least one. A location of several
  /// lines is marked to the end of its first line.
  let markCount: Int

  enum Padding {
    case spaces(Int)
    case text(String)
  }

  /// - Parameter startColumn: the terminal column, from 0, in which the line begins. It determines
  ///   the width of a tab inside the marked range.
  init(_ location: Diagnostic.Location, startColumn: Int) {
    if location.lineTextColumn == 1, TerminalText.isPlain(location.lineText) {
      self.init(plain: location)
    } else {
      self.init(any: location, startColumn: startColumn)
    }
  }

  /// For a whole line of printable ASCII: one column per byte.
  private init(plain location: Diagnostic.Location) {
    let end = UInt32(clamping: location.lineText.utf8.count) + 1
    let first = min(max(location.column, 1), end)
    let last = location.endLine > location.line ? end : min(max(location.endColumn, first), end)
    text = location.lineText
    padding = .spaces(Int(first - 1))
    markCount = max(1, Int(last - first))
  }

  private init(any location: Diagnostic.Location, startColumn: Int) {
    let isWindow = location.lineTextColumn > 1
    var text = isWindow ? "…" : ""
    var padding = isWindow ? " " : ""
    var terminalColumn = startColumn + (isWindow ? 1 : 0)
    var markColumns = 0
    var column = location.lineTextColumn

    let endColumn = location.endLine > location.line ? UInt32.max : location.endColumn
    for scalar in location.lineText.unicodeScalars {
      let shown: (text: String, columns: Int)
      if scalar == "\t" {
        shown = ("\t", Self.tabColumns - terminalColumn % Self.tabColumns)
      } else {
        shown = TerminalText.shown(scalar)
      }
      text += shown.text
      if column < location.column {
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

  /// The distance between tab stops in terminals.
  private static let tabColumns = 8
}
