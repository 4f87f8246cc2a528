// An object's type, size, disk size and delta base, without its content, as
// `git cat-file --batch-check` reports them.

import FileIO
import SystemPackage

/// An object as it is stored.
package struct ObjectInfo: Hashable, Sendable {
  package let header: ObjectHeader
  /// Size of a loose object's file, or of an entry in a pack.
  package let storedBytes: UInt64
  /// The base of an object that is stored as a delta; nil otherwise.
  package let deltaBase: ObjectID?
}

/// Looks up how objects are stored. A class, because it keeps the order of each pack's entries,
/// with 4 bytes per object. Used by one thread.
package final class ObjectInfoReader {
  private let objects: ObjectDatabase
  private var orders: [PackChecksum: PackOrder] = [:]

  package init(_ objects: ObjectDatabase) {
    self.objects = objects
  }

  /// How an object is stored; nil if it is absent. Chooses the same copy as Git: packs before loose
  /// objects, and the last tree, which is Git's own, before those that it names as alternates.
  package func info(of id: ObjectID) throws(ObjectError) -> ObjectInfo? {
    var failure: ObjectError?
    for storage in [Storage.packed, .loose] {
      for tree in objects.trees.reversed() {
        do throws(ObjectError) {
          let info = storage == .packed ? try packed(id, tree) : try loose(id, tree)
          if let info { return info }
        } catch {
          failure = failure ?? error
        }
      }
    }
    if let failure { throw failure }
    return nil
  }

  private enum Storage {
    case packed, loose
  }

  private func loose(
    _ id: ObjectID, _ tree: ObjectDatabase.Tree
  ) throws(ObjectError) -> ObjectInfo? {
    try objects.loose(tree).info(of: id)
  }

  private func packed(
    _ id: ObjectID, _ tree: ObjectDatabase.Tree
  ) throws(ObjectError) -> ObjectInfo? {
    let packs = objects.packs(tree)
    guard packs.contains(id) else { return nil }
    for pack in try packs.packs() {
      guard let position = pack.index.position(of: id), let header = try pack.header(of: id)
      else { continue }
      let order = orders[pack.name] ?? PackOrder(pack.index)
      orders[pack.name] = order
      let base = try pack.deltaBase(of: id, at: position, order)
      return ObjectInfo(
        header: header, storedBytes: pack.storedBytes(at: position, order), deltaBase: base)
    }
    return nil
  }
}

/// The positions of an index in the order of their entries in the pack.
struct PackOrder {
  private let positions: [UInt32]

  init(_ index: PackIndex) {
    positions = index.positionsByOffset()
  }

  /// The number of the first position whose entry starts at or after an offset.
  private func number(_ offset: UInt64, _ index: PackIndex) -> Int {
    positions.indices.partitionPoint {
      index.offset(at: Int(positions[$0])) ?? .max < offset
    }
  }

  /// The offset of the entry after an offset; nil after the last one.
  func next(after offset: UInt64, _ index: PackIndex) -> UInt64? {
    let number = number(offset + 1, index)
    return number < positions.count ? index.offset(at: Int(positions[number])) : nil
  }

  /// The position of the entry that starts at an offset; nil if there is none.
  func position(at offset: UInt64, _ index: PackIndex) -> Int? {
    let number = number(offset, index)
    guard number < positions.count, index.offset(at: Int(positions[number])) == offset else {
      return nil
    }
    return Int(positions[number])
  }
}

extension PackReader {
  /// Size of an entry: up to the next one, or to the pack's checksum.
  fileprivate func storedBytes(at position: Int, _ order: PackOrder) -> UInt64 {
    let end = file.sizeBytes - min(file.sizeBytes, UInt64(PackFormat.checksumLength))
    let offset = min(index.offset(at: position) ?? end, end)
    return max(order.next(after: offset, index) ?? end, offset) - offset
  }

  fileprivate func deltaBase(
    of id: ObjectID, at position: Int, _ order: PackOrder
  ) throws(ObjectError) -> ObjectID? {
    try naming(id) { () throws(PackFailure) in
      try lend { reader throws(PackFailure) in
        switch try reader.head(at: offset(at: position), in: file).kind {
        case .whole: return nil
        case .idDelta(let base): return base
        case .offsetDelta(let base):
          guard let position = order.position(at: base, index) else {
            throw .damaged(.missingBase)
          }
          return index.id(at: position)
        }
      }
    }
  }
}

extension LooseTree {
  fileprivate func info(of id: ObjectID) throws(ObjectError) -> ObjectInfo? {
    guard let header = try header(of: id) else { return nil }
    do throws(FileError) {
      let status = try fileSystem.status(of: path(of: id), followingLinks: true)
      return status.map {
        ObjectInfo(header: header, storedBytes: $0.sizeBytes, deltaBase: nil)
      }
    } catch {
      throw ObjectError(error)
    }
  }
}

extension ObjectDatabase {
  /// Frees the memory that lookups in the packs' indexes have mapped.
  package func releasePages() {
    for pack in openPacks { pack.index.releasePages() }
  }
}
