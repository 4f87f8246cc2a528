// Saves what is sound in a damaged pack.

import FileIO
package import SystemPackage

/// What came of saving a damaged pack's objects.
package struct PackSalvage: Hashable, Sendable {
  /// How many objects were sound.
  package var savedCount = 0
  /// Those that a sound index names and that the pack does not give. Without such an index nobody
  /// knows their names.
  package var lost: [ObjectID] = []
  /// Whether the pack was sound and only its index had to be written anew.
  package var isSamePack = false
}

extension PackDirectory {
  /// Saves a pack's sound objects. A pack that is sound gets its index anew, as `git index-pack`
  /// makes it; of any other the sound objects are written into a new pack, and the old one is moved
  /// into the quarantine. A pack that is kept (`.keep`) stays kept under its new name. Should it
  /// fail, everything is as it was.
  ///
  /// Others may go on reading. Two who do it at once do the same thing twice.
  ///
  /// Cost: each object is inflated twice. Memory: some 80 bytes an object, and 32 MiB of new pack.
  ///
  /// - Returns: nil where the pack is gone.
  package func salvage(
    _ name: PackChecksum, into quarantine: FilePath
  ) throws(ObjectError) -> PackSalvage? {
    let index = try index(of: name)
    guard let file = try packFile(of: name) else {
      // Perhaps an index without its pack.
      let isMoved = self.quarantine(name, into: quarantine)
      return isMoved ? PackSalvage(lost: index?.trustedIDs ?? []) : nil
    }
    let contents: PackIndexer.Contents
    do throws(FileProblem) {
      contents = try PackIndexer.contents(of: file)
    } catch {
      throw .file(error)
    }
    if contents.isWhole {
      try writeIndex(of: contents, name, file, into: quarantine)
      return PackSalvage(savedCount: contents.rows.count, isSamePack: true)
    }
    return try rewrite(name, file, contents, index, into: quarantine)
  }

  // MARK: A sound pack

  /// Writes a pack's index, unless it is there.
  private func writeIndex(
    of contents: PackIndexer.Contents, _ name: PackChecksum, _ file: PackFile,
    into quarantine: FilePath
  ) throws(ObjectError) {
    let path = path.appending("\(name.fileStem).idx")
    do throws(FileError) {
      let bytes = PackIndexEncoder.encode(contents.rows, pack: try trailer(of: file, name))
      if try isFile(path, bytes) { return }
      try moveAside(path, into: quarantine)
      var written = try AtomicFile(
        in: self.path, prefix: "tmp_idx_", mode: 0o444, fileSystem: fileSystem)
      try unsafe written.write(bytes.span.bytes)
      try written.commit(as: path)
      didChange(name)
    } catch {
      throw ObjectError(error)
    }
  }

  private func trailer(
    of file: PackFile, _ name: PackChecksum
  ) throws(FileError) -> PackChecksum {
    let length = UInt64(PackFormat.checksumLength)
    do throws(Errno) {
      let bytes = try file.bytes(file.sizeBytes - min(length, file.sizeBytes)..<file.sizeBytes)
      return ObjectID(bytes: bytes).map(PackChecksum.init(digest:)) ?? name
    } catch {
      throw FileError(.read, path.appending("\(name.fileStem).pack"), error)
    }
  }

  /// Whether a file holds these bytes; what cannot be read does not.
  private func isFile(_ path: FilePath, _ bytes: [UInt8]) throws(FileError) -> Bool {
    do {
      return try fileSystem.contents(of: path, sizeMax: bytes.count) == bytes
    } catch {
      if error.errno == .fileTooLarge || error.errno.meansNotAFile { return false }
      throw error
    }
  }

  /// Puts what stands in an index's place into the quarantine: a folder is moved, a file gets a
  /// second name there, so that there is no moment without an index.
  private func moveAside(_ index: FilePath, into quarantine: FilePath) throws(FileError) {
    let status = try fileSystem.status(of: index, followingLinks: false)
    guard let status, let file = index.lastComponent else { return }
    let tree = path.removingLastComponent().lastComponent?.string ?? "objects"
    let target = quarantine.appending("\(tree)-\(file.string)")
    try fileSystem.createDirectories(quarantine)
    guard status.kind == .directory else {
      // Where a name is taken or links are not known, the bytes are not worth more than the repair.
      try? fileSystem.link(index, to: target)
      return
    }
    try fileSystem.rename(index, to: target)
  }

