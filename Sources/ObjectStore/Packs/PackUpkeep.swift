// What upkeep does with packs: count, check, remove, move aside, and save what is sound in a
// damaged one.

import FileIO
import Glibc
package import SystemPackage

/// What lies in a `pack` folder and is no part of a usable pack.
package struct PackStray: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// What a killed writer left behind, ours or Git's.
    case temporary
    /// A pack without its index, or an index without its pack: a killed writer's or remover's.
    case orphan
    /// Something else, of whose use nothing is known.
    case unknown
  }

  package let path: FilePath
  package let kind: Kind
  package let sizeBytes: UInt64
  package let mtimeNanoseconds: Int64
}

/// What `count-objects` tells of a tree's packs.
package struct PackCount: Hashable, Sendable {
  /// One that lies in two packs counts twice, as with Git.
  package var objectCount = 0
  package var packCount = 0
  /// Of packs and their indexes.
  package var sizeBytes: UInt64 = 0
  package var strayCount = 0
  package var strayBytes: UInt64 = 0
}

extension PackDirectory {
  package func count() throws(ObjectError) -> PackCount {
    var count = PackCount()
    for pack in try packs() {
      count.objectCount += pack.index.count
      count.packCount += 1
      count.sizeBytes += pack.file.sizeBytes + UInt64(pack.index.sizeBytes)
    }
    for stray in try strays() {
      count.strayCount += 1
      count.strayBytes += stray.sizeBytes
    }
    return count
  }

  /// What else lies in the folder, in order of the names. What vanishes meanwhile is left out.
  package func strays() throws(ObjectError) -> [PackStray] {
    do throws(FileError) {
      let entries = try fileSystem.entries(of: path) ?? []
      let names = Set(entries.map(\.name))
      var strays: [PackStray] = []
      for entry in entries {
        guard let kind = Self.strayKind(entry.name, among: names) else { continue }
        let file = path.appending(FilePath.Component(bytes: entry.nameBytes))
        guard let status = try fileSystem.status(of: file, followingLinks: false) else { continue }
        strays.append(
          PackStray(
            path: file, kind: kind, sizeBytes: status.sizeBytes,
            mtimeNanoseconds: status.mtimeNanoseconds))
      }
      return strays
    } catch {
      throw ObjectError(error)
    }
  }

  /// What a name is; nil for the files of a pack that has both its parts, and for git's index over
  /// several packs.
  private static func strayKind(_ name: String, among names: Set<String>) -> PackStray.Kind? {
    if name == multiPackIndex || name.hasPrefix(multiPackIndex + "-") { return nil }
    if temporaryPrefixes.contains(where: name.hasPrefix) { return .temporary }
    guard let dot = name.lastIndex(of: "."), PackChecksum(fileStem: name[..<dot]) != nil else {
      return .unknown
    }
    let stem = name[..<dot]
    let isWhole = names.contains("\(stem).pack") && names.contains("\(stem).idx")
    guard extensions.contains(String(name[dot...])) else { return .unknown }
    return isWhole ? nil : .orphan
  }

  private static let temporaryPrefixes = ["tmp_", ".tmp-"]
  /// The files of one pack, in the order in which they are removed: the index first, so that none
  /// is ever seen without its pack.
  private static let extensions = [
    ".idx", ".rev", ".bitmap", ".mtimes", ".promisor", ".pack", ".keep",
  ]

  /// Removes a pack, unless it is kept. Returns whether it is gone by this call. Whoever has it
  /// open can go on reading it.
  @discardableResult
  package func remove(_ name: PackChecksum) throws(ObjectError) -> Bool {
    defer { didChange(name) }
    do throws(FileError) {
      let keep = path.appending("\(name.fileStem).keep")
      guard try fileSystem.status(of: keep, followingLinks: false) == nil else { return false }
      try removeMultiPackIndex()
      // Where no mark can be made, on a full disk, a kill in between looks like a lost index.
      let flags = O_WRONLY | O_CREAT
      if let mark = try? fileSystem.openIfPresent(removalMark(name), flags: flags, mode: 0o644) {
        try? fileSystem.close(mark)  // it has no bytes to lose
      }
      var isRemoved = false
      for suffix in Self.extensions {
        if try fileSystem.remove(path.appending(name.fileStem + suffix)) { isRemoved = true }
      }
      try fileSystem.remove(removalMark(name))
      return isRemoved
    } catch {
      throw ObjectError(error)
    }
  }

