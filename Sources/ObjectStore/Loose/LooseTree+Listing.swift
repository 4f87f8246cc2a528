// Maintenance of a tree of loose objects: list, count, remove, move aside.

package import FileIO
import Glibc
package import SystemPackage

/// The file of a loose object, without its content.
package struct LooseEntry: Hashable, Sendable {
  package let id: ObjectID
  package let sizeBytes: UInt64
  /// The file's disk blocks, in bytes.
  package let allocatedBytes: UInt64
  package let mtimeNanoseconds: Int64
}

/// Another file in a shard's folder.
package struct LooseStray: Hashable, Sendable {
  package let path: FilePath
  package let sizeBytes: UInt64
  package let mtimeNanoseconds: Int64
  /// Whether it is the temporary file of a killed writer.
  package let isTemporary: Bool
}

/// The contents of one shard.
package struct LooseShard: Hashable, Sendable {
  /// In order of their ids.
  package let objects: [LooseEntry]
  /// In order of their names.
  package let strays: [LooseStray]
}

/// Counts of a tree for `count-objects`.
package struct LooseCount: Hashable, Sendable {
  package var objectCount = 0
  /// Disk blocks of the objects' files, in bytes.
  package var allocatedBytes: UInt64 = 0
  /// Objects that are also in a pack; gc removes their files.
  package var packedCount = 0
  package var strayCount = 0
  package var strayBytes: UInt64 = 0
}

extension LooseTree {
  public func ids(firstByte: UInt8) throws(ObjectError) -> [ObjectID] {
    try names(firstByte).compactMap { id(shard: firstByte, name: $0.nameBytes) }
  }

  /// The objects and other files of a shard, with their status. Files that disappear during the
  /// call are left out.
  package func shard(_ firstByte: UInt8) throws(ObjectError) -> LooseShard {
    let folder = path.appending(LoosePath(shard: firstByte).string)
    var objects: [LooseEntry] = []
    var strays: [LooseStray] = []
    for entry in try names(firstByte) {
      let file = folder.appending(FilePath.Component(bytes: entry.nameBytes))
      let status: FileStatus
      do {
        guard let found = try fileSystem.status(of: file, followingLinks: false) else { continue }
        status = found
      } catch {
        throw ObjectError(error)
      }
      if let id = id(shard: firstByte, name: entry.nameBytes), status.kind == .regular {
        objects.append(
          LooseEntry(
            id: id, sizeBytes: status.sizeBytes, allocatedBytes: status.allocatedBytes,
            mtimeNanoseconds: status.mtimeNanoseconds))
      } else {
        let prefix = LooseFormat.temporaryPrefix.utf8
        strays.append(
          LooseStray(
            path: file, sizeBytes: status.sizeBytes, mtimeNanoseconds: status.mtimeNanoseconds,
            isTemporary: status.kind == .regular && entry.nameBytes.starts(with: prefix)))
      }
    }
    return LooseShard(objects: objects, strays: strays)
  }

  /// Counts everything. Cost: one system call per file.
  ///
  /// - Parameter packs: the tree's packs, which can contain the same objects.
  package func count(packs: [PackReader] = []) throws(ObjectError) -> LooseCount {
    var count = LooseCount()
    for firstByte in UInt8.min...UInt8.max {
      let shard = try shard(firstByte)
      count.objectCount += shard.objects.count
      count.allocatedBytes += shard.objects.reduce(0) { $0 + $1.allocatedBytes }
      count.packedCount += shard.objects.count { object in
        packs.contains { $0.contains(object.id) }
      }
      count.strayCount += shard.strays.count
      count.strayBytes += shard.strays.reduce(0) { $0 + $1.sizeBytes }
    }
    return count
  }

  /// Removes an object. Returns false if it is absent.
  @discardableResult
  package func remove(_ id: ObjectID) throws(ObjectError) -> Bool {
    do {
      let shard = try openShard(id.firstByte)
      defer { try? fileSystem.close(shard) }  // nothing was written
      try unsafe LoosePath(id).withCString { path throws(Errno) in
        try unsafe fileSystem.unlink(at: shard, path + LoosePath.shardPrefixLength)
      }
      return true
    } catch {
      if error.meansAbsent { return false }
      throw ObjectError(FileError(.remove, path(of: id), error))
    }
  }

  /// Removes a shard's folder if it is empty. Returns whether this call removed it.
  @discardableResult
  package func removeShardIfEmpty(_ firstByte: UInt8) throws(ObjectError) -> Bool {
    let shard = LoosePath(shard: firstByte)
    do {
      try unsafe shard.withCString { path throws(Errno) in
        try unsafe fileSystem.removeDirectory(at: try folderFD(), path)
      }
      return true
    } catch {
      if error.meansAbsent || error == .directoryNotEmpty || error == .fileExists { return false }
      throw ObjectError(FileError(.remove, path.appending(shard.string), error))
    }
  }

  private func openShard(_ shard: UInt8) throws(Errno) -> Int32 {
    try unsafe LoosePath(shard: shard).withCString { path throws(Errno) in
      let flags = O_RDONLY | O_DIRECTORY
      do throws(Errno) {
        return try unsafe fileSystem.open(beneath: try folderFD(), path, flags: flags, mode: 0)
      } catch {
        // A link is not a folder.
        throw error == .tooManySymbolicLinkLevels ? .notDirectory : error
      }
    }
  }

  /// Moves an object's file aside, under its id. A failure is harmless: a damaged object is not used
  /// where it is either.
  package func quarantine(_ id: ObjectID, into quarantine: Quarantine) {
    _ = try? quarantine.move(path(of: id), as: "\(id)")
  }

  /// The names in a shard's folder, sorted; none if the folder does not exist.
  private func names(_ firstByte: UInt8) throws(ObjectError) -> [DirectoryEntry] {
    do throws(Errno) {
      let shard = try openShard(firstByte)
      defer { try? fileSystem.close(shard) }  // nothing was written
      return try unsafe fileSystem.list(at: shard, ".", entriesMax: shardEntriesMax)
        .sorted { $0.nameBytes.lexicographicallyPrecedes($1.nameBytes) }
    } catch {
      if error.meansAbsent { return [] }
      let path = path.appending(LoosePath(shard: firstByte).string)
      throw ObjectError(FileError(.list, path, error))
    }
  }

  /// The id for a file's name: 62 lower-case digits; nil for other names.
  private func id(shard: UInt8, name: [UInt8]) -> ObjectID? {
    guard name.count == ObjectID.hexLength - 2 else { return nil }
    guard name.allSatisfy({ !(0x41...0x46).contains($0) }) else { return nil }
    let digits = [hexDigit(shard >> 4), hexDigit(shard & 15)] + name
    return ObjectID(hexBytes: digits.span)
  }
}

/// Maximum number of names in a shard's folder: a store of four billion objects has as many.
private let shardEntriesMax = 16 << 20
