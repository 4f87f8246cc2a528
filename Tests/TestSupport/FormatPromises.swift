// What the formatter promises for each source, right or wrong.

import MiniFrontend

/// The promises of ``FormattedSource`` that do not hold for a source; none if it has syntax errors.
package func brokenFormatPromises(_ source: [UInt8]) -> [String] {
  guard let once = FormattedSource(source)?.bytes else { return [] }
  let text = source.starts(with: [0xEF, 0xBB, 0xBF]) ? source.dropFirst(3) : source[...]
  let (old, new) = (FileAnalysis(analyzing: source), FileAnalysis(analyzing: once))
  let lines = once.split(separator: 0x0A, omittingEmptySubsequences: false)
  let promises = [
    ("tokens and comments are as they were", once.filter(isVisible) == text.filter(isVisible)),
    ("formatting it again changes nothing", once == FormattedSource(once)?.bytes),
    ("the meaning is the same", meaning(old) == meaning(new)),
    ("no line ends in a space", !lines.contains { $0.last == 0x20 || $0.last == 0x0D }),
    ("the last line has an end", once.isEmpty || once.last == 0x0A),
    (
      "no two empty lines follow each other",
      !zip(lines, lines.dropFirst()).contains { $0.isEmpty && $1.isEmpty }
    ),
  ]
  return promises.filter { !$0.1 }.map(\.0)
}

private func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 }

/// All that the keys of functions cover, the other declarations, and the diagnostics without places.
private func meaning(_ analysis: FileAnalysis) -> [String] {
  let zir = analysis.zir
  let keys = zir.functions.map { function in
    var bytes: [UInt8] = []
    function.appendKeyBytes(to: &bytes)
    return "\(function.name) \(bytes)"
  }
  let documentation = zir.documentation.map { "\($0.declaration): \($0.text)" }
  let messages = zir.diagnostics.map { "\($0.code.text) \($0.message) \($0.label)" }
  let interface = "\(analysis.interface.encoded())"
  return keys + documentation + messages + [interface, "\(analysis.usedNames)"]
}

/// A source with a text in each place of it, one at a time.
package func insertions(of text: String, in source: [UInt8]) -> some Sequence<[UInt8]> {
  (0...source.count).lazy.map { Array(source[..<$0]) + text.utf8 + source[$0...] }
}
