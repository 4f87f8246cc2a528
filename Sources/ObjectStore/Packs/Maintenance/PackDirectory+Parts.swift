// Which packs a folder has, be they whole or not.

import FileIO

/// The files of one pack in a `pack` folder.
package struct PackParts: Hashable, Sendable {
  package let name: PackChecksum
  package var hasPack = false
  package var hasIndex = false
}

extension PackDirectory {
  /// The packs in the folder, complete or not, in order of their names. Opens nothing.
  package func parts() throws(ObjectError) -> [PackParts] {
    let entries: [DirectoryEntry]
    do throws(FileError) {
      entries = try fileSystem.entries(of: path) ?? []
    } catch {
      throw ObjectError(error)
    }
    var parts: [PackChecksum: PackParts] = [:]
    for entry in entries {
      guard let dot = entry.name.lastIndex(of: "."),
        let name = PackChecksum(fileStem: entry.name[..<dot])
      else { continue }
      switch entry.name[dot...] {
      case ".pack": parts[name, default: PackParts(name: name)].hasPack = true
      case ".idx": parts[name, default: PackParts(name: name)].hasIndex = true
      default: continue
      }
    }
    return parts.values.sorted { $0.name < $1.name }
  }

  /// The objects that can be found in a pack without its index. Cost: inflates everything twice.
  package func ids(ofUnindexed name: PackChecksum) throws(ObjectError) -> [ObjectID] {
    guard let file = try packFile(of: name) else { return [] }
    do throws(FileProblem) {
      return try PackIndexer.contents(of: file).rows.map(\.id)
    } catch {
      throw .file(error)
    }
  }
}
