// Properties of pack indexes: no lookup reads beyond them, and a sound one contains the rows that
// it was made from.

import BuildCache
import ObjectStore

enum PackIndexFuzz {
  /// - Parameter input: an index, possibly with a wrong checksum.
  static func brokenPromise(of input: [UInt8]) -> String? {
    guard let index = index(input, .structure) else { return nil }
    let sealed = PackIndexEncoder.sealed(input)
    guard self.index(sealed, .checksum) != nil else { return "its checksum is not right" }
    var count = 0
    for byte in UInt8.min...UInt8.max {
      let positions = index.positions(firstByte: byte)
      guard positions.lowerBound == count, positions.upperBound <= index.count else {
        return "the fan-out leaves out positions"
      }
      count = positions.upperBound
    }
    guard count == index.count else { return "the fan-out leaves out positions" }
    var rows: [PackIndexRow] = []
    var isSound = true
    for position in 0..<index.count {
      let id = index.id(at: position)
      isSound = isSound && index.positions(firstByte: id.firstByte).contains(position)
      if let last = rows.last { isSound = isSound && last.id < id }
      guard let offset = index.offset(at: position) else {
        isSound = false
        continue
      }
      rows.append(PackIndexRow(id: id, checksum: index.checksum(at: position), offset: offset))
    }
    if let broken = brokenPromise(ofReading: input, index) { return broken }
    return isSound ? brokenPromise(ofSound: index, rows) : nil
  }

  /// Every row is found by a lookup, in the index and in one rebuilt from the same rows.
  private static func brokenPromise(ofSound index: PackIndex, _ rows: [PackIndexRow]) -> String? {
    let encoded = PackIndexEncoder.encode(rows, pack: index.packChecksum)
    guard let again = self.index(encoded, .checksum) else { return "made anew, it is refused" }
    guard again.packChecksum == index.packChecksum else { return "its pack is another" }
    for (position, row) in rows.enumerated() {
      guard index.position(of: row.id) == position, again.position(of: row.id) == position,
        again.offset(at: position) == row.offset, again.checksum(at: position) == row.checksum
      else { return "a row is not found" }
    }
    return nil
  }

  /// An index for bytes that are not a pack: nothing can be read with it.
  private static func brokenPromise(ofReading input: [UInt8], _ index: PackIndex) -> String? {
    let pack = Array("PACK".utf8) + bigEndian(2) + bigEndian(UInt32(index.count))
    do throws(PackIndexError) {
      let reader = try PackReader(
        pack: pack + [UInt8](repeating: 0, count: 100), index: input, scrutiny: .structure)
      for position in 0..<min(index.count, 8) {
        if case .success(_?) = PackFuzz.read(index.id(at: position), reader) {
          return "an object is read that is nowhere"
        }
      }
      return nil
    } catch {
      return "it is refused the second time"
    }
  }

  private static func index(_ bytes: [UInt8], _ scrutiny: PackIndex.Scrutiny) -> PackIndex? {
    do throws(PackIndexError) {
      return try PackIndex(StableBytes(bytes), scrutiny: scrutiny)
    } catch {
      return nil
    }
  }
}

extension PackIndexEncoder {
  /// An index with the right checksum.
  fileprivate static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    let body = Array(bytes.dropLast(32))
    return body + Digest(hashing: body).bytes
  }
}
