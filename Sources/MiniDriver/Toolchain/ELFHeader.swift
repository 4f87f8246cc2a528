// The header of an ELF file, with the tables that it points to.

/// The header of a 64-bit, little-endian ELF file. Its numbers come from outside: they can point
/// anywhere.
///
/// - SeeAlso: elf(5)
struct ELFHeader {
  /// A table in the file.
  struct Table {
    let offset: UInt64
    let entrySize: UInt64
    let count: UInt64
  }

  let type: Int
  let machine: Int
  /// The program headers: the parts of the file that are loaded.
  let segments: Table
  /// The section headers. A count that does not fit 16 bits is 0.
  let sections: Table
  /// The number of the section with the names of all sections.
  let namesSection: Int

  static let sizeBytes = 64
  static let relocatable = 1
  static let executable = 2
  /// Of a shared object, and of an executable that can be loaded anywhere.
  static let shared = 3
  /// `\u{7F}ELF`, 64 bits, least significant byte first, version 1.
  private static let magic: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1]

  /// - Returns: `nil` if the bytes do not begin with such a header.
  init?<Bytes: RandomAccessCollection<UInt8>>(_ bytes: Bytes) where Bytes.Index == Int {
    guard bytes.count >= Self.sizeBytes, bytes.starts(with: Self.magic) else { return nil }
    let reader = BoundedReader(bytes)
    type = Int(reader.uint16(16))
    machine = Int(reader.uint16(18))
    segments = Table(
      offset: reader.uint64(32), entrySize: UInt64(reader.uint16(54)),
      count: UInt64(reader.uint16(56)))
    sections = Table(
      offset: reader.uint64(40), entrySize: UInt64(reader.uint16(58)),
      count: UInt64(reader.uint16(60)))
    namesSection = Int(reader.uint16(62))
  }
}
