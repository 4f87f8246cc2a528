// Shared by tests of packs: bodies, packs made by git, packs made by hand.

import FileIO
import ObjectStore
import Synchronization
import SystemPackage
import TestSupport
import Testing

let packDisk = LocalFileSystem()

/// A pack and its index in memory.
struct PackBytes {
  var pack: [UInt8]
  var index: [UInt8]

  /// Reads a pack's two files.
  init(_ stem: FilePath) throws {
    let sizeMax = 1 << 30
    pack = try #require(
      try packDisk.contents(of: FilePath(stem.string + ".pack"), sizeMax: sizeMax))
    index = try #require(
      try packDisk.contents(of: FilePath(stem.string + ".idx"), sizeMax: sizeMax))
  }

  init(pack: [UInt8], index: [UInt8]) {
    self.pack = pack
    self.index = index
  }
}

enum PackSamples {
  /// Bodies at the edges: empty, small, stored and deflated, long, and many similar ones.
  static func bodies(_ count: Int, seed: UInt64 = 21) -> [[UInt8]] {
    var random = SplitMix64(seed: seed)
    var bodies: [[UInt8]] = [
      [], Array("hello\n".utf8), [0, 1, 255], random.bytes(127), random.bytes(128),
      random.bytes(70_000), [UInt8](repeating: 0, count: 200_000),
    ]
    while bodies.count < count {
      bodies.append(Array("define i32 @\"f.\(seed).\(bodies.count)\"() { ret i32 0 }\n".utf8))
    }
    return Array(bodies.prefix(count))
  }

  /// Versions of one text, each differing in a line from the one before: git makes deltas of them.
  static func versions(_ count: Int) -> [[UInt8]] {
    var lines = (0..<60).map { "line \($0) of a text that changes slowly" }
    return (0..<count).map { version in
      lines[version % 60] = "changed in version \(version)"
      return Array(lines.joined(separator: "\n").utf8)
    }
  }

  /// The stem of a folder's only pack.
  static func onlyPack(in folder: FilePath) throws -> (name: PackChecksum, stem: FilePath) {
    let names = try #require(try packDisk.entries(of: folder)).map(\.name)
    let packs = names.filter { $0.hasSuffix(".pack") }
    try #require(packs.count == 1, "\(names)")
    let stem = String(packs[0].dropLast(5))
    return (try #require(PackChecksum(fileStem: stem)), folder.appending(stem))
  }

  /// The faults that verify finds in a pack and its index as whole files.
  static func problems(of name: PackChecksum, in packs: PackDirectory) throws -> [String] {
    var pack = try #require(try PackExamination.open(name, of: packs))
    var conditions: [PackExamination.FileCondition] = []
    for file in PackExamination.File.allCases {
      conditions.append(try #require(try pack.condition(of: file)))
    }
    pack.conclude(conditions)
    return pack.packProblems + pack.indexProblems
  }

  /// A zlib stream of stored blocks.
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var rest = bytes[...]
    repeat {
      let block = rest.prefix(0xFFFF)
      rest = rest.dropFirst(block.count)
      let length = UInt16(block.count)
      stream.append(rest.isEmpty ? 1 : 0)
      for word in [length, ~length] {
        stream += [UInt8(truncatingIfNeeded: word), UInt8(truncatingIfNeeded: word >> 8)]
      }
      stream += block
    } while !rest.isEmpty
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return stream + bigEndian(high << 16 | low)
  }

  static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// The bytes of a size, 7 bits per byte.
  static func size(_ number: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = number
    repeat {
      bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
      rest >>= 7
    } while rest > 0
    return bytes
  }

  /// An entry's header: its type and its size.
  static func head(_ type: UInt8, _ size: UInt64) -> [UInt8] {
    let rest = size >> 4
    let first = type << 4 | UInt8(size & 15)
    return rest == 0 ? [first] : [first | 0x80] + self.size(rest)
  }

  /// A delta by id.
  static func idDelta(_ base: ObjectID, _ delta: [UInt8]) -> [UInt8] {
    head(7, UInt64(delta.count)) + base.bytes + stored(delta)
  }

  /// A delta by distance, which is below 128.
  static func offsetDelta(_ distance: UInt8, _ delta: [UInt8]) -> [UInt8] {
    head(6, UInt64(delta.count)) + [distance] + stored(delta)
  }

  static func blob(_ body: [UInt8]) -> [UInt8] {
    head(3, UInt64(body.count)) + stored(body)
  }

  /// A pack of entries made by hand, with an index of the given ids.
  static func pack(_ entries: [(id: ObjectID, bytes: [UInt8])]) -> PackBytes {
    var pack = Array("PACK".utf8) + bigEndian(2) + bigEndian(UInt32(entries.count))
    var rows: [PackIndexRow] = []
    for entry in entries {
      rows.append(PackIndexRow(id: entry.id, checksum: 0, offset: UInt64(pack.count)))
      pack += entry.bytes
    }
    let index = PackIndexEncoder.encode(rows, pack: PackChecksum.zero)
    return PackBytes(pack: pack + [UInt8](repeating: 0, count: 32), index: index)
  }
}

extension PackChecksum {
  static var zero: PackChecksum {
    PackChecksum(fileStem: "pack-" + String(repeating: "0", count: 64))!
  }
}

/// Results of many threads, each in its place. A class, because the threads share it.
final class Slots: Sendable {
  private let entries: Mutex<[PackEntry?]>

  init(count: Int) { entries = Mutex(Array(repeating: nil, count: count)) }

  func put(_ index: Int, _ entry: PackEntry?) { entries.withLock { $0[index] = entry } }

  var all: [PackEntry?] { entries.withLock { $0 } }
}

/// Counts on several threads. A class, because they share it.
final class Counter: Sendable {
  private let value = Mutex(0)

  func add() { value.withLock { $0 += 1 } }

  var count: Int { value.withLock { $0 } }
}
