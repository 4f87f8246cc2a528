// Saves the sound objects of a damaged pack.

package import FileIO
import SystemPackage

/// The result of saving a damaged pack's objects.
package struct PackSalvage: Hashable, Sendable {
  /// Number of sound objects.
  package var savedCount = 0
  /// Objects that a sound index names and the pack does not contain. Without a sound index, their
  /// names are unknown.
  package var lost: [ObjectID] = []
  /// Whether the pack is unchanged: it was sound and only its index was rewritten, or its new copy
  /// has the same name.
  package var isSamePack = false
}

extension PackDirectory {
  /// Saves a pack's sound objects. If the pack is sound, its index is rewritten, as by
  /// `git index-pack`. Otherwise the sound objects are written into a new pack, and the old one is
  /// moved to the quarantine. The new pack of a kept one (`.keep`) is kept too.
  ///
  /// Others can read the pack concurrently. Two processes that do this at once only repeat the
  /// work.
  ///
  /// Cost: inflates each object twice. Memory: about 80 bytes per object, and 32 MiB of new pack.
  ///
  /// - Returns: nil if the pack is gone.
  /// - Throws: after an error, the old pack is unchanged.
  package func salvage(
    _ name: PackChecksum, into quarantine: Quarantine
  ) throws(ObjectError) -> PackSalvage? {
    let index = try index(of: name)
    guard let file = try packFile(of: name) else {
      // Possibly an index without its pack.
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

  /// Writes a pack's index, unless it exists with the same content.
  private func writeIndex(
    of contents: PackIndexer.Contents, _ name: PackChecksum, _ file: PackFile,
    into quarantine: Quarantine
  ) throws(ObjectError) {
    let path = path.appending("\(name.fileStem).idx")
    do throws(FileError) {
      let bytes = PackIndexEncoder.encode(contents.rows, pack: try trailer(of: file, name))
      if try isFile(path, bytes) { return }
      try save(path, in: quarantine)
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

  /// Whether a file has this content; false if it is too long or not a file.
  private func isFile(_ path: FilePath, _ bytes: [UInt8]) throws(FileError) -> Bool {
    do {
      return try fileSystem.contents(of: path, sizeMax: bytes.count) == bytes
    } catch {
      if error.errno == .fileTooLarge || error.errno.meansNotAFile { return false }
      throw error
    }
  }

  /// Saves the old index to the quarantine. A folder is moved. A file gets a second name there, so
  /// that the pack is never without an index.
  private func save(_ index: FilePath, in quarantine: Quarantine) throws(FileError) {
    let kind = try fileSystem.status(of: index, followingLinks: false)?.kind
    guard let kind, let name = index.lastComponent?.string else { return }
    if kind == .directory {
      try quarantine.move(index, as: name)
    } else {
      // If the link fails, the repair matters more than the old index.
      try? quarantine.link(index, as: name)
    }
  }

  // MARK: A damaged pack

  private func rewrite(
    _ name: PackChecksum, _ file: PackFile, _ contents: PackIndexer.Contents, _ index: PackIndex?,
    into quarantine: Quarantine
  ) throws(ObjectError) -> PackSalvage {
    var salvage = PackSalvage()
    let packPath = path.appending("\(name.fileStem).pack")
    let keep = try keepNote(of: name)
    let encoder = PackEntryEncoder()
    var writer = PackWriter(
      in: path, fileSystem: fileSystem, encoder: encoder,
      didWrite: { [self] in didChange($0) })
    var saved: Set<ObjectID> = []
    // First the objects found from the front, then those after the first damage that the index
    // names.
    for index in [PackIndexer.index(of: contents, pack: name), index].compactMap(\.self) {
      let pack = PackReader(
        name, path: packPath, file: file, index: index, readers: PackEntryReaderPool())
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

  /// The content of a pack's `.keep`; nil if it has none.
  private func keepNote(of name: PackChecksum) throws(ObjectError) -> [UInt8]? {
    let path = path.appending("\(name.fileStem).keep")
    do throws(FileError) {
      guard try fileSystem.status(of: path, followingLinks: false) != nil else { return nil }
      // A note is one line. An unreadable one is kept as an empty note.
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

  /// A pack's index, if it can be used at all. Its checksum can be wrong.
  private func index(of name: PackChecksum) throws(ObjectError) -> PackIndex? {
    do throws(FileError) {
      let path = path.appending("\(name.fileStem).idx")
      guard let mapped = try MappedFile(path, fileSystem: fileSystem) else { return nil }
      // A damaged index names no objects.
      return try? PackIndex(StableBytes(mapped), scrutiny: .structure)
    } catch {
      guard error.errno.meansNotAFile else { throw ObjectError(error) }
      return nil
    }
  }

  /// A pack's file; nil if it does not exist. A folder or another special file counts as an empty
  /// pack.
  func packFile(of name: PackChecksum) throws(ObjectError) -> PackFile? {
    do throws(FileError) {
      return try PackFile(path.appending("\(name.fileStem).pack"), fileSystem: fileSystem)
    } catch {
      guard error.errno.meansNotAFile else { throw ObjectError(error) }
      return PackFile([])
    }
  }
}

/// Maximum size of a `.keep`; Git and users write one line.
private let keepNoteBytesMax = 64 << 10

extension PackIndex {
  /// All ids, if the index's checksum is correct; none otherwise.
  fileprivate var trustedIDs: [ObjectID] {
    isChecksumRight ? (0..<count).map(id(at:)) : []
  }
}

extension PackReader {
  /// All ids in the order of their entries in the pack.
  package var idsByOffset: [ObjectID] {
    index.positionsByOffset().map { index.id(at: Int($0)) }
  }
}