  /// Whether somebody had begun to remove a pack: what is left of it is missed by nobody.
  package func isBeingRemoved(_ name: PackChecksum) throws(ObjectError) -> Bool {
    do throws(FileError) {
      return try fileSystem.status(of: removalMark(name), followingLinks: false) != nil
    } catch {
      throw ObjectError(error)
    }
  }

  /// Removes what is left of packs that somebody was killed at: packs without indexes that were being
  /// removed, or written of objects that lie elsewhere too. One whose index got lost stays, for it can
  /// be saved. Call it while nobody writes packs. Cost, where there is none: a listing.
  ///
  /// - Parameter isElsewhere: whether somebody else has an object.
  package func removeTorn(
    isElsewhere: (ObjectID) -> Bool
  ) throws(ObjectError) {
    for part in try parts() where part.hasPack && !part.hasIndex {
      if try !isBeingRemoved(part.name) {
        guard let file = try packFile(of: part.name) else { continue }
        let contents: PackIndexer.Contents
        do throws(FileProblem) {
          contents = try PackIndexer.contents(of: file)
        } catch {
          throw .file(error)
        }
        guard contents.isWhole, contents.rows.allSatisfy({ isElsewhere($0.id) }) else { continue }
      }
      try remove(part.name)
    }
  }

  /// Lies beside a pack while its files are removed one by one. To git, and to gc, it is a temporary
  /// file that goes when it is old.
  private func removalMark(_ name: PackChecksum) -> FilePath {
    path.appending("tmp_gone_\(name.fileStem)")
  }

  /// Removes what git may have made to find objects in all packs: it names one that is about to go.
  private func removeMultiPackIndex() throws(FileError) {
    _ = try fileSystem.remove(path.appending(Self.multiPackIndex))
  }

  private static let multiPackIndex = "multi-pack-index"

  /// Moves a pack's files into another folder of the same file system, which is made if need be,
  /// as `<tree>-pack-….idx` and so on. Returns whether its index, by which it is found, was moved.
  @discardableResult
  package func quarantine(_ name: PackChecksum, into quarantine: FilePath) -> Bool {
    defer { didChange(name) }
    let tree = path.removingLastComponent().lastComponent?.string ?? "objects"
    try? removeMultiPackIndex()  // nothing of ours reads it; git would complain
    var isMoved = false
    for suffix in Self.extensions {
      let file = name.fileStem + suffix
      do throws(FileError) {
        let old = path.appending(file)
        guard try fileSystem.status(of: old, followingLinks: false) != nil else { continue }
        try fileSystem.createDirectories(quarantine)
        try fileSystem.rename(old, to: quarantine.appending("\(tree)-\(file)"))
        if suffix == ".idx" { isMoved = true }
      } catch {
        // What is damaged is not used where it is either: but no index without its pack.
        if suffix == ".idx" { return false }
      }
    }
    return isMoved
  }
}

// MARK: Counting

extension PackReader {
  /// Of pack and index.
  package var sizeBytes: UInt64 { file.sizeBytes + UInt64(index.sizeBytes) }

  /// When the pack was written, or when its youngest object was; see ``PackWriter``.
  package var mtimeNanoseconds: Int64 { file.mtimeNanoseconds }

  /// What each object takes, in the order of the index: from its entry's begin to the next one's,
  /// and its row in the index. Offsets outside the pack count for nothing.
  package func allocatedBytes() -> [UInt64] {
    let end = file.sizeBytes - min(file.sizeBytes, UInt64(PackFormat.checksumLength))
    var sizes = [UInt64](repeating: UInt64(PackFormat.indexBytesPerObject), count: index.count)
    var next = end
    for position in index.positionsByOffset().reversed() {
      let offset = min(index.offset(at: Int(position)) ?? end, next)
      sizes[Int(position)] += next - offset
      next = offset
    }
    return sizes
  }

  /// What an object's row takes in an index.
  package static let indexBytesPerObject = UInt64(PackFormat.indexBytesPerObject)
}

// MARK: Checking

