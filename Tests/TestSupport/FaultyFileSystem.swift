// A file system that fails on demand: in the Nth call, or in each call from the Nth on.

package import FileIO
import Synchronization
package import SystemPackage

/// Passes calls on to another file system, counts them, and makes one fail. A class, because all of
/// its users share the counters.
package final class FaultyFileSystem: FileSystem {
  /// The calls of ``FileSystem``, by name.
  package enum Call: String, Hashable, Sendable, CaseIterable {
    case open, close, read, pread, write, fallocate, sync, syncAll, status, access, list
    case realPath, rename, link, unlink, makeDirectory, removeDirectory, setPermissions, setTimes
    case map, lock, lockByte, isLocal, clone, copy
  }

  /// How often the fault occurs.
  package enum Persistence: Sendable {
    case once
    /// Like on a disk that has become full or read-only: the call and all later calls of its kinds.
    case forever
  }

  /// The fault to inject.
  package struct Fault: Sendable {
    /// The kinds of calls that count.
    package var calls: Set<Call>
    /// The number of the call that fails, from 1.
    package var number: Int
    package var errno: Errno
    package var persistence: Persistence

    package init(
      _ calls: Set<Call> = Set(Call.allCases), number: Int, errno: Errno = .ioError,
      persistence: Persistence = .once
    ) {
      self.calls = calls
      self.number = number
      self.errno = errno
      self.persistence = persistence
    }
  }

  private struct State {
    var counts: [Call: Int] = [:]
    var candidates = 0
    var failures = 0
    var failedCalls: Set<Call> = []
    /// The paths of open files, by descriptor.
    var paths: [Int32: String] = [:]
  }

  private let base: any FileSystem
  private let fault: Fault?
  /// The most bytes that one read or write transfers.
  private let bytesPerCallMax: Int
  private let user: UInt32?
  private let hasOwnModes: Bool
  private let alterStatus: @Sendable (String, inout FileStatus) -> Void
  private let beforeCall: @Sendable (Call, Int) -> Void
  private let state = Mutex(State())

  /// - Parameters:
  ///   - fault: nil to count only.
  ///   - bytesPerCallMax: makes reads and writes short.
  ///   - user: the user as whom the process runs, for tests of ownership.
  ///   - hasModes: whether files have modes of their own.
  ///   - alterStatus: changes the status of a path: another owner, disk or time.
  ///   - beforeCall: called before each call with its number among all calls.
  package init(
    _ base: any FileSystem = LocalFileSystem(), fault: Fault? = nil, bytesPerCallMax: Int = .max,
    user: UInt32? = nil, hasModes: Bool = true,
    alterStatus: @escaping @Sendable (_ path: String, inout FileStatus) -> Void = { _, _ in },
    beforeCall: @escaping @Sendable (Call, Int) -> Void = { _, _ in }
  ) {
    self.base = base
    self.fault = fault
    self.bytesPerCallMax = bytesPerCallMax
    self.user = user
    hasOwnModes = hasModes
    self.alterStatus = alterStatus
    self.beforeCall = beforeCall
  }

  /// Number of calls of each kind, including failed ones.
  package var counts: [Call: Int] { state.withLock { $0.counts } }
  /// Number of all calls, including failed ones.
  package var callCount: Int { counts.values.reduce(0, +) }
  /// Number of calls that were made to fail.
  package var failureCount: Int { state.withLock { $0.failures } }
  package var didFail: Bool { failureCount > 0 }
  /// The kinds of calls that were made to fail.
  package var failedCalls: Set<Call> { state.withLock { $0.failedCalls } }

  /// Counts a call, and throws if it is the one to fail.
  private func pass(_ call: Call) throws(Errno) {
    beforeCall(
      call,
      state.withLock { state in
        state.counts[call, default: 0] += 1
        return state.counts.values.reduce(0, +)
      })
    let fails = state.withLock { state in
      guard let fault, fault.calls.contains(call) else { return false }
      state.candidates += 1
      let fails =
        switch fault.persistence {
        case .once: state.candidates == fault.number
        case .forever: state.candidates >= fault.number
        }
      if fails {
        state.failures += 1
        state.failedCalls.insert(call)
      }
      return fails
    }
    if fails, let fault { throw fault.errno }
  }

  package func open(
    at: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    try pass(.open)
    return noted(path, try base.open(at: at, path, flags: flags, mode: mode))
  }

  package func open(
    beneath folder: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    try pass(.open)
    return noted(path, try base.open(beneath: folder, path, flags: flags, mode: mode))
  }

  private func noted(_ path: UnsafePointer<CChar>, _ fd: Int32) -> Int32 {
    let path = String(cString: path)
    state.withLock { $0.paths[fd] = path }
    return fd
  }

  package func close(_ fd: Int32) throws(Errno) {
    // As with the real call, the descriptor is closed even if the call fails.
    try base.close(fd)
    try pass(.close)
  }

  package func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    try pass(.read)
    let part = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(bytesPerCallMax))
    return try base.read(fd, into: part)
  }

  package func pread(
    _ fd: Int32, into buffer: UnsafeMutableRawBufferPointer, offset: Int64
  ) throws(Errno) -> Int {
    try pass(.pread)
    let part = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(bytesPerCallMax))
    return try base.pread(fd, into: part, offset: offset)
  }

  package func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int {
    try pass(.write)
    return try base.write(fd, UnsafeRawBufferPointer(rebasing: bytes.prefix(bytesPerCallMax)))
  }

  package func pwrite(
    _ fd: Int32, _ bytes: UnsafeRawBufferPointer, offset: Int64
  ) throws(Errno) -> Int {
    try pass(.write)
    let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(bytesPerCallMax))
    return try base.pwrite(fd, part, offset: offset)
  }

  package func fallocate(_ fd: Int32, sizeBytes: Int64) throws(Errno) {
    try pass(.fallocate)
    try base.fallocate(fd, sizeBytes: sizeBytes)
  }

  package func clone(_ source: Int32, into fd: Int32) throws(Errno) {
    try pass(.clone)
    try base.clone(source, into: fd)
  }

  package func copy(
    _ source: Int32, into fd: Int32, offset: Int64, sizeBytes: Int
  ) throws(Errno) -> Int {
    try pass(.copy)
    return try base.copy(
      source, into: fd, offset: offset, sizeBytes: min(sizeBytes, bytesPerCallMax))
  }

  package func sync(_ fd: Int32) throws(Errno) {
    try pass(.sync)
    try base.sync(fd)
  }

  package func syncAll(_ fd: Int32) throws(Errno) {
    try pass(.syncAll)
    try base.syncAll(fd)
  }

  package func status(_ fd: Int32) throws(Errno) -> FileStatus {
    try pass(.status)
    let path = state.withLock { $0.paths[fd] }
    var status = try base.status(fd)
    alterStatus(path ?? "", &status)
    return status
  }

  package func status(
    at: Int32, _ path: UnsafePointer<CChar>, followingLinks: Bool
  ) throws(Errno) -> FileStatus {
    try pass(.status)
    var status = try base.status(at: at, path, followingLinks: followingLinks)
    alterStatus(String(cString: path), &status)
    return status
  }

  package func access(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try pass(.access)
    try base.access(at: at, path)
  }

  package func list(
    at: Int32, _ path: UnsafePointer<CChar>, entriesMax: Int
  ) throws(Errno) -> [DirectoryEntry] {
    try pass(.list)
    return try base.list(at: at, path, entriesMax: entriesMax)
  }

  package func realPath(_ path: UnsafePointer<CChar>) throws(Errno) -> FilePath {
    try pass(.realPath)
    return try base.realPath(path)
  }

  package func rename(
    at oldDirectory: Int32, _ old: UnsafePointer<CChar>,
    to newDirectory: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno) {
    try pass(.rename)
    try base.rename(at: oldDirectory, old, to: newDirectory, new)
  }

  package func link(
    at oldDirectory: Int32, _ old: UnsafePointer<CChar>,
    to newDirectory: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno) {
    try pass(.link)
    try base.link(at: oldDirectory, old, to: newDirectory, new)
  }

  package func unlink(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try pass(.unlink)
    try base.unlink(at: at, path)
  }

  package func makeDirectory(
    at: Int32, _ path: UnsafePointer<CChar>, mode: UInt16
  ) throws(Errno) {
    try pass(.makeDirectory)
    try base.makeDirectory(at: at, path, mode: mode)
  }

  package func removeDirectory(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try pass(.removeDirectory)
    try base.removeDirectory(at: at, path)
  }

  package func setPermissions(_ fd: Int32, _ mode: UInt16) throws(Errno) {
    try pass(.setPermissions)
    try base.setPermissions(fd, mode)
  }

  package func setTimes(
    at: Int32, _ path: UnsafePointer<CChar>, mtimeNanoseconds: Int64
  ) throws(Errno) {
    try pass(.setTimes)
    try base.setTimes(at: at, path, mtimeNanoseconds: mtimeNanoseconds)
  }

  package func map(_ fd: Int32, sizeBytes: Int) throws(Errno) -> UnsafeRawBufferPointer {
    try pass(.map)
    return try base.map(fd, sizeBytes: sizeBytes)
  }

  package func unmap(_ mapping: UnsafeRawBufferPointer) { base.unmap(mapping) }

  package func lock(_ fd: Int32, _ kind: LockKind, wait: LockWait) throws(Errno) -> Bool {
    try pass(.lock)
    return try base.lock(fd, kind, wait: wait)
  }

  package func lockByte(_ fd: Int32, at offset: Int64) throws(Errno) -> Bool {
    try pass(.lockByte)
    return try base.lockByte(fd, at: offset)
  }

  package func isLocal(_ fd: Int32) throws(Errno) -> Bool {
    try pass(.isLocal)
    return try base.isLocal(fd)
  }

  package func hasModes(_ fd: Int32) throws(Errno) -> Bool { hasOwnModes }

  package func setOwner(_ fd: Int32, ownerID: UInt32?, groupID: UInt32?) throws(Errno) {
    try base.setOwner(fd, ownerID: ownerID, groupID: groupID)
  }

  package func effectiveUserID() -> UInt32 { user ?? base.effectiveUserID() }
}
