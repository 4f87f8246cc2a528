// Indexes as an attacker would forge them: any contents, with right checksums.

import BuildCache

/// Makes index files without the code under test. `IndexFile.swift` describes the format.
enum ForgedIndex {
  /// An index with these tables, each with rows of one size.
  static func encode(
    kind: UInt32, version: UInt32, tables: [(rowSize: Int, bytes: [UInt8])]
  ) -> [UInt8] {
    let headerLength = padded(40 + 24 * tables.count + 4)
    var entries: [UInt8] = []
    var body: [UInt8] = []
    for table in tables {
      body += zeros(padded(body.count) - body.count)
      entries += bytes(UInt64(headerLength + body.count))
      entries += bytes(UInt64(table.bytes.count / table.rowSize))
      entries += bytes(UInt32(table.rowSize)) + bytes(UInt32(0))
      body += table.bytes
    }
    body += zeros(padded(body.count) - body.count)
    precondition(headerLength + body.count <= 1 << 14, "a forged index is of one block")
    var file = [0x8d] + Array("miniix\n".utf8) + bytes(kind) + bytes(version)
    file += bytes(UInt32(headerLength)) + bytes(UInt32(0))
    file += bytes(UInt64(headerLength + body.count)) + bytes(UInt32(1))
    file += bytes(UInt32(tables.count)) + entries + bytes(UInt32(0))
    return resealed(file + zeros(headerLength - file.count) + body)
  }

  /// An index of one block, with right checksums.
  static func resealed(_ index: [UInt8]) -> [UInt8] {
    var index = index
    func number(_ offset: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(index[offset + $1]) << (8 * $1) }
    }
    let headerLength = min(number(16), index.count)
    let checksumsAt = min(40 + 24 * number(36), headerLength - 4)
    if checksumsAt >= 40 {
      index.replaceSubrange(
        checksumsAt..<(checksumsAt + 4),
        with: bytes(Checksum.crc32(Array(index[headerLength...]))))
    }
    let header = Array(index[..<20] + index[24..<max(headerLength, 24)])
    index.replaceSubrange(20..<24, with: bytes(Checksum.crc32(header)))
    return index
  }

  private static func padded(_ length: Int) -> Int { (length + 7) & ~7 }
  private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
