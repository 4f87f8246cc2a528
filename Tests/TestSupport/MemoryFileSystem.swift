// A file system in memory that records each change, from which the effects of a crash are computed.

package import FileIO
import Glibc
import Synchronization
package import SystemPackage

/// A file system in memory, with a journal of its changes. It has no links and no permissions;
/// every file belongs to the process. A class, because the code under test and the test share it.
package final class MemoryFileSystem: FileSystem {
  private struct Descriptor {
    let node: MemoryDisk.NodeID
    var offset = 0
    let isWritable: Bool
    let isAppending: Bool
    var lock: LockKind?
    var lockedBytes: Set<Int64> = []
  }

  private struct State {
    var disk: MemoryDisk
    var journal: [MemoryDisk.Change] = []
    var descriptors: [Int32: Descriptor] = [:]
    var lastDescriptor: Int32 = 1000
  }

  private let state: Mutex<State>
  private let clock: any WallClock

  /// - Parameter clock: the source of files' times.
  package init(_ disk: MemoryDisk = MemoryDisk(), clock: any WallClock) {
    state = Mutex(State(disk: disk))
    self.clock = clock
  }

  /// The disk as programs see it now.
  package var disk: MemoryDisk { state.withLock { $0.disk } }
  /// The changes, one per call, in order.
  package var journal: [MemoryDisk.Change] { state.withLock { $0.journal } }
  /// Descriptors that were not closed.
  package var openCount: Int { state.withLock { $0.descriptors.count } }

  /// Writes a file and the folders above it.
  package func place(_ path: FilePath, _ bytes: [UInt8]) throws {
    try createDirectories(path.removingLastComponent())
    try replaceFile(path, with: bytes)
  }

  // MARK: Making calls

  private func call<Value>(
    _ body: (inout State, Int64) throws(Errno) -> sending Value
  ) throws(Errno) -> Value {
    let now = clock.nowNanoseconds()
    return try state.withLock { (state) throws(Errno) in try body(&state, now) }
  }

  private static func change(_ state: inout State, _ change: MemoryDisk.Change, _ now: Int64) {
    state.disk.apply(change, now: now)
    state.journal.append(change)
  }

  private static func find(
    _ state: State, _ at: Int32, _ path: UnsafePointer<CChar>
  ) throws(Errno) -> (place: MemoryDisk.Place, node: MemoryDisk.NodeID?) {
    let start = at == workingDirectory ? MemoryDisk.root : try descriptor(state, at).node
    return try state.disk.resolve(String(cString: path), from: start)
  }

  private static func existing(
    _ state: State, _ at: Int32, _ path: UnsafePointer<CChar>
  ) throws(Errno) -> (place: MemoryDisk.Place, node: MemoryDisk.NodeID) {
    let found = try find(state, at, path)
    guard let node = found.node else { throw .noSuchFileOrDirectory }
    return (found.place, node)
  }

  private static func descriptor(_ state: State, _ fd: Int32) throws(Errno) -> Descriptor {
    guard let descriptor = state.descriptors[fd] else { throw .badFileDescriptor }
    return descriptor
  }

  // MARK: Descriptors

  package func open(
    at: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    try call { state, now throws(Errno) in
      let found = try Self.find(state, at, path)
      let isWritable = flags & O_ACCMODE != O_RDONLY
      let node: MemoryDisk.NodeID
      if let present = found.node {
        guard flags & (O_CREAT | O_EXCL) != O_CREAT | O_EXCL else { throw .fileExists }
        let isFolder = state.disk[present].kind == .directory
        if flags & O_DIRECTORY != 0, !isFolder { throw .notDirectory }
        if isFolder, isWritable { throw .isDirectory }
        if flags & O_TRUNC != 0 { Self.change(&state, .resize(present, sizeBytes: 0), now) }
        node = present
      } else {
        guard flags & O_CREAT != 0 else { throw .noSuchFileOrDirectory }
        node = state.disk.nextID()
        let change = MemoryDisk.Change.make(node, .regular, permissions: mode, at: found.place)
        Self.change(&state, change, now)
      }
      state.lastDescriptor += 1
      state.descriptors[state.lastDescriptor] = Descriptor(
        node: node, isWritable: isWritable, isAppending: flags & O_APPEND != 0)
      return state.lastDescriptor
    }
  }

  package func close(_ fd: Int32) throws(Errno) {
    try call { state, _ throws(Errno) in
      guard state.descriptors.removeValue(forKey: fd) != nil else { throw .badFileDescriptor }
    }
  }

  package func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    nonisolated(unsafe) let buffer = buffer
    return try call { state, _ throws(Errno) in
      var descriptor = try Self.descriptor(state, fd)
      let count = Self.copy(state.disk[descriptor.node].bytes, from: descriptor.offset, to: buffer)
      descriptor.offset += count
      state.descriptors[fd] = descriptor
      return count
    }
  }

  package func pread(
    _ fd: Int32, into buffer: UnsafeMutableRawBufferPointer, offset: Int64
  ) throws(Errno) -> Int {
    nonisolated(unsafe) let buffer = buffer
    return try call { state, _ throws(Errno) in
      let node = try Self.descriptor(state, fd).node
      return Self.copy(state.disk[node].bytes, from: Int(offset), to: buffer)
    }
  }

  private static func copy(
    _ bytes: [UInt8], from offset: Int, to buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    guard offset < bytes.count else { return 0 }
    let part = bytes[offset..<min(bytes.count, offset + buffer.count)]
    buffer.copyBytes(from: part)
    return part.count
  }

  package func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int {
    let bytes = [UInt8](bytes)
    return try call { state, now throws(Errno) in
      var descriptor = try Self.descriptor(state, fd)
      guard descriptor.isWritable else { throw .badFileDescriptor }
      if descriptor.isAppending { descriptor.offset = state.disk[descriptor.node].bytes.count }
      Self.change(&state, .write(descriptor.node, offset: descriptor.offset, bytes), now)
      descriptor.offset += bytes.count
      state.descriptors[fd] = descriptor
      return bytes.count
    }
  }

  package func pwrite(
    _ fd: Int32, _ bytes: UnsafeRawBufferPointer, offset: Int64
  ) throws(Errno) -> Int {
    let bytes = [UInt8](bytes)
    return try call { state, now throws(Errno) in
      let descriptor = try Self.descriptor(state, fd)
      guard descriptor.isWritable else { throw .badFileDescriptor }
      Self.change(&state, .write(descriptor.node, offset: Int(offset), bytes), now)
      return bytes.count
    }
  }

  package func clone(_ source: Int32, into fd: Int32) throws(Errno) {
    try call { state, now throws(Errno) in
      let bytes = state.disk[try Self.descriptor(state, source).node].bytes
      Self.change(
        &state, .write(try Self.descriptor(state, fd).node, offset: 0, bytes), now)
    }
  }

  package func fallocate(_ fd: Int32, sizeBytes: Int64) throws(Errno) {
    try call { state, now throws(Errno) in
      let node = try Self.descriptor(state, fd).node
      guard state.disk[node].bytes.count < Int(sizeBytes) else { return }
      Self.change(&state, .resize(node, sizeBytes: Int(sizeBytes)), now)
    }
  }

  package func sync(_ fd: Int32) throws(Errno) {
    try call { state, now throws(Errno) in
      Self.change(&state, .sync(try Self.descriptor(state, fd).node), now)
    }
  }

  package func syncAll(_ fd: Int32) throws(Errno) {
    try call { state, now throws(Errno) in
      _ = try Self.descriptor(state, fd)
      Self.change(&state, .syncAll, now)
    }
  }

  package func setPermissions(_ fd: Int32, _ mode: UInt16) throws(Errno) {
    try call { state, now throws(Errno) in
      Self.change(&state, .setPermissions(try Self.descriptor(state, fd).node, mode), now)
    }
  }

  package func map(_ fd: Int32, sizeBytes: Int) throws(Errno) -> UnsafeRawBufferPointer {
    let bytes = try call { state, _ throws(Errno) in
      state.disk[try Self.descriptor(state, fd).node].bytes
    }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: sizeBytes, alignment: 4096)
    buffer.initializeMemory(as: UInt8.self, repeating: 0)
    buffer.copyBytes(from: bytes.prefix(sizeBytes))
    return UnsafeRawBufferPointer(buffer)
  }

  package func unmap(_ mapping: UnsafeRawBufferPointer) { mapping.deallocate() }

  package func lock(_ fd: Int32, _ kind: LockKind, wait: LockWait) throws(Errno) -> Bool {
    // A thread that waits for its own lock would wait forever: then the test must end.
    for _ in 0..<10_000 {
      let isTaken = try call { state, _ throws(Errno) in
        let descriptor = try Self.descriptor(state, fd)
        let isFree = state.descriptors.allSatisfy { other, held in
          other == fd || held.node != descriptor.node || held.lock == nil
            || (held.lock == .shared && kind == .shared)
        }
        if isFree { state.descriptors[fd]?.lock = kind }
        return isFree
      }
      if isTaken { return true }
      if wait == .never { return false }
      usleep(1000)
    }
    preconditionFailure("a lock is waited for that nobody gives back")
  }

  package func lockByte(_ fd: Int32, at offset: Int64) throws(Errno) -> Bool {
    try call { state, _ throws(Errno) in
      let descriptor = try Self.descriptor(state, fd)
      let isFree = state.descriptors.allSatisfy { other, held in
        other == fd || held.node != descriptor.node || !held.lockedBytes.contains(offset)
      }
      if isFree { state.descriptors[fd]?.lockedBytes.insert(offset) }
      return isFree
    }
  }

  package func isLocal(_ fd: Int32) throws(Errno) -> Bool { true }
  package func effectiveUserID() -> UInt32 { MemoryDisk.ownerID }
}

