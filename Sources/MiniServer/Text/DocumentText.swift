// A text by lines, as the protocol counts them, and its edits.

package import MiniFrontend

/// A place in a text: both numbers count from 0.
package struct Position: Codable, Hashable, Sendable {
  package var line: Int
  /// In units of the ``PositionEncoding``.
  package var character: Int

  package init(line: Int, character: Int) {
    self.line = line
    self.character = character
  }
}

/// Part of a text; the end is exclusive.
package struct PositionRange: Codable, Hashable, Sendable {
  package var start: Position
  package var end: Position

  package init(start: Position, end: Position) {
    self.start = start
    self.end = end
  }
}

/// The text of a document. Lines end in LF, CRLF or CR, as the protocol says.
package struct DocumentText: Sendable {
  package private(set) var bytes: [UInt8]
  private let encoding: PositionEncoding
  private var lineStarts = [0]

  package init(_ bytes: [UInt8], encoding: PositionEncoding) {
    self.bytes = bytes
    self.encoding = encoding
    findLines(from: 0)
  }

  /// Finds the lines after the one with this index.
  private mutating func findLines(from line: Int) {
    lineStarts.removeSubrange((line + 1)...)
    var index = lineStarts[line]
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == 0x0A || byte == 0x0D && (index == bytes.count || bytes[index] != 0x0A) {
        lineStarts.append(index)
      }
    }
  }

  // MARK: Places

  /// The offset of a position. One behind its line's end counts as the end of the line, one behind
  /// the text's end as that.
  package func offset(of position: Position) -> Int {
    guard position.line < lineStarts.count else { return bytes.count }
    guard position.line >= 0 else { return 0 }
    let end = lineEnd(position.line)
    var offset = lineStarts[position.line]
    var rest = position.character
    while offset < end {
      let units = encoding.unitCount(of: bytes[offset])
      // (The bytes after the first one of a scalar have no units in UTF-16.)
      if units > 0, rest < units { break }
      rest -= units
      offset += 1
    }
    return offset
  }

  /// The end of a line without its line break.
  private func lineEnd(_ line: Int) -> Int {
    guard line + 1 < lineStarts.count else { return bytes.count }
    let end = lineStarts[line + 1] - 1
    return end > lineStarts[line] && bytes[end] == 0x0A && bytes[end - 1] == 0x0D ? end - 1 : end
  }

  package func position(of offset: Int) -> Position {
    let offset = min(max(offset, 0), bytes.count)
    let line = lineStarts.partitioningIndex { $0 > offset } - 1
    var character = 0
    for byte in bytes[lineStarts[line]..<offset] { character += encoding.unitCount(of: byte) }
    return Position(line: line, character: character)
  }

  package func range(_ range: Range<Int>) -> PositionRange {
    PositionRange(start: position(of: range.lowerBound), end: position(of: range.upperBound))
  }

  package func range(_ range: SourceRange) -> PositionRange {
    self.range(Int(range.start)..<max(Int(range.start), Int(range.end)))
  }

  /// The whole text.
  package var wholeRange: PositionRange { range(0..<bytes.count) }

  /// The range of a diagnostic's location.
  package func range(_ location: Diagnostic.Location) -> PositionRange {
    let start = Int(location.byteOffset)
    let end =
      location.line == location.endLine
      ? offset(from: start, skipping: Int(location.endColumn) - Int(location.column))
      : offset(from: start, endLine: location)
    return range(start..<max(start, end))
  }

  /// The offset after some scalars.
  private func offset(from start: Int, skipping count: Int) -> Int {
    var (offset, rest) = (min(start, bytes.count), count)
    while rest > 0, offset < bytes.count {
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      rest -= 1
    }
    return offset
  }

  private func offset(from start: Int, endLine location: Diagnostic.Location) -> Int {
    var offset = min(start, bytes.count)
    for _ in location.line..<location.endLine {
      offset = bytes[offset...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    }
    return self.offset(from: offset, skipping: Int(location.endColumn) - 1)
  }

  // MARK: Edits

  /// Replaces a part of the text.
  package mutating func replace(_ range: PositionRange, with text: String) {
    let start = offset(of: range.start)
    let end = max(start, offset(of: range.end))
    // The line before can end in a CR that an LF now follows.
    let line = max(lineStarts.partitioningIndex { $0 > start } - 2, 0)
    bytes.replaceSubrange(start..<end, with: text.utf8)
    findLines(from: line)
  }
}

extension [Int] {
  /// The index of the first element for which a condition holds, which then holds for all after it.
  fileprivate func partitioningIndex(where condition: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
