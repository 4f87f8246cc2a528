// Diagnostics as editors read them: one JSON object a line.

import MiniFrontend

/// Renders diagnostics as JSON lines (`--diagnostics json`), schema 1.
///
/// Members: `schema`, `severity` (`error`, `warning`), `code`, `message`, `label` (what stands by
/// the marks; may be empty), `file` (relative to the working directory), `line`, `column`,
/// `endLine`, `endColumn` (from 1, in Unicode scalars, the end exclusive), `byteOffset` (from 0),
/// and `notes`, each with `message` and, if it shows a place, the same members of place.
/// - SeeAlso: ARCHITECTURE §9
package enum DiagnosticJSON {
  /// One line each, ended by a line break; empty for none.
  package static func render(
    _ diagnostics: [FileDiagnostic], names: SourceNames = SourceNames()
  ) -> String {
    diagnostics.map { object($0.diagnostic, path: names.shown($0.path)).text + "\n" }.joined()
  }

  private static func object(_ diagnostic: Diagnostic, path: String) -> JSON {
    var members: [(String, JSON)] = [
      ("schema", .integer(1)),
      ("severity", .string(diagnostic.code.severity.name)),
      ("code", .string(diagnostic.code.text)),
      ("message", .string(diagnostic.message)),
      ("label", .string(diagnostic.label)),
    ]
    members += place(diagnostic.place, path: path)
    let notes = diagnostic.notes.map { note in
      let noteMembers = note.place.map { place($0, path: path) } ?? []
      return JSON.object([("message", .string(note.message))] + noteMembers)
    }
    return .object(members + [("notes", .array(notes))])
  }

  private static func place(_ place: Diagnostic.Place, path: String) -> [(String, JSON)] {
    [
      ("file", .string(path)),
      ("line", .integer(Int64(place.line))),
      ("column", .integer(Int64(place.column))),
      ("endLine", .integer(Int64(place.endLine))),
      ("endColumn", .integer(Int64(place.endColumn))),
      ("byteOffset", .integer(Int64(place.byteOffset))),
    ]
  }
}