extension MemoryFileSystem {
  // MARK: Names

  package func status(_ fd: Int32) throws(Errno) -> FileStatus {
    try call { state, _ throws(Errno) in
      state.disk.status(of: try Self.descriptor(state, fd).node)
    }
  }

  package func status(
    at: Int32, _ path: UnsafePointer<CChar>, followingLinks: Bool
  ) throws(Errno) -> FileStatus {
    try call { state, _ throws(Errno) in
      state.disk.status(of: try Self.existing(state, at, path).node)
    }
  }

  package func access(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try call { state, _ throws(Errno) in _ = try Self.existing(state, at, path) }
  }

  package func list(
    at: Int32, _ path: UnsafePointer<CChar>, entriesMax: Int
  ) throws(Errno) -> [DirectoryEntry] {
    try call { state, _ throws(Errno) in
      let node = state.disk[try Self.existing(state, at, path).node]
      guard node.kind == .directory else { throw .notDirectory }
      return node.entries.map {
        DirectoryEntry(nameBytes: Array($0.key.utf8), kind: state.disk[$0.value].kind)
      }
    }
  }

  package func realPath(_ path: UnsafePointer<CChar>) throws(Errno) -> FilePath {
    try call { state, _ throws(Errno) in
      _ = try Self.existing(state, workingDirectory, path)
      return FilePath("/").pushing(FilePath(String(cString: path))).lexicallyNormalized()
    }
  }

