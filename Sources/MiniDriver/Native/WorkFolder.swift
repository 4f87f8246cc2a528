// A build's folder of temporary files: unit texts, object code, tools' messages.

import BuildCache
import FileIO
import SystemPackage

/// A folder of temporary files. It is removed when the value ends or when a signal ends the
/// process. After SIGKILL, the next work folder in the same parent removes it.
struct WorkFolder: ~Copyable {
  let path: FilePath
  /// Tools work in it.
  let handle: DirectoryHandle
  let fileSystem: any FileSystem
  /// Shows that the folder is in use.
  private let lock: FileLock

  /// Creates a folder with a temporary name in `parent`.
  init(in parent: FilePath, fileSystem: any FileSystem) throws(FileError) {
    Self.removeAbandoned(in: parent, fileSystem)
    for _ in 0..<Self.attemptsMax {
      let folder = parent.appending(TemporaryName.prefix + TemporaryName.suffix())
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
      // Another build removed the folder as abandoned, because it had no lock yet.
      Interruption.release(folder)
    }
    throw FileError(.makeDirectory, parent, .resourceTemporarilyUnavailable)
  }

  /// Each failure needs another build that interferes between two calls.
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

  private static let lockName = CacheName.lock

  /// Removes the folders of builds that have ended, whose locks no process holds. A folder without
  /// a lock is empty: it is new, or its creator was killed at that moment.
  static func removeAbandoned(in parent: FilePath, _ fileSystem: any FileSystem) {
    // The next build tries again where listing or removal fails.
    for entry in (try? fileSystem.entries(of: parent)) ?? []
    where entry.kind == .directory && entry.nameBytes.starts(with: TemporaryName.prefix.utf8) {
      let folder = parent.appending(FilePath.Component(bytes: entry.nameBytes))
      let file = folder.appending(lockName)
      guard (try? fileSystem.status(of: file, followingLinks: false)) != nil else {
        _ = try? fileSystem.removeFolder(folder)
        continue
      }
      // Without file locks, any folder may be in use.
      guard let lock = try? FileLock(file, .exclusive, wait: .never, fileSystem: fileSystem),
        lock.excludesOthers
      else { continue }
      remove(folder, fileSystem)
      _ = consume lock  // keep the lock until here
    }
  }

  /// Removes the lock last, because other builds treat a folder with a lock as in use.
  private static func remove(_ folder: FilePath, _ fileSystem: any FileSystem) {
    // The next build tries again where removal fails.
    _ = try? fileSystem.removeTree(folder, last: lockName)
  }
}
