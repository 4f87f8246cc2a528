// The folder of a program that no cache can hold.

import FileIO
import SystemPackage

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
