// Lists the names in a folder with readdir(3).

import Glibc
package import SystemPackage

extension LocalFileSystem {
  package func list(
    at: Int32, _ path: UnsafePointer<CChar>, entriesMax: Int
  ) throws(Errno) -> [DirectoryEntry] {
    let fd = try unsafe open(at: at, path, flags: O_RDONLY | O_DIRECTORY, mode: 0)
    var opened: OpaquePointer?
    repeat { unsafe opened = fdopendir(fd) } while unsafe opened == nil && errno == EINTR
    guard let stream = unsafe opened else {
      let failure = Errno(rawValue: errno)
      _ = Glibc.close(fd)
      throw failure
    }
    defer { unsafe closedir(stream) }
    var entries: [DirectoryEntry] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        switch errno {
        case 0: return entries
        case EINTR: continue  // read the remaining entries
        default: throw Errno(rawValue: errno)
        }
      }
      let name = unsafe nameBytes(entry)
      if name == [0x2E] || name == [0x2E, 0x2E] { continue }
      guard entries.count < entriesMax else { throw Errno(rawValue: E2BIG) }
      entries.append(
        DirectoryEntry(nameBytes: name, kind: unsafe kind(entry, in: fd)))
    }
  }

  private func nameBytes(_ entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    let start = unsafe UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
    let count = unsafe strlen(start.assumingMemoryBound(to: CChar.self))
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }

  private func kind(_ entry: UnsafeMutablePointer<dirent>, in fd: Int32) -> FileKind {
    switch unsafe Int(entry.pointee.d_type) {
    case DT_REG: return .regular
    case DT_DIR: return .directory
    case DT_LNK: return .symbolicLink
    case DT_UNKNOWN:
      // Some file systems report no type. A name that is gone by now counts as `.other`.
      var raw = stat()
      let start = unsafe UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
      let name = unsafe start.assumingMemoryBound(to: CChar.self)
      var result: Int32
      repeat {
        result = unsafe fstatat(fd, name, &raw, AT_SYMLINK_NOFOLLOW)
      } while result == -1 && errno == EINTR
      return result == 0 ? FileKind(mode: raw.st_mode) : .other
    default: return .other
    }
  }
}
