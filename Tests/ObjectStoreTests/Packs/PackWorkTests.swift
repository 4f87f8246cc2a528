// The pack's size bounds the cost of reading it, whatever its deltas claim.

import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct PackWorkTests {
  /// A blob of one byte, and deltas each based on the one before: object N is the byte N times.
  private func chain(
    _ count: Int, order: (Int) -> Int = { $0 }
  ) -> (pack: PackBytes, ids: [ObjectID]) {
    let bodies = (0...count).map { [UInt8](repeating: 7, count: $0 % 200 + 1) + bytes(of: $0) }
    let ids = bodies.map { ObjectID(type: .blob, body: $0) }
    var entries = [(id: ids[0], bytes: PackSamples.blob(bodies[0]))]
    for number in 1...count {
      let (base, body) = (bodies[number - 1], bodies[number])
      var delta = PackSamples.size(UInt64(base.count)) + PackSamples.size(UInt64(body.count))
      var rest = body[...]
      while !rest.isEmpty {
        let piece = rest.prefix(127)
        delta += [UInt8(piece.count)] + piece
        rest = rest.dropFirst(piece.count)
      }
      entries.append((ids[number], PackSamples.idDelta(ids[number - 1], delta)))
    }
    return (PackSamples.pack(entries), ids)
  }

  private func bytes(of number: Int) -> [UInt8] {
    [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
  }

  /// In the order of their ids, which is not the order of the chain.
  @Test func aLongChainIsFollowedOnce() throws {
    let (bytes, ids) = chain(8000)
    let pack = try PackReader(pack: bytes.pack, index: bytes.index, scrutiny: .checksum)
    var bodyBytes = 0
    var (read, tooLong) = (0, 0)
    for id in ids.sorted() {
      do {
        bodyBytes += try #require(try pack.read(id)).body.count
        read += 1
      } catch ObjectError.damaged(_, _, .chainTooLong) {
        tooLong += 1
      }
    }
    #expect(read == PackFormat.chainDepthMax + 1)
    #expect(tooLong == 8000 - PackFormat.chainDepthMax)
    #expect(pack.deltaWork.links <= ids.count)
    #expect(pack.deltaWork.madeBytes <= 3 * UInt64(bodyBytes))
  }

  /// The same after the index is lost: bases come after the deltas on them, or before.
  @Test func aLongChainIsIndexedWithoutGoingThroughItAgain() throws {
    let (bytes, ids) = chain(3000)
    let file = PackFile(bytes.pack)
    let contents = try PackIndexer.contents(of: file)
    #expect(Set(contents.rows.map(\.id)) == Set(ids))
    let bodyBytes = (0...3000).reduce(0) { $0 + $1 % 200 + 3 }
    #expect(contents.deltaLinks > 0 && contents.deltaLinks <= ids.count)
    #expect(contents.deltaBytes <= 3 * UInt64(bodyBytes), "\(contents.deltaBytes) of \(bodyBytes)")
  }

  /// Objects of a megabyte, each with another last byte than the one before, in a pack of
  /// kilobytes.
  @Test func whatDeltasMakeIsBoundedByThePack() throws {
    let base = [UInt8](repeating: 7, count: 1 << 20)
    var ids = [ObjectID(type: .blob, body: base)]
    var entries = [(id: ids[0], bytes: PackSamples.blob(base))]
    for number in 0..<2000 {
      var delta = PackSamples.size(1 << 20) + PackSamples.size(1 << 20)
      delta += [0xF0, 0xFE, 0xFF, 0x0F, 2] + bytes(of: number)
      let body = base.dropLast(2) + bytes(of: number)
      ids.append(ObjectID(type: .blob, body: Array(body)))
      entries.append((ids[number + 1], PackSamples.idDelta(ids[number], delta)))
    }
    let bytes = PackSamples.pack(entries)
    let pack = try PackReader(pack: bytes.pack, index: bytes.index, scrutiny: .checksum)
    // From the end, so that no base is cached.
    for id in ids.reversed() { _ = try? pack.read(id) }
    let most = max(UInt64(bytes.pack.count) * 1032, 256 << 20)
    #expect(pack.deltaWork.madeBytes <= most)
  }

  /// A header that contradicts its row is damage, before any data after it is inflated.
  @Test func anotherSizeThanTheRowsIsDamageAtOnce() throws {
    let folder = TemporaryDirectory()
    let disk = FaultyFileSystem()
    let tree = try LooseTree(path: folder.path, fileSystem: disk)
    let body = [UInt8](repeating: 0, count: 8 << 20)
    let id = try tree.write(.blob, body).id
    let before = disk.counts[.read] ?? 0
    #expect(try tree.read(id, sizeBytes: UInt64(body.count))?.body == body)
    let whole = (disk.counts[.read] ?? 0) - before
    let path = tree.path(of: id).string
    for size in [0, 1, UInt64(body.count) - 1, UInt64(body.count) + 1, 1 << 30] {
      let start = disk.counts[.read] ?? 0
      #expect(throws: ObjectError.damaged(id, path: path, reason: .otherSize)) {
        try tree.read(id, sizeBytes: size)
      }
      #expect((disk.counts[.read] ?? 0) - start == 1)
    }
    #expect(whole >= 1)
    let entry = PackSamples.pack([(id, PackSamples.blob(Array(body.prefix(100))))])
    let pack = try PackReader(pack: entry.pack, index: entry.index, scrutiny: .checksum)
    #expect(throws: ObjectError.damaged(id, path: pack.path.string, reason: .otherSize)) {
      try pack.read(id, sizeBytes: 99)
    }
  }
}
