// The format of many objects in one file: Git's pack and its index, both of version 2, with 32-byte
// ids.
//
//   pack    = "PACK" version count { entry } sha256           version 2 (3 is read), count: 32 bits
//   entry   = head [ base ] zlib(data)
//   head    = 1 byte: more(1) type(3) size(4), then bytes of more(1) size(7), least bits first
//   type    = commit 1 | tree 2 | blob 3 | tag 4              data is the body
//           | offset delta 6                                  base = distance back from this entry
//           | id delta 7                                      base = 32 bytes, of the same pack
//   size    = of data, inflated
//   index   = ff 74 4f 63 version fan-out ids checksums offsets large sha256(pack) sha256
//   fan-out = 256 counts of ids whose first byte is at most the slot's number
//   ids     = 32 bytes each, ascending;  checksums = CRC-32 of each entry
//   offsets = 31 bits, or the top bit and a position in large;  large = 64 bits each
//
// All numbers are big-endian. Each sha256 covers all bytes before it; a pack is named after its
// own.
//
// SeeAlso: gitformat-pack(5).

/// The constants of both formats.
package enum PackFormat {
  static let signature: UInt32 = 0x5041_434B  // "PACK"
  static let version: UInt32 = 2
  /// Git also reads version 3, but never writes it.
  static let versionsRead: ClosedRange<UInt32> = 2...3
  static let headerLength = 12
  static let checksumLength = 32

  static let indexSignature: UInt32 = 0xFF74_4F63
  static let indexVersion: UInt32 = 2
  static let fanOutStart = 8
  static let idsStart = 8 + 256 * 4
  /// Minimum size of an index: no ids, two checksums.
  static let indexLengthMin = idsStart + 2 * checksumLength
  /// Size of an object's row in an index: id, CRC-32, offset.
  static let indexBytesPerObject = ObjectID.byteLength + 4 + 4
  /// Larger offsets are stored in the table of large ones.
  static let smallOffsetMax: UInt64 = 0x7FFF_FFFF

  /// Maximum length of an entry's head and base: 10 bytes of size and 32 of id.
  static let entryHeadLengthMax = 42

  /// Minimum length of an entry: one byte of head, and an empty zlib stream.
  static let entryLengthMin: UInt64 = 9

  /// Maximum depth of a delta chain, which is the most that Git can write (`--depth` allows 4095).
  package static let chainDepthMax = 4095
  /// Maximum total of bytes inflated and built for one object: four times the largest object. A
  /// chain that claims more is a decompression bomb.
  package static let chainBytesMax: UInt64 = 4 * StoredObject.bodySizeMaxBytes
}

/// The SHA-256 at the end of a pack or an index; a pack is named after its own.
package struct PackChecksum: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The digest, as an id, because it is mostly formatted and compared.
  let digest: ObjectID

  package var description: String { digest.description }

  package static func < (left: PackChecksum, right: PackChecksum) -> Bool {
    left.digest < right.digest
  }

  /// The name of the pack's files, without extension.
  package var fileStem: String { "pack-\(digest)" }

  init(digest: ObjectID) {
    self.digest = digest
  }

  /// Parses `pack-<64 lower-case digits>`; nil for anything else.
  package init?(fileStem: some StringProtocol) {
    guard fileStem.hasPrefix("pack-"), let digest = ObjectID(hex: String(fileStem.dropFirst(5))),
      fileStem.dropFirst(5).utf8.allSatisfy({ !(0x41...0x46).contains($0) })
    else { return nil }
    self.digest = digest
  }
}
