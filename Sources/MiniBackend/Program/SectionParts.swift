// The parts of a file's section of IR and the names in each, from which one finds all that a function
// can reach.

/// The functions and constants of a section, with all global names in their texts.
///
/// This reads the emitter's own text and no other IR. A function is one part, with the private
/// constants before it and the metadata after it. Each line before the functions is a part. A name in
/// a comment counts like any other, so that a part never uses fewer names than its IR does.
///
/// Cost: a look at each byte.
package struct SectionParts: Sendable {
  package struct Part: Sendable {
    package let text: Range<Int>
    /// Indices into ``SectionParts/names`` of those that it defines.
    package let defined: Range<Int>
    /// Indices into ``SectionParts/names`` of those in its text, whether it defines them or not.
    package let used: Range<Int>
  }

  package private(set) var parts: [Part] = []
  /// Names with the `@`, as the text spells them.
  package private(set) var names: [Range<Int>] = []

  package init(_ section: [UInt8]) {
    section.withUnsafeBufferPointer { bytes in
      var start = 0
      while start < bytes.count {
        let end = Self.endOfParagraph(bytes, from: start)
        if Self.lines(bytes, in: start..<end).contains(where: { Self.isDefinition(bytes, $0) }) {
          add(bytes, start..<end)
        } else {
          for line in Self.lines(bytes, in: start..<end) { add(bytes, line) }
        }
        start = end
      }
    }
  }

  private mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, _ text: Range<Int>) {
    let first = names.count
    for line in Self.lines(bytes, in: text) {
      let isConstant = bytes[line.lowerBound] == UInt8(ascii: "@")
      guard isConstant || Self.isDefinition(bytes, line),
        let name = Self.nextName(bytes, in: line)
      else { continue }
      names.append(name)
    }
    let defined = first..<names.count
    var rest = text
    while let name = Self.nextName(bytes, in: rest) {
      names.append(name)
      rest = name.upperBound..<text.upperBound
    }
    guard !defined.isEmpty else {
      names.removeSubrange(first...)
      return
    }
    parts.append(Part(text: text, defined: defined, used: defined.upperBound..<names.count))
  }

  /// After the empty line that ends a paragraph, or at the end of the section.
  private static func endOfParagraph(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int {
    var index = start
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\n"),
        index + 1 == bytes.count || bytes[index + 1] == UInt8(ascii: "\n")
      {
        return min(index + 2, bytes.count)
      }
      index += 1
    }
    return index
  }

  /// The lines of a text, each with its line break, and none of them empty.
  private static func lines(
    _ bytes: UnsafeBufferPointer<UInt8>, in text: Range<Int>
  ) -> some Sequence<Range<Int>> {
    sequence(state: text.lowerBound) { start -> Range<Int>? in
      while start < text.upperBound, bytes[start] == UInt8(ascii: "\n") { start += 1 }
      guard start < text.upperBound else { return nil }
      var end = start
      while end < text.upperBound, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      end = min(end + 1, text.upperBound)
      defer { start = end }
      return start..<end
    }
  }

  private static func isDefinition(
    _ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>
  ) -> Bool {
    bytes[line.lowerBound] == UInt8(ascii: "d")
      && UnsafeBufferPointer(rebasing: bytes[line]).starts(with: SectionScan.define)
  }

  /// The next global name. Texts in quotation marks contain none.
  private static func nextName(
    _ bytes: UnsafeBufferPointer<UInt8>, in text: Range<Int>
  ) -> Range<Int>? {
    var index = text.lowerBound
    while index < text.upperBound {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        index += 1
        while index < text.upperBound, bytes[index] != UInt8(ascii: "\"") { index += 1 }
      case UInt8(ascii: "@"):
        var end = index + 1
        if end < text.upperBound, bytes[end] == UInt8(ascii: "\"") {
          end += 1
          while end < text.upperBound, bytes[end] != UInt8(ascii: "\"") { end += 1 }
          end = min(end + 1, text.upperBound)
        } else {
          while end < text.upperBound, IRText.isNameCharacter(bytes[end]) { end += 1 }
        }
        return index..<end
      default: break
      }
      index += 1
    }
    return nil
  }
}
