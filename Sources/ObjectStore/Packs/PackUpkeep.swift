// Maintenance of packs: count, check, remove, move aside, and copy objects to another pack.

import FileIO
import Glibc
package import SystemPackage

/// A file in a `pack` folder that is not part of a usable pack.
package struct PackStray: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Left by a killed writer, mini or Git.
    case temporary
    /// A pack without its index, or an index without its pack, left by a killed writer or remover.
    case orphan
    /// Any other file.
    case unknown
  }

  package let path: FilePath
  package let kind: Kind
  package let sizeBytes: UInt64
  package let mtimeNanoseconds: Int64
}

/// Counts of a tree's packs for `count-objects`.
package struct PackCount: Hashable, Sendable {
  /// An object in two packs counts twice, as in Git.
  package var objectCount = 0
  package var packCount = 0
  /// Size of packs and indexes.
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

  /// The other files in the folder, in order of their names. Files that disappear during the call
  /// are left out.
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

  /// The kind of a name; nil for the files of a complete pack, and for Git's multi-pack index.
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
  /// The files of one pack in order of removal: the index first, so that no process sees it without
  /// its pack.
  private static let extensions = [
    ".idx", ".rev", ".bitmap", ".mtimes", ".promisor", ".pack", ".keep",
  ]

  /// Removes a pack, unless it is kept. Returns whether this call removed it. Processes that have
  /// it open can still read it.
  @discardableResult
  package func remove(_ name: PackChecksum) throws(ObjectError) -> Bool {
    defer { didChange(name) }
    do throws(FileError) {
      let keep = path.appending("\(name.fileStem).keep")
      guard try fileSystem.status(of: keep, followingLinks: false) == nil else { return false }
      try removeMultiPackIndex()
      // Without the mark, as on a full disk, a pack left by a kill looks as if it had lost its
      // index.
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

  /// Whether the removal of a pack has begun, so that the rest of it can be removed.
  package func isBeingRemoved(_ name: PackChecksum) throws(ObjectError) -> Bool {
    do throws(FileError) {
      return try fileSystem.status(of: removalMark(name), followingLinks: false) != nil
    } catch {
      throw ObjectError(error)
    }
  }

  /// Removes packs without indexes that a kill left behind: those that were being removed, and
  /// those whose objects all exist elsewhere. Other packs that lost their index stay, because they
  /// can be saved. No process may write packs during the call. Cost if there is none: a listing.
  ///
  /// - Parameter isElsewhere: whether an object exists elsewhere.
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

  /// Marks a pack while its files are removed one by one. Git and gc treat it as a temporary file,
  /// and remove it when it is old.
  private func removalMark(_ name: PackChecksum) -> FilePath {
    path.appending("tmp_gone_\(name.fileStem)")
  }

  /// Removes Git's multi-pack index, if any, because it names a pack that is being removed.
  private func removeMultiPackIndex() throws(FileError) {
    _ = try fileSystem.remove(path.appending(Self.multiPackIndex))
  }

  private static let multiPackIndex = "multi-pack-index"

  /// Moves a pack's files to `<tree>-pack-….idx` and so on in another folder of the same file
  /// system, and creates the folder if needed. Returns whether the index, through which a pack is
  /// found, was moved.
  @discardableResult
  package func quarantine(_ name: PackChecksum, into quarantine: FilePath) -> Bool {
    defer { didChange(name) }
    let tree = path.removingLastComponent().lastComponent?.string ?? "objects"
    try? removeMultiPackIndex()  // mini does not read it; git would complain
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
        // A damaged pack is not used in its old place either. But an index must not stay without
        // its pack.
        if suffix == ".idx" { return false }
      }
    }
    return isMoved
  }
}

// MARK: Counting

extension PackReader {
  /// Size of pack and index.
  package var sizeBytes: UInt64 { file.sizeBytes + UInt64(index.sizeBytes) }

  /// When the pack was written, or its youngest object; see ``PackWriter``.
  package var mtimeNanoseconds: Int64 { file.mtimeNanoseconds }

  /// The size of each object, in the order of the index: its entry, up to the start of the next
  /// one, and its row in the index. Offsets outside the pack count as empty entries.
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

  /// Size of an object's row in an index.
  package static let indexBytesPerObject = UInt64(PackFormat.indexBytesPerObject)
}

// MARK: Checking

extension PackReader {
  /// The faults of the pack as a whole. Cost: one pass over both files, in constant memory.
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

  /// The fault of the object at a position below the index's count; nil if it is sound, including
  /// its entry's CRC-32.
  ///
  /// - Throws: ``ObjectError/file(_:)`` only.
  package func fault(at position: Int) throws(ObjectError) -> PackFault? {
    try lend { reader throws(ObjectError) in try examine(at: position, reader).fault }
  }

  /// The same, with the digest of the body if its bytes are correct.
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

  /// The digest of a whole, short and sound object's body, including its entry's CRC-32; nil for
  /// any other. Cost: no allocation.
  private func soundBody(
    at position: Int, _ reader: PackEntryReader
  ) -> PackExamination.BodyDigest? {
    // Errors are ignored: the caller then examines the object in another way.
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

  /// The entries of objects for another pack, each object verified against its name. Whole entries
  /// are copied; deltas are replaced by whole objects, deflated again. Ids in the order of the pack
  /// let it be read in one pass.
  ///
  /// - Returns: for each id in turn its entry; nil if it is absent.
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

  /// The same for one object.
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
