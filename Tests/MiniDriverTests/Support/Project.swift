// A project that a test edits and builds in its own process; the test sets the times.

import BuildCache
import FileIO
import MiniDriver
import MiniFrontend
import SystemPackage
import TestSupport

let second: Int64 = 1_000_000_000
let millisecond: Int64 = 1_000_000

/// A project in a temporary folder, with its own clock. The modification times of its sources are
/// the clock's times at their last edits.
struct Project: Sendable {
  let folder = TemporaryDirectory()
  /// Not a whole second: only a coarse disk has those.
  let clock = ManualClock(nanoseconds: 20_000 * 86_400 * second + 123_456_789)
  let disk: StampedFileSystem
  var rootName = "main.mini"

  init(_ files: [String: String] = [:], disk: StampedFileSystem = StampedFileSystem()) throws {
    self.disk = disk
    for (path, text) in files { try write(path, text) }
    age()
  }

  var root: FilePath { folder.appending(rootName) }
  var cache: FilePath { folder.appending(".mini_cache") }

  func path(_ name: String) -> FilePath {
    folder.path.appending(FilePath(name).components)
  }

  // MARK: Edits

  /// Writes a file in place, at the project's current time.
  func write(_ name: String, _ text: String) throws {
    try write(name, Array(text.utf8))
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try Project.overwrite(path(name), bytes)
    let now = clock.nowNanoseconds()
    try setTimes(name, mtime: now, ctime: now)
  }

  /// Replaces each `old` in a file, which must contain at least one.
  func replace(_ name: String, _ old: String, _ new: String) throws {
    let text = String(decoding: try bytes(name) ?? [], as: UTF8.self)
    let parts = text.split(separator: old, omittingEmptySubsequences: false)
    guard parts.count > 1 else { throw EditError(text: "'\(name)' has no '\(old)'") }
    try write(name, parts.joined(separator: new))
  }

  func setTimes(_ name: String, mtime: Int64, ctime: Int64) throws {
    try disk.setTimes(of: path(name), mtime: mtime, ctime: ctime)
  }

  func remove(_ name: String) throws {
    try LocalFileSystem().remove(path(name))
  }

  func rename(_ old: String, to new: String) throws {
    try LocalFileSystem().createDirectories(path(new).parentFolder)
    try LocalFileSystem().rename(path(old), to: path(new))
    let now = clock.nowNanoseconds()
    try setTimes(new, mtime: now, ctime: now)
  }

  func bytes(_ name: String) throws -> [UInt8]? {
    try Project.contents(path(name))
  }

  /// Lets enough time pass that all stamps can be trusted.
  func age() { clock.advance(nanoseconds: 10 * second) }

  struct EditError: Error {
    let text: String
  }

  /// Overwrites a file in place, so that it keeps its inode.
  static func overwrite(_ path: FilePath, _ bytes: [UInt8]) throws {
    try LocalFileSystem().createDirectories(path.parentFolder)
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
    try file.closeAfter { _ = try file.writeAll(bytes) }
  }

  static func contents(_ path: FilePath) throws -> [UInt8]? {
    try LocalFileSystem().contents(of: path, sizeMax: 1 << 26)
  }

  // MARK: Builds

  func options(
    _ goal: BuildOptions.Goal = .ir, _ detection: BuildOptions.ChangeDetection = .stamps,
    cacheUse: BuildOptions.CacheUse = .readWrite, threads: Int = 1
  ) -> BuildOptions {
    BuildOptions(
      root: root, goal: goal, threadsMax: threads, cacheUse: cacheUse, changeDetection: detection)
  }

  @discardableResult
  func build(_ options: BuildOptions, disk: (any FileSystem)? = nil) throws -> BuildReport {
    try Build(
      options: options, details: .files, fileSystem: disk ?? self.disk, clock: clock
    ).run()
  }

  @discardableResult
  func build(
    _ goal: BuildOptions.Goal = .ir, _ detection: BuildOptions.ChangeDetection = .stamps
  ) throws -> BuildReport {
    try build(options(goal, detection))
  }

  /// Builds the current sources without a cache.
  func cleanBuild() throws -> BuildReport {
    try build(options(.combinedIR, cacheUse: .none))
  }

  /// main.ll, if it exists.
  func output() throws -> [UInt8]? {
    try bytes(String(rootName.dropLast(5)) + ".ll")
  }
}

extension BuildReport {
  /// `math.mini: E0012` and so on, in their order.
  var diagnosticTexts: [String] { diagnostics.map { "\($0.path): \($0.diagnostic.code.text)" } }

  /// The files that were compiled, by path.
  var compiledFiles: [String: MissReason] {
    var found: [String: MissReason] = [:]
    for file in files {
      if let reason = file.work.reason { found[file.path] = reason }
    }
    return found
  }

  /// The functions that were compiled, as `math.mini:add`.
  var compiledFunctions: [String: MissReason] {
    var found: [String: MissReason] = [:]
    for file in files {
      for function in file.functions {
        if let reason = function.work.reason { found["\(file.path):\(function.name)"] = reason }
      }
    }
    return found
  }

  /// Whether the build had nothing to do, and did nothing.
  var isNull: Bool {
    fileCounts.compiled == 0 && functionCounts.compiled == 0 && sourcesRead == 0
      && bytesWritten == 0 && files.isEmpty && !hasErrors
  }
}
