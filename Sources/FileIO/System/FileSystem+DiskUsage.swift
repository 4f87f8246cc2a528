// Counts the disk space of a folder, as du(1) does, and what is free, as df(1) does.

import Glibc
package import SystemPackage

extension FileSystem {
  /// Bytes of the disk blocks of a folder and everything in it; 0 if the folder does not exist.
  ///
  /// A file with several names counts once. Links are not followed. A subfolder without read
  /// permission counts as empty. Cost: about one system call per name.
  ///
  /// - Throws: also `ELOOP`, if folders are nested more than 256 deep.
  package func diskUsage(of path: FilePath) throws(FileError) -> UInt64 {
    guard let folder = try openIfPresent(path, flags: O_RDONLY | O_DIRECTORY) else { return 0 }
    defer { try? close(folder) }  // nothing was written
    return try named(.list, path) { () throws(Errno) in
      var seen: Set<[UInt64]> = []
      return try status(folder).allocatedBytes + usage(in: folder, depth: 0, &seen)
    }
  }

  private func usage(
    in folder: Int32, depth: Int, _ seen: inout Set<[UInt64]>
  ) throws(Errno) -> UInt64 {
    guard depth < depthMax else { throw .tooManySymbolicLinkLevels }
    var bytes: UInt64 = 0
    for entry in try unsafe list(at: folder, ".", entriesMax: directoryEntriesMax) {
      bytes += try unsafe entry.withCString { name throws(Errno) in
        do throws(Errno) {
          let status = try unsafe status(at: folder, name, followingLinks: false)
          guard status.kind == .directory else {
            let isFirst =
              status.linkCount < 2 || seen.insert([status.device, status.inode]).inserted
            return isFirst ? status.allocatedBytes : 0
          }
          do throws(Errno) {
            let inner = try unsafe open(
              at: folder, name, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW, mode: 0)
            defer { try? close(inner) }  // nothing was written
            return status.allocatedBytes + (try usage(in: inner, depth: depth + 1, &seen))
          } catch {
            guard error == .permissionDenied else { throw error }
            return status.allocatedBytes
          }
        } catch {
          guard error.meansAbsent else { throw error }
          return 0  // removed since it was listed
        }
      }
    }
    return bytes
  }
}

/// Maximum depth of nested folders. One descriptor per level stays open.
private let depthMax = 256

/// The space that this user can still take on the disk of a path.
package struct FreeSpace: Hashable, Sendable {
  package let bytes: UInt64
  /// The size of the disk.
  package let sizeBytes: UInt64
  /// Whether another file can be created.
  package let hasRoomForFiles: Bool

  /// - Parameter path: of an existing file or folder.
  package init(at path: FilePath) throws(FileError) {
    var facts = statvfs()
    guard unsafe path.withPlatformString({ unsafe statvfs($0, &facts) }) == 0 else {
      throw FileError(.status, path, Errno(rawValue: errno))
    }
    bytes = UInt64(facts.f_bavail) &* UInt64(facts.f_frsize)
    sizeBytes = UInt64(facts.f_blocks) &* UInt64(facts.f_frsize)
    // A file system without a table of files has no number of them.
    hasRoomForFiles = facts.f_files == 0 || facts.f_favail > 0
  }
}
