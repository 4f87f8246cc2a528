// Reads source files so that bytes and stamp belong to the same moment.

import BuildCache
import FileIO
import MiniFrontend
import ObjectStore
import Synchronization
import SystemPackage

/// A source file that was read: its bytes and their stamp.
struct SourceReading: Sendable {
  /// Empty after parsing, because there may be tens of thousands of files.
  var bytes: [UInt8]
  let stamp: Stamp
  /// Whether the stamp is too young for the next build to trust it (Architecture, section 6).
  let isRacy: Bool
  let sourceID: ObjectID
}

/// A text that replaces a source file.
struct StandIn: Sendable {
  /// Relative to the root folder.
  let path: ModulePath
  let reading: SourceReading
}

extension SourceText {
  /// The text as a source that was read. Its stamp belongs to no file and to this text alone.
  var reading: SourceReading {
    let id = id
    let stamp = Stamp(
      sizeBytes: UInt64(bytes.count), mtimeNanoseconds: 0, ctimeNanoseconds: 0,
      inode: id.words.0, device: .max)
    return SourceReading(bytes: bytes, stamp: stamp, isRacy: false, sourceID: id)
  }
}

/// Why a file could not be read. It is never cached; each build tries again.
enum SourceProblem: Error, Hashable, Sendable {
  case absent
  case folder
  /// A socket, a device, a pipe.
  case special
  case unreadable(String)
  /// More than ``SourceBytes/sizeMaxBytes``.
  case tooLarge
}

extension SourceProblem {
  /// The error of a build whose root file has this problem.
  func error(ofRoot path: String) -> BuildError {
    switch self {
    case .absent: .rootNotFound(path)
    case .folder: .rootUnusable(path: path, reason: "it is a folder; name the file in it")
    case .special: .rootUnusable(path: path, reason: "it is not a regular file")
    case .tooLarge:
      .rootUnusable(
        path: path, reason: "it is too large: more than \(SourceBytes.sizeMaxBytes >> 20) MiB")
    case .unreadable(let reason): .rootUnusable(path: path, reason: reason)
    }
  }
}

/// Reads the sources of one project. Several threads use it at once.
final class SourceReader: Sendable {
  // A class, because it owns mutexes that its users share.
  private let fileSystem: any FileSystem
  private let clock: any WallClock
  private let rootFolder: FilePath
  /// `nil` if it cannot be opened. Then files are opened by their paths.
  private let root: DirectoryHandle?
  private let standIn: StandIn?
  private let hasReadStandIn = Atomic(false)
  /// The first failure that is unrelated to the file: the process lacks a resource, or a disk
  /// failed. The reader's caller must check it before it reports the file as unreadable.
  private let firstFailure = Mutex<FileError?>(nil)
  private let devices: LocalDevices

  init(
    rootFolder: FilePath, standIn: StandIn? = nil, fileSystem: any FileSystem,
    clock: any WallClock
  ) {
    self.standIn = standIn
    self.rootFolder = rootFolder
    self.fileSystem = fileSystem
    self.clock = clock
    devices = LocalDevices(fileSystem)
    // If this fails, opening the first file reports the reason.
    root = (try? DirectoryHandle(rootFolder, fileSystem: fileSystem)) ?? nil
  }

  /// - Throws: if a file could not be read for a reason unrelated to the file.
  func check() throws(BuildError) {
    if let failure = firstFailure.withLock({ $0 }) { throw .source(failure) }
  }

  /// The number of reads of a file that keeps changing; then its stamp counts as racy.
  private static let attemptsMax = 3

  /// Reads one file, or returns the text of a standard module.
  ///
  /// - Parameter path: relative to the root folder.
  func read(_ path: String) -> Result<SourceReading, SourceProblem> {
    Result { () throws(SourceProblem) in try reading(of: path) }
  }

  /// The same without a `Result` (runtime note 1).
  func reading(of path: String) throws(SourceProblem) -> SourceReading {
    if let module = ModulePath(path).standardModule {
      return SourceText(location: .nowhere, bytes: module.text).reading
    }
    if let standIn, standIn.path == ModulePath(path) {
      hasReadStandIn.store(true, ordering: .relaxed)
      return standIn.reading
    }
    var latest: SourceReading?
    for _ in 0..<Self.attemptsMax {
      let clockBefore = clock.nowNanoseconds()
      switch readOnce(path) {
      case .failure(let problem): throw problem
      case .success(let (bytes, before, after)):
        let isSteady = before == after
        let isLocal = devices.isLocal(after.device, of: rootFolder.appending(path))
        let reading = SourceReading(
          bytes: bytes, stamp: after,
          isRacy: !isSteady || after.isRacy(clockBefore: clockBefore, isLocal: isLocal),
          sourceID: ObjectID(type: .blob, body: bytes))
        if isSteady { return reading }
        latest = reading
      }
    }
    guard let latest else { throw .absent }
    return latest
  }

  /// Whether the text that replaces a file was read.
  var hasReadText: Bool { hasReadStandIn.load(ordering: .relaxed) }

  /// The row of the file that a text replaces, and whether the row has the text's stamp.
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
          try fileSystem.contentsAndStatus(of: path, in: root, sizeMax: SourceBytes.sizeMaxBytes)
        } else {
          try fileSystem.contentsAndStatus(
            of: rootFolder.appending(path), sizeMax: SourceBytes.sizeMaxBytes)
        }
      guard let (bytes, before, after) = contents else { return .failure(.absent) }
      return .success((bytes, Stamp(before), Stamp(after)))
    } catch {
      return .failure(problem(with: rootFolder.appending(path), error))
    }
  }

  /// Classifies a failure by the kind of the file.
  private func problem(with file: FilePath, _ error: FileError) -> SourceProblem {
    // If the file cannot be examined either, the read error is reported.
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
}
