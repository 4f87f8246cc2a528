// textDocument/formatting

import MiniFrontend

enum Formatting {
  /// The edits that format a document; none if it has syntax errors, which are shown anyway.
  static func replacements(
    _ parameters: DocumentParameters, _ context: RequestContext
  ) throws(RequestFailure) -> [TextReplacement] {
    let text = try context.workspace.document(parameters.textDocument).text
    guard let formatted = FormattedSource(text.bytes)?.bytes else { return [] }
    return difference(from: text, to: formatted).map { [$0] } ?? []
  }

  /// The replacement of the lines between those that are the same at both ends, so that cursors and
  /// marks elsewhere stay.
  private static func difference(from old: DocumentText, to new: [UInt8]) -> TextReplacement? {
    let (before, after) = (old.bytes, new)
    guard before != after else { return nil }
    var head = zip(before, after).prefix { $0 == $1 }.count
    while head > 0, before[head - 1] != 0x0A { head -= 1 }
    var tail = zip(before[head...].reversed(), after[head...].reversed()).prefix { $0 == $1 }.count
    // The part that stays begins a line in both texts.
    while tail > 0, before.count - tail > 0, before[before.count - tail - 1] != 0x0A { tail -= 1 }
    while tail > 0, after.count - tail > 0, after[after.count - tail - 1] != 0x0A { tail -= 1 }
    return TextReplacement(
      range: old.range(head..<before.count - tail),
      newText: String(decoding: after[head..<after.count - tail], as: UTF8.self))
  }
}
