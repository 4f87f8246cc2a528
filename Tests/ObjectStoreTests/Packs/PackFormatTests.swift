// mini reads packs made by git, and refuses malformed ones.

import FileIO
import Glibc
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct PackFormatTests {
  static let fixtures = ["offset-deltas", "id-deltas", "large-offsets"]

  @Test(arguments: fixtures)
  func packsMadeByGitAreRead(fixture: String) throws {
    let folder = Repository.fixture("Packs/\(fixture)")
    let (name, _) = try PackSamples.onlyPack(in: folder)
    let pack = try #require(try PackReader(name, in: folder, fileSystem: packDisk))
    #expect(pack.problem == nil)
    let directory = PackDirectory(path: folder, fileSystem: packDisk)
    #expect(try PackSamples.problems(of: name, in: directory) == [])
    let list = String(
      decoding: try Repository.contents(ofFixture: "Packs/list.txt"), as: UTF8.self)
    var ids: [ObjectID] = []
    for line in list.split(separator: "\n") {
      let words = line.split(separator: " ")
      let id = try #require(ObjectID(hex: String(words[0])))
      let type = try #require(ObjectType(rawValue: String(words[1])))
      let size = try #require(UInt64(words[2]))
      #expect(try pack.header(of: id) == ObjectHeader(type: type, sizeBytes: size))
      let object = try #require(try pack.read(id))
      #expect(object.type == type && object.body.count == Int(size))
      #expect(pack.contains(id))
      ids.append(id)
    }
    #expect(ids.count == 12)
    var listed: [ObjectID] = []
    try pack.forEachID { id throws(ObjectError) in listed.append(id) }
    #expect(listed == ids)
    for position in 0..<pack.index.count { #expect(try pack.fault(at: position) == nil) }
    let absent = ObjectID(type: .blob, body: [1, 2, 3])
    #expect(try pack.read(absent) == nil && pack.header(of: absent) == nil)
    #expect(!pack.contains(absent))
  }

  @Test(arguments: fixtures)
  func theIndexMadeAnewIsGits(fixture: String) throws {
    let (name, stem) = try PackSamples.onlyPack(in: Repository.fixture("Packs/\(fixture)"))
    let bytes = try PackBytes(stem)
    let contents = try PackIndexer.contents(of: PackFile(bytes.pack))
    #expect(contents.isWhole)
    let limit: UInt64 = fixture == "large-offsets" ? 0x80 : PackFormat.smallOffsetMaxOfGit
    let index = PackIndexEncoder.encode(contents.rows, pack: name, smallOffsetMax: limit)
    #expect(index == bytes.index)
  }

  /// A pack of 5 GiB with a hole in its middle.
  @Test func anObjectBeyondFourGigabytesIsRead() throws {
    let folder = TemporaryDirectory()
    let body = Array("far away".utf8)
    let id = ObjectID(type: .blob, body: body)
    let path = folder.appending("\(PackChecksum.zero.fileStem).pack")
    try packDisk.replaceFile(path, with: Array("PACK".utf8) + [0, 0, 0, 2, 0, 0, 0, 1])
    let offset: UInt64 = 5 << 30
    let end = PackSamples.blob(body) + [UInt8](repeating: 0, count: 32)
    try path.withCString { path throws(Errno) in
      // O_WRONLY, then O_WRONLY | O_APPEND
      let fd = try packDisk.open(at: workingDirectory, path, flags: 1, mode: 0)
      #expect(ftruncate(fd, Int(offset)) == 0)
      try packDisk.close(fd)
      let tail = try packDisk.open(at: workingDirectory, path, flags: 1 | 0o2000, mode: 0)
      _ = try end.withUnsafeBytes { bytes in
        Result { () throws(Errno) in try packDisk.writeAll(tail, bytes) }
      }.get()
      try packDisk.close(tail)
    }
    let row = PackIndexRow(id: id, checksum: 0, offset: offset)
    try packDisk.replaceFile(
      folder.appending("\(PackChecksum.zero.fileStem).idx"),
      with: PackIndexEncoder.encode([row], pack: .zero))
    let pack = try #require(try PackReader(.zero, in: folder.path, fileSystem: packDisk))
    #expect(pack.problem == nil)
    #expect(try pack.read(id)?.body == body)
  }

  // MARK: Deltas

  @Test func deltasAreAppliedAsTheFormatSays() throws {
    let base = Array("0123456789".utf8)
    func check(_ instructions: [UInt8], _ size: UInt64, _ expected: String?) {
      let delta = PackSamples.size(10) + PackSamples.size(size) + instructions
      let result = try? PackDelta.apply(delta, to: base, resultSizeMax: 1 << 20)
      #expect(result == expected.map { Array($0.utf8) }, "\(instructions)")
    }
    check([], 0, "")
    check([3, 0x61, 0x62, 0x63], 3, "abc")
    check([0x91, 2, 3], 3, "234")
    check([0x90, 10], 10, "0123456789")
    check([0x91, 7, 3, 1, 0x2D, 0x90, 2], 6, "789-01")
    check([0x91, 7, 4], 4, nil)  // beyond the base's end
    check([0x9F, 0xFF, 0xFF, 0xFF, 0xFF, 1], 1, nil)
    check([0x80], 65_536, nil)  // a length of 0 is 65,536
    check([0], 0, nil)  // reserved
    check([3, 0x61], 3, nil)  // cut
    check([0x91, 2], 3, nil)
    check([1, 0x61], 2, nil)  // too short
    check([2, 0x61, 0x61], 1, nil)  // too long
    check([0x90, 10], 9, nil)
    let sizes = PackSamples.size(9) + PackSamples.size(1) + [1, 0x61]
    #expect(throws: Damage.badDelta) {
      try PackDelta.apply(sizes, to: base, resultSizeMax: 10)
    }
    #expect(throws: Damage.badDelta) { try PackDelta.apply([], to: [], resultSizeMax: 10) }
    #expect(throws: Damage.badDelta) {
      try PackDelta.apply([UInt8](repeating: 0xFF, count: 40), to: [], resultSizeMax: 10)
    }
    let long = PackSamples.size(65_536) + PackSamples.size(65_536) + [0x80]
    let body = [UInt8](repeating: 9, count: 65_536)
    #expect(try PackDelta.apply(long, to: body, resultSizeMax: 1 << 20) == body)
    #expect(throws: Damage.tooLarge) {
      try PackDelta.apply(long, to: body, resultSizeMax: 65_535)
    }
  }

  /// Two deltas, each the base of the other.
  @Test func aCircleOfDeltasIsFound() throws {
    let (one, two) = (ObjectID(type: .blob, body: [1]), ObjectID(type: .blob, body: [2]))
    let delta = PackSamples.size(1) + PackSamples.size(1) + [1, 1]
    try expectFault(
      .chainTooLong,
      in: PackSamples.pack([
        (one, PackSamples.idDelta(two, delta)), (two, PackSamples.idDelta(one, delta)),
      ]))
    try expectFault(
      .chainTooLong, in: PackSamples.pack([(one, PackSamples.idDelta(one, delta))]))
    try expectFault(
      .missingBase, in: PackSamples.pack([(one, PackSamples.idDelta(two, delta))]))
  }

  /// Less than 100 KB that claim tens of gigabytes: 60 deltas, each of up to a gigabyte.
  @Test func aBombIsDamageAndNotAHang() throws {
    let base = [UInt8](repeating: 7, count: 1024)
    var entries = [(id: ObjectID(type: .blob, body: base), bytes: PackSamples.blob(base))]
    var size: UInt64 = 1024
    for round in 0..<60 {
      // Each delta doubles its base, up to a gigabyte, and stays there.
      let grows = size * 2 <= 1 << 30
      let result = grows ? size * 2 : size
      var delta = PackSamples.size(size) + PackSamples.size(result)
      let instructions = grows ? 2 : 1
      for _ in 0..<instructions {
        var start: UInt64 = 0
        while start < size {
          let count = min(size - start, 0xFF_0000)
          delta += [0xFF] + (0..<4).map { UInt8(truncatingIfNeeded: start >> ($0 * 8)) }
          delta += (0..<3).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
          start += count
        }
      }
      let id = ObjectID(type: .blob, body: [UInt8(round)])
      entries.append((id, PackSamples.idDelta(entries[entries.count - 1].id, delta)))
      size = result
    }
    let bytes = PackSamples.pack(entries)
    #expect(bytes.pack.count < 100_000)
    let last = try #require(entries.last)
    let pack = try PackReader(pack: bytes.pack, index: bytes.index, scrutiny: .checksum)
    let expected = ObjectError.damaged(last.id, path: pack.path.string, reason: .tooLarge)
    #expect(throws: expected) { try pack.read(last.id) }
    #expect(throws: expected) { try pack.header(of: last.id) }
  }

  @Test func headsThatLieAreDamage() throws {
    let id = ObjectID(type: .blob, body: Array("body".utf8))
    let stream = PackSamples.stored(Array("body".utf8))
    func check(_ fault: Damage, _ entry: [UInt8]) throws {
      try expectFault(fault, in: PackSamples.pack([(id, entry)]))
    }
    try check(.bodyTooLong, PackSamples.head(3, 3) + stream)
    try check(.bodyTooShort, PackSamples.head(3, 5) + stream)
    try check(.bodyTooShort, PackSamples.head(3, 1 << 29) + stream)
    try check(.tooLarge, PackSamples.head(3, 1 << 31) + stream)
    try check(.badHeader, PackSamples.head(3, 1 << 62) + stream)
    try check(.badHeader, PackSamples.head(0, 4) + stream)
    try check(.badHeader, PackSamples.head(5, 4) + stream)
    try check(.hashMismatch, PackSamples.head(1, 4) + stream)
    try check(.corruptStream, PackSamples.head(3, 4) + [0, 0] + stream)
    try check(.badHeader, PackSamples.head(6, 4) + [0] + stream)
    try check(.badHeader, PackSamples.head(6, 4) + [13] + stream)
    try check(.badOffset, PackSamples.head(6, 4) + [12] + stream)
    try check(.badHeader, PackSamples.head(6, 4) + [UInt8](repeating: 0xFF, count: 20) + stream)
    let good = try PackReader(
      pack: PackSamples.pack([(id, PackSamples.head(3, 4) + stream)]).pack,
      index: PackSamples.pack([(id, PackSamples.head(3, 4) + stream)]).index,
      scrutiny: .checksum)
    #expect(try good.read(id)?.body == Array("body".utf8))
  }

  /// Every object of the pack is damaged, the first one in this way.
  private func expectFault(_ fault: Damage, in bytes: PackBytes) throws {
    let pack = try PackReader(pack: bytes.pack, index: bytes.index, scrutiny: .checksum)
    for position in 0..<pack.index.count {
      let id = pack.index.id(at: position)
      #expect(throws: ObjectError.self) { try pack.read(id) }
      #expect(try pack.fault(at: position) == fault)
    }
  }

  // MARK: Indexes

  @Test func indexesThatCannotBeRightAreRefused() throws {
    let (_, stem) = try PackSamples.onlyPack(in: Repository.fixture("Packs/id-deltas"))
    let sound = try PackBytes(stem).index
    func check(_ error: PackIndexError, _ change: (inout [UInt8]) -> Void) {
      var bytes = sound
      change(&bytes)
      for scrutiny in [PackIndex.Scrutiny.structure, .checksum] {
        if error == .badChecksum, scrutiny == .structure { continue }
        #expect(throws: error) { try PackIndex(StableBytes(bytes), scrutiny: scrutiny) }
      }
    }
    check(.tooShort) { $0 = [] }
    check(.tooShort) { $0 = Array($0.prefix(1095)) }
    check(.badSignature) { $0[0] = 0 }
    check(.badVersion) { $0[7] = 3 }
    check(.badFanOut) { $0[8] = 0xFF }
    check(.badSize) { $0.removeLast(8) }
    check(.badSize) { $0.removeLast(1) }
    check(.badSize) { $0 += [UInt8](repeating: 0, count: 8 * 13) }
    check(.badSize) { bytes in
      for slot in 0..<256 { bytes[8 + 4 * slot] = 0xFF }
    }
    check(.badChecksum) { $0[1500] ^= 1 }
  }
}

extension PackFormat {
  /// Git's `pack_idx_opts.off32_limit`.
  static var smallOffsetMaxOfGit: UInt64 { 0x7FFF_FFFF }
}
