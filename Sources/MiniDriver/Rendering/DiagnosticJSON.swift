// Diagnostics for editors: one JSON object per line.

package import MiniFrontend

/// Renders diagnostics as JSON lines (`--diagnostics json`), schema 1.
///
/// Members:
/// - `schema`, `severity` (`error`, `warning`), `code`, `message`
/// - `label`: the text beside the marks; can be empty
/// - `file` (relative to the working directory)
/// - `line`, `column`, `endLine`, `endColumn`: from 1, in Unicode scalars, the end exclusive
/// - `byteOffset`: from 0
/// - `notes`: each has `message` and, if it points to a location, the same members from `file` on
/// - SeeAlso: Architecture, section 9
package enum DiagnosticJSON {
  /// One line per diagnostic, each with a line break; empty if there are none.
  package static func render(
    _ diagnostics: [FileDiagnostic], names: SourceNames = SourceNames()
  ) -> String {
    diagnostics.map { line($0.diagnostic, path: names.shown($0.path)) }.joined()
  }

  private static func line(_ diagnostic: Diagnostic, path: String) -> String {
    var members: [(String, JSON)] = [
      ("severity", .string(diagnostic.code.severity.name)),
      ("code", .string(diagnostic.code.text)),
      ("message", .string(diagnostic.message)),
      ("label", .string(diagnostic.label)),
    ]
    members += location(diagnostic.location, path: path)
    let notes = diagnostic.notes.map { note in
      let noteMembers = note.location.map { location($0, path: path) } ?? []
      return JSON.object([("message", .string(note.message))] + noteMembers)
    }
    return JSON.line(members + [("notes", .array(notes))])
  }

  /// The members of a place.
  package static func location(_ location: Diagnostic.Location, path: String) -> [(String, JSON)] {
    [
      ("file", .string(path)),
      ("line", .integer(Int64(location.line))),
      ("column", .integer(Int64(location.column))),
      ("endLine", .integer(Int64(location.endLine))),
      ("endColumn", .integer(Int64(location.endColumn))),
      ("byteOffset", .integer(Int64(location.byteOffset))),
    ]
  }
}
