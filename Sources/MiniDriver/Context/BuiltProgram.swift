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

  /// A private copy, for a cache on a file system from which no program can run.
  package func copied(into parents: [FilePath]) throws(BuildError) -> BuiltProgram {
    let disk = LocalFileSystem()
    let folder = try PrivateFolder.make(in: parents, fileSystem: disk)
    let copy = folder.appending(path.components.suffix(1))
    do throws(FileError) {
      let bytes = try disk.contents(of: path, sizeMax: codeSizeMax) ?? []
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

/// A folder outside the cache that belongs to this process and that only its user can read.
enum PrivateFolder {
  /// Creates a folder in the first usable parent. A signal that ends the process removes it.
  static func make(
    in parents: [FilePath], fileSystem: any FileSystem
  ) throws(BuildError) -> FilePath {
    var failure = FileError(.makeDirectory, "a temporary folder", .noSuchFileOrDirectory)
    for parent in parents {
      let folder = parent.appending("mini-" + TemporaryName.suffix())
      Interruption.hold(folder)
      do throws(Errno) {
        try unsafe folder.withCString { name throws(Errno) in
          try unsafe fileSystem.makeDirectory(at: workingDirectory, name, mode: 0o700)
        }
        return folder
      } catch {
        Interruption.release(folder)
        failure = FileError(.makeDirectory, folder, error)
      }
    }
    throw .output(path: failure.path, reason: failure.errno.description)
  }

  /// Removes a folder that ``make(in:fileSystem:)`` created, and its content.
  static func remove(_ folder: FilePath, fileSystem: any FileSystem = LocalFileSystem()) {
    // If removal fails, the system's cleanup of temporary files removes the rest.
    for entry in (try? fileSystem.entries(of: folder)) ?? [] {
      _ = try? fileSystem.remove(folder.appending(FilePath.Component(bytes: entry.nameBytes)))
    }
    _ = try? fileSystem.removeFolder(folder)
    Interruption.release(folder)
  }
}
