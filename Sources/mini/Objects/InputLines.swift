// Reads a descriptor line by line, and never waits for more than the next line.

import SystemPackage

/// Reads lines. A CR before the LF is not part of a line, as in Git.
struct InputLines {
  private let fd: Int32
  private let delimiter: UInt8
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false

  /// Longer than any name. A longer line is refused, because it would be held in memory.
  private static let lengthMax = 1 << 20

  /// - Parameter delimiter: the byte that ends a line: LF, or NUL.
  init(_ fd: Int32, delimiter: UInt8 = UInt8(ascii: "\n")) {
    self.fd = fd
    self.delimiter = delimiter
  }

  /// All lines that have arrived, at least one, with their line breaks; empty at the end. Waits
  /// only for the first line.
  mutating func nextThatCame() throws -> [UInt8] {
    while true {
      if let end = buffer[start...].lastIndex(of: delimiter) {
        defer { start = end + 1 }
        return Array(buffer[start...end])
      }
      guard !isAtEnd else {
        defer { start = buffer.count }
        return Array(buffer[start...])
      }
      try readMore(sizeMax: Self.manyBytes)
    }
  }

  /// The read size for many lines at once: a few thousand file names.
  private static let manyBytes = 1 << 18

  /// A line without its line break: LF, or CR and LF.
  static func content(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard line.last == UInt8(ascii: "\n") else { return line }
    let content = line.dropLast()
    return content.last == 0x0D ? content.dropLast() : content
  }

  /// The next line without its line break; `nil` at the end. The last line needs no line break.
  ///
  /// - Parameter beforeWaiting: called before each read, when no complete line is left.
  mutating func next(beforeWaiting: () throws -> Void = {}) throws -> [UInt8]? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: delimiter) {
        defer { start = end + 1 }
        let hasReturn = delimiter == UInt8(ascii: "\n") && end > start && buffer[end - 1] == 0x0D
        return Array(buffer[start..<(hasReturn ? end - 1 : end)])
      }
      guard !isAtEnd else {
        defer { start = buffer.count }
        return start < buffer.count ? Array(buffer[start...]) : nil
      }
      searched = buffer.count - start
      try beforeWaiting()
      try readMore(sizeMax: 1 << 16)
    }
  }

  /// Appends the available bytes to those that are not returned yet.
  private mutating func readMore(sizeMax: Int) throws {
    guard buffer.count - start <= Self.lengthMax else {
      throw CommandFailure("a line of standard input is longer than \(Self.lengthMax) bytes")
    }
    buffer.removeFirst(start)
    start = 0
    do {
      isAtEnd = try Descriptor.read(fd, into: &buffer, sizeMax: sizeMax) == 0
    } catch {
      throw CommandFailure("cannot read standard input: \(error)")
    }
  }
}
