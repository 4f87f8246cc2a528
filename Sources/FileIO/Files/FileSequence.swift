// Reads whole files one after another on one thread, with one buffer and one open folder.

import Glibc
import SystemPackage

/// Reads files one after another, for callers that read many small ones. Each costs four system
/// calls. Successive files in one folder are opened relative to it.
@safe package struct FileSequence: ~Copyable {
  private let fileSystem: any FileSystem
  private var memory: UnsafeMutableRawBufferPointer
  private var count = 0
  /// The previous file's folder, with its trailing slash.
  private var folderPath: [UInt8] = []
  /// That folder, opened at the second successive file in it.
  private var folder: Int32?

  /// Size of the buffer at first, and again after a larger file.
  private static let usualCapacity = 1 << 16

  package init(fileSystem: any FileSystem) {
    self.fileSystem = fileSystem
    unsafe memory = .allocate(byteCount: Self.usualCapacity, alignment: 16)
  }

  deinit {
    if let folder { try? fileSystem.close(folder) }  // nothing was written
    unsafe memory.deallocate()
  }

  /// Bytes of the file read last, valid until the next read.
  package var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: memory[..<count])
  }

  /// Reads a whole file, which can be a pipe or a device.
  ///
  /// - Parameters:
  ///   - path: ends at the first zero byte, if there is one.
  ///   - sizeMax: bytes; a longer file fails with `EFBIG`.
  package mutating func read(_ path: Span<UInt8>, sizeMax: Int) throws(FileError) {
    func failed(_ operation: FileError.Operation, _ errno: Errno) -> FileError {
      let text = unsafe path.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
      return FileError(operation, text, errno)
    }
    count = 0
    if unsafe memory.count > Self.usualCapacity { resize(to: Self.usualCapacity) }
    let fd: Int32
    do throws(Errno) {
      fd = try open(path)
    } catch {
      throw failed(.open, error)
    }
    defer { try? fileSystem.close(fd) }  // nothing was written
    do throws(Errno) {
      try readAll(fd, sizeMax: sizeMax)
    } catch {
      throw failed(.read, error)
    }
  }

  private mutating func readAll(_ fd: Int32, sizeMax: Int) throws(Errno) {
    while true {
      if unsafe count == memory.count {
        // Rejects a regular file by its size, before most of it is read.
        if count == Self.usualCapacity, let status = try? fileSystem.status(fd),
          status.kind == .regular, status.sizeBytes > UInt64(sizeMax)
        {
          throw .fileTooLarge
        }
        unsafe resize(to: memory.count * 2)
      }
      let room = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...])
      let came = try unsafe fileSystem.read(fd, into: room)
      if came == 0 { return }
      count += came
      guard count <= sizeMax else { throw .fileTooLarge }
    }
  }

  private mutating func resize(to capacity: Int) {
    let other = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    unsafe other.copyMemory(from: bytes)
    unsafe memory.deallocate()
    unsafe memory = other
  }

  // MARK: Folders

  /// Opens a file, relative to its folder if the previous file was in the same one.
  private mutating func open(_ path: Span<UInt8>) throws(Errno) -> Int32 {
    var length = 0
    var nameStart = 0
    while length < path.count, path[length] != 0 {
      if path[length] == UInt8(ascii: "/") { nameStart = length + 1 }
      length += 1
    }
    let isSameFolder =
      nameStart == folderPath.count && (0..<nameStart).allSatisfy { path[$0] == folderPath[$0] }
    if nameStart == 0 || !isSameFolder {
      leaveFolder()
      folderPath.removeAll(keepingCapacity: true)
      for index in 0..<nameStart { folderPath.append(path[index]) }
    } else if folder == nil {
      // If the folder cannot be opened, the full path is used, which can succeed or report why not.
      let flags = openPathOnly | O_DIRECTORY
      folder = try? open(path, 0..<nameStart, at: workingDirectory, flags: flags)
    }
    guard let folder, nameStart < length else {
      return try open(path, 0..<length, at: workingDirectory, flags: O_RDONLY)
    }
    return try open(path, nameStart..<length, at: folder, flags: O_RDONLY)
  }

  private mutating func leaveFolder() {
    if let folder { try? fileSystem.close(folder) }  // nothing was written
    folder = nil
  }

  private func open(
    _ path: Span<UInt8>, _ part: Range<Int>, at folder: Int32, flags: Int32
  ) throws(Errno) -> Int32 {
    try unsafe withUnsafeTemporaryAllocation(byteCount: part.count + 1, alignment: 1) { name in
      unsafe path.extracting(part).bytes.withUnsafeBytes { unsafe name.copyMemory(from: $0) }
      unsafe name[part.count] = 0
      let start = unsafe name.assumingMemoryBound(to: CChar.self).baseAddress
      guard let start = unsafe start else { preconditionFailure("there is room for a zero byte") }
      return Result { () throws(Errno) in
        try unsafe fileSystem.open(at: folder, start, flags: flags, mode: 0)
      }
    }.get()
  }
}
