// Reads source files so that what was read, and the stamp kept of it, are of one moment.

import BuildCache
import FileIO
import Glibc
import MiniFrontend
import ObjectStore
import Synchronization
import SystemPackage

/// A source file as read: its bytes and the stamp that stands for them.
struct SourceReading: Sendable {
  /// None any more once they are parsed: there may be ten thousands of files.
  var bytes: [UInt8]
  let stamp: Stamp
  /// The stamp is too young to be trusted by the next build (ARCHITECTURE §6).
  let isRacy: Bool
  let sourceID: ObjectID
}

/// A text that stands for a source file.
struct StandIn: Sendable {
  /// Relative to the root folder.
  let path: ModulePath
  let reading: SourceReading
}

/// Why a file could not be read. Never cached: each build looks again.
enum SourceProblem: Error, Hashable, Sendable {
  case absent
  case folder
  /// A socket, a device, a pipe.
  case special
  case unreadable(String)
  /// More than ``sourceSizeMaxBytes``.
  case tooLarge
}

/// Reads the sources of one project. Used by several threads at once.
final class SourceReader: Sendable {
  // A class: it owns a mutex that its users share.
  private let fileSystem: any FileSystem
  private let clock: any WallClock
  private let rootFolder: FilePath
  /// `nil` where it cannot be opened: then files are opened by their paths.
  private let root: DirectoryHandle?
  private let standIn: StandIn?
  private let hasReadStandIn = Atomic(false)
  /// The first failure that says nothing of the file that was read: the process ran out of something, or a
  /// disk failed. Whoever reads must look at it before the file is called unreadable.
  private let firstFailure = Mutex<FileError?>(nil)
  /// Of the few devices that sources lie on, whether they are this machine's.
  private let knownDevices = Mutex<[(device: UInt64, isLocal: Bool)]>([])

  init(
    rootFolder: FilePath, standIn: StandIn? = nil, fileSystem: any FileSystem,
    clock: any WallClock
  ) {
    self.standIn = standIn
    self.rootFolder = rootFolder
    self.fileSystem = fileSystem
    self.clock = clock
    // What is wrong with it, opening the first file will tell.
    root = (try? DirectoryHandle(rootFolder, fileSystem: fileSystem)) ?? nil
  }

  /// - Throws: where some file could not be read for a reason that is not the file's.
  func check() throws(BuildError) {
    if let failure = firstFailure.withLock({ $0 }) { throw .source(failure) }
  }

  /// How often a file that changes while it is read is read again before its stamp counts as racy.
  private static let attemptsMax = 3

  /// Reads one file.
  ///
  /// - Parameter path: relative to the root folder.
  func read(_ path: String) -> Result<SourceReading, SourceProblem> {
    if let standIn, standIn.path == ModulePath(path) {
      hasReadStandIn.store(true, ordering: .relaxed)
      return .success(standIn.reading)
    }
    var latest: SourceReading?
    for _ in 0..<Self.attemptsMax {
      let clockBefore = clock.nowNanoseconds()
      switch readOnce(path) {
      case .failure(let problem): return .failure(problem)
      case .success(let (bytes, before, after)):
        let isSteady = before == after
        let isLocal = isLocal(path, device: after.device)
        let reading = SourceReading(
          bytes: bytes, stamp: after,
          isRacy: !isSteady
            || Stamp.isRacy(after, clockBefore: clockBefore, isLocal: isLocal),
          sourceID: ObjectID(type: .blob, body: bytes))
        if isSteady { return .success(reading) }
        latest = reading
      }
    }
    guard let latest else { return .failure(.absent) }
    return .success(latest)
  }

  /// Whether the program has the file for which a text stands.
  var hasReadText: Bool { hasReadStandIn.load(ordering: .relaxed) }

  /// The row of the file for which a text stands, and whether the text is what the row knows.
  func standIn(in snapshot: FileHashCache) -> (row: Int, isKnown: Bool)? {
    guard let standIn, let row = snapshot.row(ofPath: standIn.path.path) else { return nil }
    return (row, snapshot.stamp(row) == standIn.reading.stamp)
  }

  private func readOnce(
    _ path: String
  ) -> Result<(bytes: [UInt8], before: Stamp, after: Stamp), SourceProblem> {
    do throws(FileError) {
      let contents =
        if let root {
          try fileSystem.contentsAndStatus(of: path, in: root, sizeMax: sourceSizeMaxBytes)
        } else {
          try fileSystem.contentsAndStatus(
            of: rootFolder.appending(path), sizeMax: sourceSizeMaxBytes)
        }
      guard let (bytes, before, after) = contents else { return .failure(.absent) }
      return .success((bytes, Stamp(before), Stamp(after)))
    } catch {
      return .failure(problem(with: rootFolder.appending(path), error))
    }
  }

  /// Words the failure by what stands in the file's place.
  private func problem(with file: FilePath, _ error: FileError) -> SourceProblem {
    // The file could not be read; if it cannot be looked at either, the first reason is told.
    if error.errno == .fileTooLarge { return .tooLarge }
    if error.errno.meansExhausted || error.errno == .ioError {
      let failure = FileError(.read, file, error.errno)
      firstFailure.withLock { $0 = $0 ?? failure }
    }
    let kind = try? fileSystem.status(of: file, followingLinks: true)?.kind
    switch kind {
    case .directory: return .folder
    case .other: return .special
    case .regular, .symbolicLink, nil: return .unreadable(error.errno.description)
    }
  }

  /// Asks the file itself: a link may lead to another disk than its folder's.
  private func isLocal(_ path: String, device: UInt64) -> Bool {
    if let known = knownDevices.withLock({ $0.first { $0.device == device }?.isLocal }) {
      return known
    }
    let file = rootFolder.appending(path)
    // Where nobody can tell, the longer time of a foreign file system is the safe one.
    guard let fd = try? fileSystem.openIfPresent(file, flags: O_RDONLY | O_NONBLOCK) else {
      return false
    }
    defer { try? fileSystem.close(fd) }  // nothing was written
    guard (try? fileSystem.status(fd))?.device == device,
      let isLocal = try? fileSystem.isLocal(fd)
    else { return false }
    knownDevices.withLock { $0.append((device, isLocal)) }
    return isLocal
  }
}
