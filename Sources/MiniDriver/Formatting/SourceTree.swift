// The source files in a folder, for `mini fmt`.

import BuildCache
package import FileIO
package import SystemPackage

/// Finds the sources in a folder and in the folders in it.
package enum SourceTree {
  /// The files `*.mini`, sorted by their paths' bytes in each folder. Leaves out hidden names, links,
  /// and folders with a `CACHEDIR.TAG`.
  ///
  /// - Throws: if the folder, or one in it, cannot be listed.
  package static func files(
    in folder: FilePath, fileSystem: any FileSystem = LocalFileSystem()
  ) throws(FileError) -> [FilePath] {
    var files: [FilePath] = []
    // No links are followed, so the length of paths bounds the depth.
    var folders = [folder]
    while let next = folders.popLast() {
      let entries = try fileSystem.entries(of: next) ?? []
      if next != folder, entries.contains(where: { $0.name == CacheName.tag }) { continue }
      var inside: [FilePath] = []
      for entry in entries where entry.nameBytes.first != UInt8(ascii: ".") {
        let component = FilePath.Component(bytes: entry.nameBytes)
        let path = next == "." ? FilePath(root: nil, [component]) : next.appending(component)
        switch entry.kind {
        case .directory: inside.append(path)
        case .regular:
          if entry.nameBytes.suffix(suffix.count).elementsEqual(suffix) { files.append(path) }
        case .symbolicLink, .other: break
        }
      }
      folders += inside.reversed()
    }
    return files
  }

  private static let suffix = Array(ModulePath.suffix.utf8)
}
