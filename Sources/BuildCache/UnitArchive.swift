// The object code of a program as one file that the linker reads: an archive, patched as the combined
// IR is.

package import FileIO

// An archive is what ar(5) says, without a table of symbols: the linker is told to take all of it.
//
//     archive = "!<arch>\n" member*
//     member  = name:16 date:12 owner:6 group:6 mode:8 size:10 "`\n" code LF?     all of it ASCII
//
// Names are numbers, dates and owners are zero; a LF makes a length even.

/// Archives of object code.
package enum UnitArchive {
  /// An archive's bytes as they grow.
  package struct Writer: ~Copyable {
    package private(set) var bytes = UnitArchive.magic

    package init(sizeBytes: Int) {
      bytes.reserveCapacity(sizeBytes + UnitArchive.magic.count)
    }

    /// Appends a member.
    ///
    /// - Returns: where its code begins.
    package mutating func append(_ code: [UInt8], number: Int) -> UInt64 {
      func field(_ text: String, _ width: Int) -> [UInt8] {
        Array(text.utf8.prefix(width))
          + Array(repeating: UInt8(ascii: " "), count: max(width - text.utf8.count, 0))
      }
      bytes += field("\(number)/", 16) + field("0", 12) + field("0", 6) + field("0", 6)
      bytes += field("644", 8) + field("\(code.count)", 10) + Array("`\n".utf8)
      let offset = UInt64(bytes.count)
      bytes += code
      if !bytes.count.isMultiple(of: 2) { bytes.append(UInt8(ascii: "\n")) }
      return offset
    }
  }

  static let magic = Array("!<arch>\n".utf8)
  /// Bytes of a member beside its code, at most.
  package static let memberOverhead = 61

  /// Copies a part of a file; `nil` if it is not there or not what it was.
  package static func part(
    of file: MappedFile, offset: UInt64, size: UInt64, checksum: UInt32
  ) -> [UInt8]? {
    let count = unsafe UInt64(file.bytes.count)
    guard size <= count, offset <= count - size else { return nil }
    let range = Int(offset)..<Int(offset + size)
    let copy = unsafe Array(UnsafeRawBufferPointer(rebasing: file.bytes[range]))
    return Checksum.crc32(copy) == checksum ? copy : nil
  }
}
