// An executable that was made to be run, and the folder of one that no cache can hold.

import FileIO
package import SystemPackage

/// A program that is ready to be run.
package struct BuiltProgram: Hashable, Sendable {
  /// The executable.
  package let path: FilePath
  /// What it is called: as the executable beside the root file would be.
  package let name: FilePath
  /// The folder that holds nothing but the executable; `nil` where the cache keeps that.
  package let privateFolder: FilePath?

  /// A copy that nothing keeps: the cache may lie where no program can be run.
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

  /// Removes the executable, if nothing keeps it. One that runs, or is open, goes on.
  package func discard() {
    guard let privateFolder else { return }
    PrivateFolder.remove(privateFolder)
  }
}

/// A folder of this process's own, outside the cache, that only its user can look into.
enum PrivateFolder {
  /// Makes a folder in the first of these that takes one. It is removed if a signal ends the process.
  static func make(
    in parents: [FilePath], fileSystem: any FileSystem
  ) throws(BuildError) -> FilePath {
    var failure = FileError(.makeDirectory, "a temporary folder", .noSuchFileOrDirectory)
    for parent in parents {
      let folder = parent.appending("mini-" + temporarySuffix())
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

  /// Removes a folder that ``make(in:fileSystem:)`` made, and what is in it.
  static func remove(_ folder: FilePath, fileSystem: any FileSystem = LocalFileSystem()) {
    // What stays in the folder for temporary files is cleaned up with it.
    for entry in (try? fileSystem.entries(of: folder)) ?? [] {
      _ = try? fileSystem.remove(folder.appending(FilePath.Component(bytes: entry.nameBytes)))
    }
    _ = try? fileSystem.removeFolder(folder)
    Interruption.release(folder)
  }
}
