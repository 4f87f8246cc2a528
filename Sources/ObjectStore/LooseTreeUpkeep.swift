// What upkeep does with a tree: list, count, remove, move aside.

import FileIO
import Glibc
package import SystemPackage

/// One loose object's file, without its contents.
package struct LooseEntry: Hashable, Sendable {
  package let id: ObjectID
  package let sizeBytes: UInt64
  /// What the file takes on the disk.
  package let allocatedBytes: UInt64
  package let mtimeNanoseconds: Int64
}

/// What else lies in a shard's folder.
package struct LooseStray: Hashable, Sendable {
  package let path: FilePath
  package let sizeBytes: UInt64
  package let mtimeNanoseconds: Int64
  /// Whether it is what a killed writer left behind.
  package let isTemporary: Bool
}

/// One shard's contents.
package struct LooseShard: Hashable, Sendable {
  /// In order of their ids.
  package let objects: [LooseEntry]
  /// In order of their names.
  package let strays: [LooseStray]
}

/// What `count-objects` tells of a tree.
package struct LooseCount: Hashable, Sendable {
  package var objectCount = 0
  /// What the objects' files take on the disk.
  package var allocatedBytes: UInt64 = 0
  /// Of the objects, those that a pack has too: gc removes their files.
  package var packedCount = 0
  package var strayCount = 0
  package var strayBytes: UInt64 = 0
}

extension LooseTree {
  public func ids(firstByte: UInt8) throws(ObjectError) -> [ObjectID] {
    try names(firstByte).compactMap { id(shard: firstByte, name: $0.nameBytes) }
  }

  /// A shard's objects and what else lies there, each looked at. What vanishes meanwhile is left out.
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

  /// Counts everything. Cost: a system call a file.
  ///
  /// - Parameter packs: the tree's, in which objects may lie too.
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

  /// Removes an object. Returns false when it was absent.
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

  /// Removes a shard's folder if it is empty. Returns whether it is gone by this call.
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

  /// Opens a shard's folder.
  private func openShard(_ shard: UInt8) throws(Errno) -> Int32 {
    try unsafe LoosePath(shard: shard).withCString { path throws(Errno) in
      let flags = O_RDONLY | O_DIRECTORY
      do throws(Errno) {
        return try unsafe fileSystem.open(beneath: try folderFD(), path, flags: flags, mode: 0)
      } catch {
        // A link is no folder.
        throw error == .tooManySymbolicLinkLevels ? .notDirectory : error
      }
    }
  }

  /// Sets an object's time, so that gc takes it for new. Returns false when it is absent.
  @discardableResult
  package func refresh(_ id: ObjectID, nowNanoseconds: Int64) throws(ObjectError) -> Bool {
    do {
      let shard = try openShard(id.firstByte)
      defer { try? fileSystem.close(shard) }  // nothing was written
      try unsafe LoosePath(id).withCString { path throws(Errno) in
        let name = unsafe path + LoosePath.shardPrefixLength
        try unsafe fileSystem.setTimes(at: shard, name, mtimeNanoseconds: nowNanoseconds)
      }
      return true
    } catch {
      if error.meansAbsent { return false }
      throw ObjectError(FileError(.setTimes, path(of: id), error))
    }
  }

  /// Moves an object's file into another folder of the same file system, which is made if need
  /// be, as `<tree>-<id>`. Returns the new path; nil when it could not be moved, which harms
  /// nobody: what is damaged is not used where it is either.
  @discardableResult
  package func quarantine(_ id: ObjectID, into quarantine: FilePath) -> FilePath? {
    let tree = path.lastComponent?.string ?? "objects"
    let target = quarantine.appending("\(tree)-\(id)")
    do {
      try fileSystem.createDirectories(quarantine)
      try fileSystem.rename(path(of: id), to: target)
      return target
    } catch {
      return nil
    }
  }

  /// The names in a shard's folder, in order; none where there is no such folder.
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

  /// The id that a file's name stands for: 62 lower-case digits.
  private func id(shard: UInt8, name: [UInt8]) -> ObjectID? {
    guard name.count == ObjectID.hexLength - 2 else { return nil }
    guard name.allSatisfy({ !(0x41...0x46).contains($0) }) else { return nil }
    let digits = [hexDigit(shard >> 4), hexDigit(shard & 15)] + name
    return ObjectID(hexBytes: digits.span)
  }
}

/// Names in one shard's folder: 256 times as many are a store of four thousand million objects.
private let shardEntriesMax = 16 << 20
