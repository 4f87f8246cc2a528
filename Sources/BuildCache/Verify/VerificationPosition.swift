// The position of a verification: positions before it are checked, positions after it are not. Also the
// file that stores it between calls.

import ObjectStore

// verify_state.bin, little-endian:
//
//     state = magic:8 version:u32 part:u32 number:u64 nameLength:u32 name checksum:u32
//
// The checksum is the CRC-32 of all bytes before it. A file that is damaged, cut or of another
// version counts as absent.

/// A position in the order in which a cache is verified: for each tree its loose objects by shard, its
/// packs by name, and its rows; then the combined IRs by folder.
struct VerificationPosition: Hashable, Sendable, Comparable {
  enum Part: UInt8, Comparable, CaseIterable {
    case zirLoose, zirPacks, zirRows, objectLoose, objectPacks, objectRows, combined

    static func < (left: Part, right: Part) -> Bool { left.rawValue < right.rawValue }
  }

  var part: Part
  /// The name of a pack or of a project's folder; empty in the other parts.
  var name = ""
  /// A shard's first byte, or a position in a pack.
  var number = 0

  static let first = VerificationPosition(part: .zirLoose)

  static func < (left: VerificationPosition, right: VerificationPosition) -> Bool {
    (left.part, left.name, left.number) < (right.part, right.name, right.number)
  }

  static func loose(_ tree: ObjectDatabase.Tree, shard: UInt8) -> VerificationPosition {
    VerificationPosition(part: tree == .zir ? .zirLoose : .objectLoose, number: Int(shard))
  }

  static func pack(
    _ tree: ObjectDatabase.Tree, _ name: PackChecksum, position: Int
  ) -> VerificationPosition {
    VerificationPosition(
      part: tree == .zir ? .zirPacks : .objectPacks, name: name.description, number: position)
  }

  static func rows(_ tree: ObjectDatabase.Tree) -> VerificationPosition {
    VerificationPosition(part: tree == .zir ? .zirRows : .objectRows)
  }

  static func combined(_ folder: ProjectFolder) -> VerificationPosition {
    VerificationPosition(part: .combined, name: folder.prefix)
  }

  /// The last of a tree's positions.
  static func end(of tree: ObjectDatabase.Tree) -> VerificationPosition { rows(tree) }
}

extension VerificationPosition {
  /// Names are those of packs and of projects' folders. mini writes no longer file.
  static let fileSizeMaxBytes = 4096

  private static let magic: [UInt8] = [0x8d] + Array("minivs\n".utf8)
  private static let version: UInt32 = 1

  /// The state as bytes of the file.
  var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.append(raw: Self.magic)
    writer.append(Self.version)
    writer.append(UInt32(part.rawValue))
    writer.append(UInt64(clamping: number))
    writer.append(counted: name)
    writer.append(Checksum.crc32(writer.bytes))
    return writer.bytes
  }

  /// Reads what ``encoded`` made; `nil` for anything else.
  init?(decoding bytes: [UInt8]) {
    guard bytes.count > Self.magic.count + 4, bytes.starts(with: Self.magic) else { return nil }
    let source = IndexBytes(bytes)
    let end = bytes.count - 4
    guard source.uint32(at: end) == Checksum.crc32(Array(bytes[..<end])) else { return nil }
    var reader = ByteReader(source, Self.magic.count..<end)
    let version = reader.uint32()
    let part = UInt8(exactly: reader.uint32()).flatMap(Part.init(rawValue:))
    let number = Int(exactly: reader.uint64())
    let name = reader.countedString()
    guard version == Self.version, let part, let number, reader.isValid else { return nil }
    self.init(part: part, name: name, number: number)
  }
}
