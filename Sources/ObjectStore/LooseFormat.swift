// The format of an object in its own file: one zlib stream of header and body.
//
//   loose object = zlib(header body)            any level, nothing after it
//   header       = type SP size NUL             size: decimal, no leading zero
//   file         = <tree>/<2 digits>/<62 digits>
//
// SeeAlso: gitformat-loose(5), RFC 1950 (zlib), RFC 1951 (deflate).

import CZlib

/// The limits of the format, and the encoding of small objects.
package enum LooseFormat {
  /// Maximum size of a body that is read or written, in bytes: more than the largest generated
  /// files, and little enough for a machine to hold it twice.
  package static let bodySizeMaxBytes: UInt64 = 1 << 30

  /// Shorter bodies are stored, not deflated. Deflating 100 bytes saves almost nothing and takes
  /// zlib 4 µs; writing a stored block takes 0.1 µs.
  package static let storedBodyBytesBelow = 128

  /// zlib's maximum compression ratio (its FAQ: 1032 to 1). A header that claims more is wrong.
  static let ratioMax: UInt64 = 1032

  /// Prefix of a writer's temporary file in the shard's folder. Git leaves such a file alone while
  /// it is young and removes it when it is old.
  package static let temporaryPrefix = "tmp_obj_"

  /// Appends header and body as a zlib stream of one stored block.
  ///
  ///   01               the last block, stored
  ///   len ^len         little-endian, 16 bits each
  ///   bytes
  static func store(_ header: RawSpan, _ body: RawSpan, appendingTo output: inout [UInt8]) {
    let count = header.byteCount + body.byteCount
    precondition(count <= Int(UInt16.max), "a stored block holds 65,535 bytes")
    let length = UInt16(count)
    ZlibStream.open(&output)
    output.append(0x01)
    for word in [length, ~length] {
      output.append(UInt8(truncatingIfNeeded: word))
      output.append(UInt8(truncatingIfNeeded: word >> 8))
    }
    unsafe header.withUnsafeBytes { header in
      unsafe body.withUnsafeBytes { body in
        unsafe output.append(contentsOf: header)
        unsafe output.append(contentsOf: body)
        unsafe ZlibStream.close(&output, header, body)
      }
    }
  }
}
