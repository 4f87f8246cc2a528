// The object code of a program as one file for the linker: an archive, patched like the combined
// IR.

package import FileIO

// The format is that of ar(5), without a symbol table, because the linker includes every member:
//
//     archive = "!<arch>\n" member*
//     member  = name:16 date:12 owner:6 group:6 mode:8 size:10 "`\n" code LF?     all of it ASCII
//
// Names are numbers. Dates and owners are zero. A LF pads a member to an even length.

/// Reads and writes archives of object code.
package enum UnitArchive {
  /// Builds an archive in memory.
  package struct Writer: ~Copyable {
    package private(set) var bytes = UnitArchive.magic

    package init(sizeBytes: Int) {
      bytes.reserveCapacity(sizeBytes + UnitArchive.magic.count)
    }

    /// Appends a member.
    ///
    /// - Returns: the offset of its code.
    package mutating func append(_ code: [UInt8], number: Int) -> UInt64 {
      bytes += UnitArchive.header(number: number, size: code.count)
      let offset = UInt64(bytes.count)
      bytes += code
      if !bytes.count.isMultiple(of: 2) { bytes.append(UInt8(ascii: "\n")) }
      return offset
    }
  }

  private static func header(number: Int, size: Int) -> [UInt8] {
    func field(_ text: String, _ width: Int) -> [UInt8] {
      Array(text.utf8.prefix(width))
        + Array(repeating: UInt8(ascii: " "), count: max(width - text.utf8.count, 0))
    }
    return field("\(number)/", 16) + field("0", 12) + field("0", 6) + field("0", 6)
      + field("644", 8) + field("\(size)", 10) + Array("`\n".utf8)
  }

  static let magic = Array("!<arch>\n".utf8)
  /// Bytes of a member besides its code, at most.
  package static let memberOverhead = 61

  /// Copies a part of a file; `nil` if it is out of bounds or does not have this checksum.
  package static func part(
    of file: MappedFile, offset: UInt64, size: UInt64, checksum: UInt32
  ) -> [UInt8]? {
    let count = unsafe UInt64(file.bytes.count)
    guard size <= count, offset <= count - size else { return nil }
    let range = Int(offset)..<Int(offset + size)
    let copy = unsafe Array(UnsafeRawBufferPointer(rebasing: file.bytes[range]))
    return Checksum.crc32(copy) == checksum ? copy : nil
  }

  /// The first problem of an archive that should contain these units in this order; `nil` if there
  /// is none. Checks every byte.
  static func flaw(in bytes: IndexBytes, of units: [LinkedUnit]) -> String? {
    var end = magic.count
    guard bytes.compare(0..<end, with: magic) == 0 else { return "it is not an archive" }
    for (number, unit) in units.enumerated() {
      guard unit.size <= UInt64(bytes.count) else { return "unit \(number) is cut" }
      let size = Int(unit.size)
      let header = header(number: number, size: size)
      let start = end + header.count
      guard unit.offset == UInt64(start), bytes.compare(end..<start, with: header) == 0 else {
        return "unit \(number) is not at its offset"
      }
      end = start + size
      guard bytes.checksumInPieces(start..<end) == unit.checksum else {
        return "unit \(number) has a wrong checksum"
      }
      if !end.isMultiple(of: 2) {
        guard bytes.compare(end..<(end + 1), with: [UInt8(ascii: "\n")]) == 0 else {
          return "unit \(number) is not padded correctly"
        }
        end += 1
      }
    }
    return end == bytes.count ? nil : "it has \(bytes.count) bytes, but its units add up to \(end)"
  }
}
