// An executable to run, and the private folder of one that no cache can hold.

import FileIO
package import SystemPackage

/// A program that is ready to be run.
package struct BuiltProgram: Hashable, Sendable {
  package let path: FilePath
  /// The program's `argv[0]`: the path that the executable beside the root file would have.
  package let name: FilePath
  /// The folder that contains only the executable; `nil` if the cache keeps it.
  package let privateFolder: FilePath?

  /// Size limit of an executable and of object code: that of an object in the store.
  static let sizeMaxBytes = 1 << 30

  /// A private copy, for a cache on a file system from which no program can run.
  package func copied(into parents: [FilePath]) throws(BuildError) -> BuiltProgram {
    let disk = LocalFileSystem()
    let folder = try PrivateFolder.make(in: parents, fileSystem: disk)
    let copy = folder.appending(path.components.suffix(1))
    do throws(FileError) {
      let bytes = try disk.contents(of: path, sizeMax: Self.sizeMaxBytes) ?? []
      try disk.replaceFile(copy, with: bytes, mode: 0o700)
    } catch {
      PrivateFolder.remove(folder)
      throw .output(path: copy.string, reason: error.errno.description)
    }
    return BuiltProgram(path: copy, name: name, privateFolder: folder)
  }

  /// Removes a private executable. A program that runs or is open is not affected.
  package func discard() {
    guard let privateFolder else { return }
    PrivateFolder.remove(privateFolder)
  }
}