  // MARK: A damaged pack

  private func rewrite(
    _ name: PackChecksum, _ file: PackFile, _ contents: PackIndexer.Contents, _ index: PackIndex?,
    into quarantine: FilePath
  ) throws(ObjectError) -> PackSalvage {
    var salvage = PackSalvage()
    let packPath = path.appending("\(name.fileStem).pack")
    let keep = try keepNote(of: name)
    let encoder = PackEntryEncoder()
    var writer = PackWriter(
      in: path, fileSystem: fileSystem, encoder: encoder,
      didWrite: { [self] in didChange($0) })
    var saved: Set<ObjectID> = []
    // What can be found from the front, and what lies behind the first damage and is named.
    for index in [PackIndexer.index(of: contents, pack: name), index].compactMap(\.self) {
      let pack = PackReader(
        name, path: packPath, file: file, index: index, readers: PackReaderPool())
      for id in pack.idsByOffset where !saved.contains(id) {
        do throws(ObjectError) {
          guard let entry = try pack.entry(of: id, encoder: encoder) else { continue }
          try writer.add(entry)
          saved.insert(id)
        } catch {
          guard case .damaged = error else { throw error }
        }
      }
    }
    salvage.savedCount = saved.count
    salvage.lost = (index?.trustedIDs ?? []).filter { !saved.contains($0) }
    let written = try writer.commit()
    if let keep {
      for pack in written { try writeKeepNote(keep, of: pack.name) }
    }
    salvage.isSamePack = written.contains { $0.name == name }
    if !salvage.isSamePack { self.quarantine(name, into: quarantine) }
    return salvage
  }

  /// What stands in a pack's `.keep`; nil where it has none.
  private func keepNote(of name: PackChecksum) throws(ObjectError) -> [UInt8]? {
    let path = path.appending("\(name.fileStem).keep")
    do throws(FileError) {
      guard try fileSystem.status(of: path, followingLinks: false) != nil else { return nil }
      // A note is a line; one that cannot be read is kept as an empty one.
      return (try? fileSystem.contents(of: path, sizeMax: keepNoteBytesMax)) ?? []
    } catch {
      throw ObjectError(error)
    }
  }

  private func writeKeepNote(_ note: [UInt8], of name: PackChecksum) throws(ObjectError) {
    do throws(FileError) {
      try fileSystem.replaceFile(path.appending("\(name.fileStem).keep"), with: note, mode: 0o444)
    } catch {
      throw ObjectError(error)
    }
  }

  // MARK: Opening

  /// A pack's index, if it can be used at all; its checksum may be wrong.
  private func index(of name: PackChecksum) throws(ObjectError) -> PackIndex? {
    do throws(FileError) {
      let path = path.appending("\(name.fileStem).idx")
      guard let mapped = try MappedFile(path, fileSystem: fileSystem) else { return nil }
      // What is no index names nothing.
      return try? PackIndex(StableBytes(mapped), scrutiny: .structure)
    } catch {
      guard error.errno.meansNotAFile else { throw ObjectError(error) }
      return nil
    }
  }

  /// A pack's file; nil where there is none. What is no file holds nothing.
  func packFile(of name: PackChecksum) throws(ObjectError) -> PackFile? {
    do throws(FileError) {
      return try PackFile(path.appending("\(name.fileStem).pack"), fileSystem: fileSystem)
    } catch {
      guard error.errno.meansNotAFile else { throw ObjectError(error) }
      return PackFile([])
    }
  }
}

/// What a `.keep` may say; Git and people write a line.
private let keepNoteBytesMax = 64 << 10

extension PackIndex {
  /// All ids, if the index's checksum is right; of one that is damaged no name is believed.
  fileprivate var trustedIDs: [ObjectID] {
    isChecksumRight ? (0..<count).map(id(at:)) : []
  }
}

extension PackReader {
  /// All ids in the order in which their entries lie.
  package var idsByOffset: [ObjectID] {
    index.positionsByOffset().map { index.id(at: Int($0)) }
  }
}
