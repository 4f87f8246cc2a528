// Clears the way for a new file or folder: whatever blocks its name is moved to the quarantine.

import FileIO
import Glibc
package import SystemPackage

extension CacheFileSystem {
  package func moveAside(_ path: UnsafePointer<CChar>) throws(Errno) -> Bool {
    guard let inner = unsafe inner(workingDirectory, path) else { return false }
    try making { root throws(Errno) in
      let quarantine = try self.quarantine(root)
      defer { try? base.close(quarantine) }  // nothing was written
      // If this was the quarantine's own name, opening it has moved it already.
      if unsafe strcmp(inner, CacheName.quarantine) == 0 { return }
      try unsafe inParent(root, inner) { folder, name throws(Errno) in
        let flat = unsafe String(cString: inner).map { $0 == "/" ? "-" : $0 }
        try unsafe move(name, in: folder, to: String(flat), in: quarantine)
      }
    }
    return true
  }

  /// Opens the quarantine, and creates it if needed. Another file with its name is moved into it.
  private func quarantine(_ root: Int32) throws(Errno) -> Int32 {
    let flags = openPathOnly | O_DIRECTORY
    let name = CacheName.quarantine
    var other: String?
    for _ in 0..<movesMax {
      do throws(Errno) {
        let folder = try unsafe base.open(beneath: root, name, flags: flags, mode: 0)
        if let other {
          try unsafe FilePath(other).withCString { other throws(Errno) in
            try unsafe move(other, in: root, to: name, in: folder)
          }
        }
        return folder
      } catch {
        switch error {
        case .noSuchFileOrDirectory: break
        case .tooManySymbolicLinkLevels, .notDirectory:
          let aside = TemporaryName.prefix + TemporaryName.suffix()
          try unsafe base.rename(at: root, name, to: root, aside)
          other = aside
        default: throw error
        }
      }
      do throws(Errno) {
        try unsafe base.makeDirectory(at: root, name, mode: 0o755)
      } catch {
        guard error == .fileExists else { throw error }
      }
    }
    throw .resourceTemporarilyUnavailable
  }

  /// Renames a file into the quarantine. If the target cannot be replaced, adds a random suffix.
  private func move(
    _ name: UnsafePointer<CChar>, in folder: Int32, to target: String, in quarantine: Int32
  ) throws(Errno) {
    do throws(Errno) {
      try unsafe renameOrCopy(at: folder, name, to: quarantine, target)
    } catch {
      if error == .noSuchFileOrDirectory { return }  // another process has moved it
      let longer = "\(target)-\(TemporaryName.suffix())"
      try unsafe renameOrCopy(at: folder, name, to: quarantine, longer)
    }
  }

  /// Moves away whatever blocks a parent folder of a name. Returns whether anything did.
  private func clearWay(to inner: UnsafePointer<CChar>) throws(Errno) -> Bool {
    let folders = unsafe String(cString: inner).split(separator: "/").dropLast()
    var path = self.path
    for folder in folders {
      path.append(String(folder))
      let kind = try unsafe path.withCString { name throws(Errno) in
        try unsafe status(at: workingDirectory, name, followingLinks: false).kind
      }
      guard kind != .directory else { continue }
      try createFolder(path)
      return true
    }
    return false
  }

  private func createFolder(_ path: FilePath) throws(Errno) {
    do throws(FileError) { try createDirectories(path) } catch { throw error.errno }
  }

  /// Creates a file or a name. Tries again after moving away what blocks it or its folder.
  func clearing<Value>(
    _ inner: UnsafePointer<CChar>, _ path: UnsafePointer<CChar>,
    _ body: () throws(Errno) -> Value
  ) throws(Errno) -> Value {
    do throws(Errno) {
      return try body()
    } catch {
      switch error {
      case .notDirectory, .tooManySymbolicLinkLevels, .isDirectory, .noSuchAddressOrDevice:
        if try unsafe clearWay(to: inner) { return try body() }
        // If every parent is a folder, the last name is at fault.
        guard error != .notDirectory, try unsafe moveAside(path) else { throw error }
        return try body()
      default: throw error
      }
    }
  }
}

/// Maximum attempts to open the quarantine while other processes remove or replace it.
private let movesMax = 8
