// Watches folders with inotify(7).
//
//     data  = event…
//     event = watch (i32), mask (u32), cookie (u32), length (u32), name (length bytes, padded
//             with NULs), in the machine's byte order

import Glibc
package import SystemPackage

/// The kernel's watcher. A class, because its descriptor is closed once.
package final class SystemFolderWatcher: FolderWatcher {
  private let fd: Int32

  /// - Throws: `EMFILE` if the user has as many watchers as the kernel allows.
  package init() throws(FileError) {
    do {
      fd = try retrying { inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK)) }
    } catch {
      throw FileError(.watch, "folders", error)
    }
  }

  deinit {
    Glibc.close(fd)  // nothing was written
  }

  /// Reports a file when its writer closes it, not at each write, and a new name at once.
  private static let mask = UInt32(
    IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB
      | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)

  package func watch(_ path: FilePath) throws(FileError) -> WatchedFolder? {
    do {
      return try unsafe path.withCString { path throws(Errno) in
        let number = try retrying { unsafe inotify_add_watch(fd, path, Self.mask) }
        return WatchedFolder(number: number)
      }
    } catch {
      switch error {
      case .noSuchFileOrDirectory, .notDirectory, .permissionDenied, .tooManySymbolicLinkLevels:
        return nil
      default: throw FileError(.watch, path, error)
      }
    }
  }

  package func release(_ folder: WatchedFolder) {
    inotify_rm_watch(fd, folder.number)  // if the folder is gone, so is the watch
  }

  package func events(waitingAtMost timeMax: Duration?) throws(FileError) -> [FolderEvent] {
    do throws(Errno) {
      var wanted = pollfd(fd: fd, events: Int16(POLLIN), revents: 0)
      let count = unsafe poll(&wanted, 1, timeMax.map(Self.milliseconds) ?? -1)
      if count < 0, errno != EINTR { throw Errno(rawValue: errno) }
      return count > 0 ? try read() : []
    } catch {
      throw FileError(.watch, "folders", error)
    }
  }

  /// Milliseconds, rounded up, so that poll does not return early.
  private static func milliseconds(_ time: Duration) -> Int32 {
    let (seconds, attoseconds) = time.components
    let rest = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return Int32(clamping: seconds.multipliedReportingOverflow(by: 1000).partialValue + rest)
  }

  /// Size of one read; further events stay queued.
  private static let bufferSizeBytes = 1 << 16

  private func read() throws(Errno) -> [FolderEvent] {
    try unsafe withUnsafeTemporaryAllocation(
      byteCount: Self.bufferSizeBytes, alignment: MemoryLayout<inotify_event>.alignment
    ) { buffer -> Result<[FolderEvent], Errno> in
      let count = unsafe Glibc.read(fd, buffer.baseAddress, buffer.count)
      guard count >= 0 else {
        // Another thread can have read the events.
        return errno == EAGAIN || errno == EINTR ? .success([]) : .failure(Errno(rawValue: errno))
      }
      return .success(
        Self.events(
          in: unsafe RawSpan(
            _unsafeBytes: UnsafeRawBufferPointer(
              rebasing: buffer[..<count]))))
    }.get()
  }

  private static func events(in bytes: RawSpan) -> [FolderEvent] {
    var events: [FolderEvent] = []
    var offset = 0
    while offset + headerSizeBytes <= bytes.byteCount {
      func word(_ number: Int) -> UInt32 {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset + 4 * number, as: UInt32.self)
      }
      let watch = WatchedFolder(number: Int32(bitPattern: word(0)))
      let mask = word(1)
      let end = offset + headerSizeBytes + Int(word(3))
      guard end <= bytes.byteCount else { break }
      var name: [UInt8] = []
      for index in (offset + headerSizeBytes)..<end {
        let byte = unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
        guard byte != 0 else { break }
        name.append(byte)
      }
      if mask & UInt32(IN_Q_OVERFLOW) != 0 {
        events.append(.overflow)
      } else if mask & UInt32(IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT) != 0 {
        events.append(.moved(watch))
      } else if !name.isEmpty {
        events.append(.changed(watch, name: String(decoding: name, as: UTF8.self)))
      }
      offset = end
    }
    return events
  }

  private static let headerSizeBytes = 16
}
