// A build's folder of temporary files: unit texts, object code, what the tools say.

import FileIO
import ObjectStore
import SystemPackage

/// A folder of temporary files that is gone when the value ends, or when a signal ends the process.
/// One that a kill has left is removed by the next that is made beside it.
struct WorkFolder: ~Copyable {
  let path: FilePath
  /// Tools work in it.
  let handle: DirectoryHandle
  let fileSystem: any FileSystem
  /// Says that the folder is in use.
  private let lock: FileLock

  /// Makes a folder in `parent`, where it has a temporary file's name.
  init(in parent: FilePath, fileSystem: any FileSystem) throws(FileError) {
    Self.removeAbandoned(in: parent, fileSystem)
    for _ in 0..<Self.attemptsMax {
      let folder = parent.appending(Self.prefix + temporarySuffix())
      Interruption.hold(folder)
      do throws(FileError) {
        try fileSystem.createDirectories(folder)
        let lock = try FileLock(
          folder.appending(Self.lockName), .exclusive, wait: .never, fileSystem: fileSystem)
        if let lock, let handle = try DirectoryHandle(folder, fileSystem: fileSystem) {
          self.init(folder, handle, lock, fileSystem)
          return
        }
      } catch {
        guard error.errno.meansAbsent else {
          Self.remove(folder, fileSystem)
          Interruption.release(folder)
          throw error
        }
      }
      // Another build has taken it for abandoned, as it had no lock yet.
      Interruption.release(folder)
    }
    throw FileError(.makeDirectory, parent, .resourceTemporarilyUnavailable)
  }

  /// Each failure takes another build that comes between two calls.
  private static let attemptsMax = 16

  private init(
    _ path: FilePath, _ handle: DirectoryHandle, _ lock: consuming FileLock,
    _ fileSystem: any FileSystem
  ) {
    self.path = path
    self.handle = handle
    self.lock = lock
    self.fileSystem = fileSystem
  }

  deinit {
    Self.remove(path, fileSystem)
    Interruption.release(path)
  }

  var lockPath: FilePath { path.appending(Self.lockName) }

  static let prefix = ".tmp_mini_"
  private static let lockName = "lock"

  /// Removes the folders of builds that are no more: nobody holds their locks. One without a lock is
  /// empty: it was made a moment ago, or its maker was killed then.
  static func removeAbandoned(in parent: FilePath, _ fileSystem: any FileSystem) {
    // What cannot be listed or removed is left to who comes next.
    for entry in (try? fileSystem.entries(of: parent)) ?? []
    where entry.kind == .directory && entry.nameBytes.starts(with: prefix.utf8) {
      let folder = parent.appending(FilePath.Component(bytes: entry.nameBytes))
      let file = folder.appending(lockName)
      guard (try? fileSystem.status(of: file, followingLinks: false)) != nil else {
        _ = try? fileSystem.removeFolder(folder)
        continue
      }
      // Without locks, any of them may be in use.
      guard let lock = try? FileLock(file, .exclusive, wait: .never, fileSystem: fileSystem),
        lock.excludesOthers
      else { continue }
      remove(folder, fileSystem)
      _ = consume lock  // not earlier
    }
  }

  /// The lock is removed last: as long as a file is there, it says that the folder is in use.
  private static func remove(_ folder: FilePath, _ fileSystem: any FileSystem) {
    // What cannot be removed is left to who comes next.
    _ = try? fileSystem.removeTree(folder, last: lockName)
  }
}
