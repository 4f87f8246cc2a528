// A pack's bytes, read with system calls: memory does not grow with the pack, and a failing disk or
// a truncated file causes an error instead of a signal.

package import FileIO
import Glibc
package import SystemPackage

/// An open pack. A class, because many readers share a descriptor that is closed once.
@safe package final class PackFile: Sendable {
  private enum Storage {
    case descriptor(Int32, any FileSystem)
    case memory(StableBytes)
  }

  private let storage: Storage
  /// All bytes, if they are in memory. Threads share them without a lock, because they never
  /// change.
  nonisolated(unsafe) let memory: UnsafeRawBufferPointer?
  package let sizeBytes: UInt64
  package let mtimeNanoseconds: Int64

  /// Opens a pack; nil if it does not exist. A file that is not regular fails with `EINVAL`.
  package init?(_ path: FilePath, fileSystem: any FileSystem) throws(FileError) {
    guard let fd = try fileSystem.openIfPresent(path, flags: O_RDONLY | O_NONBLOCK) else {
      return nil
    }
    do throws(Errno) {
      let status = try fileSystem.status(fd)
      guard status.kind == .regular else { throw .invalidArgument }
      sizeBytes = status.sizeBytes
      mtimeNanoseconds = status.mtimeNanoseconds
    } catch {
      try? fileSystem.close(fd)  // nothing was written
      throw FileError(.open, path, error)
    }
    storage = .descriptor(fd, fileSystem)
    unsafe memory = nil
  }

  /// A pack in memory.
  package convenience init(_ bytes: [UInt8]) {
    self.init(StableBytes(bytes), mtimeNanoseconds: 0)
  }

  private init(_ bytes: StableBytes, mtimeNanoseconds: Int64) {
    storage = .memory(bytes)
    unsafe memory = bytes.view
    sizeBytes = unsafe UInt64(bytes.view.count)
    self.mtimeNanoseconds = mtimeNanoseconds
  }

  /// The same pack, read into memory, for callers that need most of a small pack in another order.
  /// Shorter if the file was truncated.
  func inMemory() throws(Errno) -> PackFile {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(sizeBytes), alignment: 16)
    do throws(Errno) {
      let count = try unsafe read(at: 0, into: room)
      return unsafe PackFile(
        StableBytes(taking: room, count: count), mtimeNanoseconds: mtimeNanoseconds)
    } catch {
      unsafe room.deallocate()
      throw error
    }
  }

  deinit {
    if case .descriptor(let fd, let fileSystem) = storage {
      try? fileSystem.close(fd)  // nothing was written
    }
  }

  /// Reads at an offset until the buffer is full. Reads fewer bytes only at the end of the pack.
  func read(
    at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> Int {
    guard offset < sizeBytes else { return 0 }
    let wanted = Int(min(UInt64(buffer.count), sizeBytes - offset))
    switch storage {
    case .memory(let bytes):
      let part = unsafe bytes.view[Int(offset)..<Int(offset) + wanted]
      unsafe buffer.copyBytes(from: part)
      return wanted
    case .descriptor(let fd, let fileSystem):
      var count = 0
      while count < wanted {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count..<wanted])
        let position = Int64(clamping: offset + UInt64(count))
        let read = try unsafe fileSystem.pread(fd, into: rest, offset: position)
        if read == 0 { break }
        count += read
      }
      return count
    }
  }

  /// The bytes of a short range; fewer only at the end of the pack.
  func bytes(_ range: Range<UInt64>) throws(Errno) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    let count = try unsafe bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(Errno) in try unsafe read(at: range.lowerBound, into: buffer) }
    }.get()
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Whether the SHA-256 at the end matches the rest. Cost: one pass over the file, in constant
  /// memory.
  func isChecksumRight() throws(Errno) -> Bool {
    let trailer = UInt64(PackFormat.checksumLength)
    guard sizeBytes >= trailer else { return false }
    let end = sizeBytes - trailer
    var hasher = PackHasher()
    var next: UInt64 = 0
    while next < end {
      let piece = try bytes(next..<min(end, next + (256 << 10)))
      if piece.isEmpty { return false }
      hasher.update(piece)
      next += UInt64(piece.count)
    }
    return hasher.finalize().digest == ObjectID(bytes: try bytes(end..<sizeBytes))
  }
}
