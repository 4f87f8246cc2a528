// Corrections of a text that its diagnostics propose.

import MiniFrontend

/// An edit that makes a diagnostic go away, most likely.
struct Correction {
  let title: String
  let replacement: TextReplacement
  /// Whether an editor may choose it without asking which.
  let isPreferred: Bool

  static func all(of diagnostic: Diagnostic, in text: DocumentText) -> [Correction] {
    var found = diagnostic.notes.compactMap { note in
      similarName(note.message, diagnostic, text) ?? newImport(note.message, text)
    }
    if diagnostic.code == .unusedImport { found.append(removal(of: diagnostic, text)) }
    return found
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
  private static func newImport(_ note: String, _ text: DocumentText) -> Correction? {
    guard note.hasPrefix("write 'import \"") || note.hasPrefix("'import \""),
      let line = quoted(note).first
    else { return nil }
    let imports = FileSymbols(text.bytes).symbols.filter { $0.kind == .namespace }
    let end = imports.map { Int($0.range.end) }.max() ?? 0
    let lineEnd = text.bytes[end...].firstIndex(of: 0x0A).map { $0 + 1 } ?? text.bytes.count
    let start = text.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let place = imports.isEmpty ? start : lineEnd
    return Correction(
      title: "Add '\(line)'",
      replacement: TextReplacement(
        range: text.range(place..<place), newText: imports.isEmpty ? line + "\n\n" : line + "\n"),
      isPreferred: true)
  }

  /// Removes the import, and its line if nothing else is on it.
  private static func removal(of diagnostic: Diagnostic, _ text: DocumentText) -> Correction {
    let offset = UInt32(text.offset(of: text.range(diagnostic.location).start))
    let declaration = FileSymbols(text.bytes).symbols.first {
      $0.kind == .namespace && $0.range.start <= offset && offset < $0.range.end
    }
    var range = Int(declaration?.range.start ?? offset)..<Int(declaration?.range.end ?? offset)
    let bytes = text.bytes
    let isFirst = range.lowerBound == 0 || bytes[range.lowerBound - 1] == 0x0A
    if isFirst, range.upperBound < bytes.count, bytes[range.upperBound] == 0x0A {
      range = range.lowerBound..<range.upperBound + 1
    }
    return Correction(
      title: "Remove the import",
      replacement: TextReplacement(range: text.range(range), newText: ""), isPreferred: true)
  }
}
