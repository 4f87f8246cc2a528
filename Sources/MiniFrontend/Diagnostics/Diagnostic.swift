// Messages to the Mini programmer. The compiler creates them with byte ranges (`RawDiagnostic`).
// `LineMap` turns these into locations with line, column and the line's text (`Diagnostic`), the form
// that is cached, replayed and rendered.

/// A message with byte ranges in the file that it is about.
package struct RawDiagnostic: Hashable, Sendable {
  package var code: DiagnosticCode
  package var message: String
  package var range: SourceRange
  /// Printed after the marks under the line; empty: none.
  package var label: String
  package var notes: [Note]

  package init(
    _ code: DiagnosticCode, _ message: String, at range: SourceRange, label: String = "",
    notes: [Note] = []
  ) {
    self.code = code
    self.message = message
    self.range = range
    self.label = label
    self.notes = notes
  }

  /// An addition to the message; with a range, it shows another location in the same file.
  package struct Note: Hashable, Sendable {
    package var message: String
    package var range: SourceRange?

    package init(_ message: String, at range: SourceRange? = nil) {
      self.message = message
      self.range = range
    }
  }
}

/// A message with locations that no longer need the source text.
package struct Diagnostic: Hashable, Sendable {
  package var code: DiagnosticCode
  package var message: String
  package var location: Location
  package var label: String
  package var notes: [Note]

  package init(
    code: DiagnosticCode, message: String, location: Location, label: String, notes: [Note]
  ) {
    self.code = code
    self.message = message
    self.location = location
    self.label = label
    self.notes = notes
  }

  package struct Note: Hashable, Sendable {
    package var message: String
    package var location: Location?

    package init(message: String, location: Location?) {
      self.message = message
      self.location = location
    }
  }

  /// Lines and columns count from 1; columns count Unicode scalars, without a byte-order mark. The
  /// end is exclusive: `endColumn` is the column after the last character.
  package struct Location: Hashable, Sendable {
    package var byteOffset: UInt32
    package var line: UInt32
    package var column: UInt32
    package var endLine: UInt32
    package var endColumn: UInt32
    /// The text of `line` without its line break; for a long line, a window around the location.
    package var lineText: String
    /// The column of the first character of `lineText` (1, or more for a window).
    package var lineTextColumn: UInt32

    package init(
      byteOffset: UInt32, line: UInt32, column: UInt32, endLine: UInt32, endColumn: UInt32,
      lineText: String, lineTextColumn: UInt32
    ) {
      self.byteOffset = byteOffset
      self.line = line
      self.column = column
      self.endLine = endLine
      self.endColumn = endColumn
      self.lineText = lineText
      self.lineTextColumn = lineTextColumn
    }
  }
}
