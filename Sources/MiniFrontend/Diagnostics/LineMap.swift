// From byte offsets to lines and columns.

/// The lines of one source file.
package struct LineMap: Sendable {
  package let source: [UInt8]
  /// Byte offset of each line's start; the first is after the byte-order mark.
  private let lineStarts: [UInt32]
  /// Number of scalars that begin before each multiple of `scalarBlock` bytes; empty for ASCII.
  private let scalarsBefore: [UInt32]

  /// - Complexity: one pass over `source`.
  package init(_ source: [UInt8]) {
    self.source = source
    let first = SourceBytes.byteOrderMarkLength(source)
    var starts = [UInt32(first)]
    starts.reserveCapacity(min(source.count / 16, 1024) + 2)
    var seen: UInt8 = 0
    for index in first..<source.count {
      let byte = source[index]
      seen |= byte
      if byte == 0x0A { starts.append(UInt32(truncatingIfNeeded: index + 1)) }
    }
    lineStarts = starts
    scalarsBefore = seen < 0x80 ? [] : Self.countScalars(source)
  }

  /// Number of lines, at least one.
  package var count: Int { lineStarts.count }

  /// Whether each byte is a character.
  package var isASCII: Bool { scalarsBefore.isEmpty }

  /// Converts a diagnostic's byte ranges to locations.
  ///
  /// - Complexity: logarithmic in the number of lines, however long the line is.
  package func locate(_ diagnostic: RawDiagnostic) -> Diagnostic {
    Diagnostic(
      code: diagnostic.code, message: diagnostic.message, location: location(of: diagnostic.range),
      label: diagnostic.label,
      notes: diagnostic.notes.map {
        Diagnostic.Note(message: $0.message, location: $0.range.map(location(of:)))
      })
  }

  /// Line and column of one byte, both from 1; the column in Unicode scalars.
  package func lineAndColumn(at offset: UInt32) -> (line: UInt32, column: UInt32) {
    let offset = clamped(offset)
    let line = lineIndex(of: offset)
    let column = scalarCount(before: offset) - scalarCount(before: Int(lineStarts[line])) + 1
    return (UInt32(line + 1), UInt32(column))
  }

  /// The location of a range. Offsets beyond the file count as its end, offsets in the byte-order mark
  /// as the first character after it.
  package func location(of range: SourceRange) -> Diagnostic.Location {
    let start = lineAndColumn(at: range.start)
    let end = lineAndColumn(at: range.end)
    let window = window(around: clamped(range.start))
    return Diagnostic.Location(
      byteOffset: UInt32(clamped(range.start)), line: start.line, column: start.column,
      endLine: end.line,
      endColumn: end.column,
      lineText: text(source[window.bytes]),
      lineTextColumn: start.column - UInt32(window.scalarsBefore))
  }

  // MARK: - Lines

  /// The offset, limited to the file's text: not in the byte-order mark, not beyond the end.
  private func clamped(_ offset: UInt32) -> Int {
    min(max(Int(offset), Int(lineStarts[0])), source.count)
  }

  private func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(lineStarts[middle]) <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The end of the line's text, before its LF or CRLF.
  private func lineEnd(_ line: Int) -> Int {
    guard line + 1 < lineStarts.count else { return source.count }
    let lineFeed = Int(lineStarts[line + 1]) - 1
    let hasReturn = lineFeed > Int(lineStarts[line]) && source[lineFeed - 1] == 0x0D
    return hasReturn ? lineFeed - 1 : lineFeed
  }

  // MARK: - The text of a line

  /// A window of a long line starts this many scalars before the location.
  private static let windowBefore = 80
  /// Length of a window in scalars: two rows of a wide terminal.
  private static let windowMax = 200

  /// The part of the line that is shown, and the number of its scalars before `offset`.
  private func window(around offset: Int) -> (bytes: Range<Int>, scalarsBefore: Int) {
    let line = lineIndex(of: offset)
    let lineStart = Int(lineStarts[line])
    let lineEnd = lineEnd(line)
    let anchor = min(offset, lineEnd)
    let isShort = lineEnd - lineStart <= Self.windowMax
    var start = anchor
    var before = offset > lineEnd ? scalarCount(before: offset) - scalarCount(before: lineEnd) : 0
    while start > lineStart, isShort || before < Self.windowBefore {
      start -= 1
      if isScalarStart(source, start) { before += 1 }
    }
    var end = anchor
    var count = before
    while end < lineEnd, count < Self.windowMax || !isScalarStart(source, end) {
      if isScalarStart(source, end) { count += 1 }
      end += 1
    }
    return (start..<end, before)
  }

  // MARK: - Counting scalars

  private static let scalarBlock = 1024

  private static func countScalars(_ source: [UInt8]) -> [UInt32] {
    var counts: [UInt32] = []
    counts.reserveCapacity(source.count / scalarBlock + 1)
    var count: UInt32 = 0
    for index in source.indices {
      if index % scalarBlock == 0 { counts.append(count) }
      if isScalarStart(source, index) { count += 1 }
    }
    return counts
  }

  /// Number of scalars that begin before `offset`.
  private func scalarCount(before offset: Int) -> Int {
    if scalarsBefore.isEmpty { return offset }
    let block = min(offset / Self.scalarBlock, scalarsBefore.count - 1)
    var count = Int(scalarsBefore[block])
    for index in block * Self.scalarBlock..<offset where isScalarStart(source, index) {
      count += 1
    }
    return count
  }
}

/// Whether a scalar begins at `index`. A byte outside any well-formed sequence counts as a scalar,
/// so that a line of such bytes is as long as it is shown.
private func isScalarStart(_ source: [UInt8], _ index: Int) -> Bool {
  guard source[index] & 0xC0 == 0x80 else { return true }
  // Only the nearest byte of the three before that is not a continuation can start its sequence.
  for distance in 1...3 where distance <= index && source[index - distance] & 0xC0 != 0x80 {
    return SourceBytes.utf8SequenceLength(source, at: index - distance) <= distance
  }
  return true
}

/// Part of the source as a string, with one U+FFFD per byte outside any character.
private func text(_ bytes: ArraySlice<UInt8>) -> String {
  if let text = String(validating: bytes, as: UTF8.self) { return text }
  let bytes = Array(bytes)
  var shown: [UInt8] = []
  var index = 0
  while index < bytes.count {
    let length = SourceBytes.utf8SequenceLength(bytes, at: index)
    shown += length == 0 ? Array("\u{FFFD}".utf8) : Array(bytes[index..<index + length])
    index += max(length, 1)
  }
  return String(decoding: shown, as: UTF8.self)
}