  package func rename(
    at oldFolder: Int32, _ old: UnsafePointer<CChar>, to newFolder: Int32,
    _ new: UnsafePointer<CChar>
  ) throws(Errno) {
    try call { state, now throws(Errno) in
      let (from, found) = try Self.find(state, oldFolder, old)
      let (to, replaced) = try Self.find(state, newFolder, new)
      guard let node = found else { throw .noSuchFileOrDirectory }
      guard !state.disk.trail(to: to.folder).contains(node) else { throw .invalidArgument }
      if let replaced {
        guard replaced != node else { return }
        guard !state.disk.trail(to: from.folder).contains(replaced) else {
          throw .directoryNotEmpty
        }
        let isFolder = state.disk[node].kind == .directory
        let wasFolder = state.disk[replaced].kind == .directory
        if wasFolder, !isFolder { throw .isDirectory }
        if isFolder, !wasFolder { throw .notDirectory }
        guard state.disk[replaced].entries.isEmpty else { throw .directoryNotEmpty }
      }
      Self.change(&state, .rename(node, from: from, to: to), now)
    }
  }

  package func link(
    at oldFolder: Int32, _ old: UnsafePointer<CChar>, to newFolder: Int32,
    _ new: UnsafePointer<CChar>
  ) throws(Errno) {
    try call { state, now throws(Errno) in
      let node = try Self.existing(state, oldFolder, old).node
      let (to, present) = try Self.find(state, newFolder, new)
      guard present == nil else { throw .fileExists }
      guard state.disk[node].kind != .directory else { throw .notPermitted }
      Self.change(&state, .link(node, at: to), now)
    }
  }

  package func unlink(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try call { state, now throws(Errno) in
      let (place, node) = try Self.existing(state, at, path)
      guard state.disk[node].kind != .directory else { throw .isDirectory }
      Self.change(&state, .remove(node, at: place), now)
    }
  }

  package func makeDirectory(
    at: Int32, _ path: UnsafePointer<CChar>, mode: UInt16
  ) throws(Errno) {
    try call { state, now throws(Errno) in
      let (place, present) = try Self.find(state, at, path)
      guard present == nil else { throw .fileExists }
      let node = state.disk.nextID()
      Self.change(&state, .make(node, .directory, permissions: mode, at: place), now)
    }
  }

  package func removeDirectory(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try call { state, now throws(Errno) in
      let (place, node) = try Self.existing(state, at, path)
      guard state.disk[node].kind == .directory else { throw .notDirectory }
      guard state.disk[node].entries.isEmpty else { throw .directoryNotEmpty }
      Self.change(&state, .remove(node, at: place), now)
    }
  }

  package func setTimes(
    at: Int32, _ path: UnsafePointer<CChar>, mtimeNanoseconds: Int64
  ) throws(Errno) {
    try call { state, now throws(Errno) in
      Self.change(
        &state, .setTime(try Self.existing(state, at, path).node, mtimeNanoseconds), now)
    }
  }
}
