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
    guard let pack = try openForSalvage(name) else { return nil }
    var salvage = PackSalvage()
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

  private func openForSalvage(_ name: PackChecksum) throws(ObjectError) -> PackReader? {
    do throws(PackProblem) {
      return try PackReader(name, in: path, fileSystem: fileSystem)
    } catch {
      if case .file(let problem) = error { throw .file(problem) }
    }
    let file: PackFile?
    let packPath = path.appending("\(name.fileStem).pack")
    do throws(FileError) {
      file = try PackFile(packPath, fileSystem: fileSystem)
    } catch {
      // What is no file holds nothing.
      guard error.errno == .invalidArgument else { throw ObjectError(error) }
      file = PackFile([])
    }
    guard let file else { return nil }
    do throws(FileProblem) {
      let contents = try PackIndexer.contents(of: file)
      let bytes = StableBytes(PackIndexEncoder.encode(contents.rows, pack: name))
      let index = try? PackIndex(bytes, scrutiny: .structure)  // it was just made
      guard let index else { return nil }
      return PackReader(
        name, path: packPath, file: file, index: index, readers: PackReaderPool())
    } catch {
      throw .file(error)
    }
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
