// Saves what is sound in a damaged pack.

import FileIO
package import SystemPackage

/// What came of saving a damaged pack's objects.
package struct PackSalvage: Hashable, Sendable {
  /// How many objects were sound.
  package var savedCount = 0
  /// Those that the index names and that cannot be had. Without an index nobody knows their names.
  package var lost: [ObjectID] = []
  /// Whether the pack was sound and only its index had to be written anew.
  package var isSamePack = false
}

extension PackDirectory {
  /// Writes a pack's sound objects into a new pack, with an index made anew if its own cannot be
  /// used, and moves the old one into the quarantine. Should it fail, everything is as it was.
  ///
  /// Others may go on reading. Two who do it at once do the same thing twice.
  ///
  /// - Returns: nil where the pack is gone.
  package func salvage(
    _ name: PackChecksum, into quarantine: FilePath
  ) throws(ObjectError) -> PackSalvage? {
    var salvage = PackSalvage()
    guard let pack = try openForSalvage(name, into: quarantine) else {
      // Perhaps an index without its pack.
      return self.quarantine(name, into: quarantine) ? salvage : nil
    }
    let encoder = PackEntryEncoder()
    var writer = PackWriter(
      in: path, fileSystem: fileSystem, encoder: encoder,
      didWrite: { [self] in didChange($0) })
    for id in pack.idsByOffset {
      do throws(ObjectError) {
        guard let entry = try pack.entry(of: id, encoder: encoder) else { continue }
        try writer.add(entry)
        salvage.savedCount += 1
      } catch {
        guard case .damaged = error else { throw error }
        salvage.lost.append(id)
      }
    }
    let written = try writer.commit()
    salvage.isSamePack = written.contains { $0.name == name }
    if !salvage.isSamePack { self.quarantine(name, into: quarantine) }
    return salvage
  }

  /// Opens a pack with its index, or, where that cannot be used, with one made anew.
  private func openForSalvage(
    _ name: PackChecksum, into quarantine: FilePath
  ) throws(ObjectError) -> PackReader? {
    do throws(PackProblem) {
      let pack = try PackReader(name, in: path, fileSystem: fileSystem)
      if let pack { return pack }
    } catch {
      if case .file(let problem) = error { throw .file(problem) }
    }
    let packPath = path.appending("\(name.fileStem).pack")
    let file: PackFile?
    do throws(FileError) {
      try moveAside(path.appending("\(name.fileStem).idx"), into: quarantine)
      file = try PackFile(packPath, fileSystem: fileSystem)
    } catch {
      // What is no file holds nothing.
      guard error.errno == .invalidArgument else { throw ObjectError(error) }
      file = PackFile([])
    }
    guard let file else { return nil }
    do throws(FileProblem) {
      let contents = try PackIndexer.contents(of: file)
      let index = PackIndexer.index(of: contents, pack: name)
      return PackReader(
        name, path: packPath, file: file, index: index, readers: PackReaderPool())
    } catch {
      throw .file(error)
    }
  }

  /// Moves what is in an index's place, and is no file, out of the way of a new one.
  private func moveAside(_ index: FilePath, into quarantine: FilePath) throws(FileError) {
    let status = try fileSystem.status(of: index, followingLinks: false)
    guard let status, status.kind == .directory, let file = index.lastComponent else { return }
    try fileSystem.createDirectories(quarantine)
    let tree = path.removingLastComponent().lastComponent?.string ?? "objects"
    try fileSystem.rename(index, to: quarantine.appending("\(tree)-\(file.string)"))
  }
}

extension PackReader {
  /// All ids in the order in which their entries lie.
  package var idsByOffset: [ObjectID] {
    (0..<index.count)
      .map { (offset: index.offset(at: $0) ?? .max, position: $0) }
      .sorted { ($0.offset, $0.position) < ($1.offset, $1.position) }
      .map { index.id(at: $0.position) }
  }
}
