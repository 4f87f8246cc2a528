// How an object lies in a file of its own: one zlib stream of header and body.
//
//   loose object = zlib(header body)            any level, nothing after it
//   header       = type SP size NUL             size: decimal, no leading zero
//   file         = <tree>/<2 digits>/<62 digits>
//
// SeeAlso: gitformat-loose(5), RFC 1950 (zlib), RFC 1951 (deflate).

import CZlib

/// The numbers of the format, and the short form of small objects.
package enum LooseFormat {
  /// The longest body that is read or written, in bytes: what a person's largest generated file
  /// does not reach, and what a machine can still hold twice.
  package static let bodySizeMaxBytes: UInt64 = 1 << 30

  /// Bodies shorter than this are stored, not deflated: deflating 100 bytes saves next to nothing, and
  /// takes zlib 4 µs where a stored stream written by hand takes 0.1.
  package static let storedBodyBytesBelow = 128

  /// zlib cannot shrink more than this (its FAQ: 1032 to 1); a header that claims more lies.
  static let ratioMax: UInt64 = 1032

  /// How the temporary file of a writer is named, in the shard's folder: the name that Git leaves
  /// alone while it is young and removes when it is old.
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
