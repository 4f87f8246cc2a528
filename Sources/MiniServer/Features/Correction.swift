// Corrections of a text that its diagnostics propose.

import MiniBackend
import MiniFrontend

/// An edit that makes a diagnostic go away, most likely.
struct Correction {
  let title: String
  let replacement: TextReplacement
  /// Whether an editor may choose it without asking which.
  let isPreferred: Bool

  static func all(of diagnostic: Diagnostic, in query: DocumentQuery) -> [Correction] {
    let start = UInt32(query.text.offset(of: query.text.range(diagnostic.location).start))
    var found = diagnostic.notes.compactMap { note in
      similarName(note.message, diagnostic, query.text) ?? newImport(note.message, query)
    }
    let code = diagnostic.code
    if code == .unusedImport || code == .unusedVariable,
      let edit = query.semantics.removal(ofUnusedAt: start)
    {
      let name = quoted(diagnostic.message).last ?? ""
      let title = edit.text == "_" ? "Replace '\(name)' by '_'" : "Remove '\(name)'"
      found.append(Correction(title: title, query, edit))
    }
    if code == .missingCases, let edit = query.semantics.missingCases(ofSwitchAt: start) {
      found.append(Correction(title: "Add the missing cases", query, edit))
    }
    if code == .undefinedNamespace || code == .undefinedName,
      let name = quoted(diagnostic.message).last,
      query.semantics.module.isMember(after: start + UInt32(name.utf8.count))
    {
      let imports = query.importPaths.filter { $0.namespace == name }.map {
        newImport(of: $0.path, query)
      }
      // A note can propose one of them.
      found += imports.filter { other in !found.contains { $0.title == other.title } }
    }
    return found
  }

  private init(title: String, _ query: DocumentQuery, _ edit: TextEdit) {
    self.init(
      title: title, replacement: query.replacements([edit])[0], isPreferred: true)
  }

  private init(title: String, replacement: TextReplacement, isPreferred: Bool) {
    self.title = title
    self.replacement = replacement
    self.isPreferred = isPreferred
  }

  /// The names in quotation marks.
  private static func quoted(_ sentence: String) -> [String] {
    sentence.split(separator: "'", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  /// "did you mean 'x'?"
  private static func similarName(
    _ note: String, _ diagnostic: Diagnostic, _ text: DocumentText
  ) -> Correction? {
    guard note.hasPrefix("did you mean '"), let name = quoted(note).last,
      let wrong = quoted(diagnostic.message).last
    else { return nil }
    let range = text.range(diagnostic.location)
    let (start, end) = (text.offset(of: range.start), text.offset(of: range.end))
    let marked = String(decoding: text.bytes[start..<end], as: UTF8.self)
    // The marks can also cover what the name is a member of.
    guard marked == wrong || marked.hasSuffix(".\(wrong)") else { return nil }
    return Correction(
      title: "Change to '\(name)'",
      replacement: TextReplacement(
        range: text.range(end - wrong.utf8.count..<end), newText: name), isPreferred: true)
  }

  /// "write 'import "std:math";'"
  private static func newImport(_ note: String, _ query: DocumentQuery) -> Correction? {
    guard note.hasPrefix("write 'import \"") || note.hasPrefix("'import \""),
      let line = quoted(note).first, let path = line.split(separator: "\"").dropFirst().first
    else { return nil }
    return newImport(of: String(path), query)
  }

  private static func newImport(of path: String, _ query: DocumentQuery) -> Correction {
    Correction(
      title: "Add 'import \"\(path)\";'", query, query.semantics.module.importEdit(of: path))
  }
}