extension PackReader {
  /// What is wrong with the pack as a whole. Cost: a pass over both files, in constant memory.
  package func wholeProblems() throws(ObjectError) -> [String] {
    var problems: [String] = []
    if !index.isChecksumRight { problems.append(PackIndexError.badChecksum.rawValue) }
    if let problem { problems.append(problem) }
    do throws(Errno) {
      if try !file.isChecksumRight() { problems.append("the pack's checksum is wrong") }
    } catch {
      throw ObjectError(FileError(.read, path, error))
    }
    for position in 0..<index.count where position > 0 {
      guard index.id(at: position - 1) < index.id(at: position) else {
        problems.append("the index's ids do not ascend")
        break
      }
    }
    return problems
  }

  /// What is wrong with the object at a position below the index's count; nil when it is sound, its
  /// entry's CRC-32 included.
  ///
  /// - Throws: ``ObjectError/file(_:)`` only.
  package func fault(at position: Int) throws(ObjectError) -> PackFault? {
    try lend { reader throws(ObjectError) in try examine(at: position, reader).fault }
  }

  /// The same, with what is kept of the body where its bytes are right.
  func examine(
    at position: Int, _ reader: PackEntryReader
  ) throws(ObjectError) -> (body: PackExamination.BodyDigest?, fault: PackFault?) {
    if let body = soundBody(at: position, reader) { return (body, nil) }
    var body: PackExamination.BodyDigest?
    do throws(PackFailure) {
      let object = try checkedObject(at: position, reader)
      body = PackExamination.BodyDigest(object.body)
      // Whole or delta, the object's own entry was inflated last.
      let range = try offset(at: position)..<reader.end
      guard try reader.checksum(range, in: file) == index.checksum(at: position) else {
        throw .damaged(.checksumMismatch)
      }
      return (body, nil)
    } catch {
      switch error {
      case .damaged(let fault): return (body, fault)
      case .file(let errno): throw ObjectError(FileError(.read, path, errno))
      }
    }
  }

  /// What is kept of the body of an object that is whole, short and sound, its entry's CRC-32
  /// included; nil of any other. Cost: no allocation.
  private func soundBody(
    at position: Int, _ reader: PackEntryReader
  ) -> PackExamination.BodyDigest? {
    // What cannot be read so is looked at again.
    guard let offset = index.offset(at: position),
      let head = try? reader.head(at: offset, in: file), case .whole(let type) = head.kind
    else { return nil }
    let body = reader.scratch
    body.count = 0
    guard reader.appendChecked(head, in: file, to: body),
      unsafe ObjectID(type: type, body: body.bytes) == index.id(at: position),
      (try? reader.checksum(offset..<reader.end, in: file)) == index.checksum(at: position)
    else { return nil }
    return unsafe PackExamination.BodyDigest(body.bytes)
  }

  /// Objects as they are put into another pack, each checked against its name: its entry's bytes where
  /// it is whole, deflated anew where it is a delta. Who asks in the order in which the entries lie has
  /// the pack read once.
  ///
  /// - Returns: of each id in turn, its entry; nil where it is absent.
  package func entries(
    of ids: [ObjectID], encoder: PackEntryEncoder
  ) -> [Result<PackEntry?, ObjectError>] {
    lend { reader in
      ids.map { id in
        Result { () throws(ObjectError) in
          try naming(id) { () throws(PackFailure) in try entry(of: id, encoder, reader) }
        }
      }
    }
  }

  /// The same of one object.
  package func entry(
    of id: ObjectID, encoder: PackEntryEncoder
  ) throws(ObjectError) -> PackEntry? {
    try entries(of: [id], encoder: encoder)[0].get()
  }

  private func entry(
    of id: ObjectID, _ encoder: PackEntryEncoder, _ reader: PackEntryReader
  ) throws(PackFailure) -> PackEntry? {
    guard let position = index.position(of: id) else { return nil }
    let object = try checkedObject(at: position, reader)
    let head = try reader.head(at: offset(at: position), in: file)
    guard case .whole = head.kind else {
      return encoder.checkedEntry(id, object.type, object.body)
    }
    return PackEntry(id: id, bytes: try reader.bytes(head.offset..<reader.end, in: file))
  }
}
