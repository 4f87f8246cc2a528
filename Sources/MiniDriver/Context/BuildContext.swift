// State shared by all parts of one build.

import BuildCache
import FileIO
import MiniBackend
import Synchronization
import SystemPackage

/// The environment of one build: its place, options, cache and file system.
///
/// A class, because everything in the build refers to it, down to the compiler of one file.
final class BuildContext: Sendable {
  let options: BuildOptions
  let details: ReportDetail
  /// As the user named it; files are opened through it.
  let rootFolder: FilePath
  /// The components of its absolute path, with links resolved.
  let rootFolderComponents: [String]
  /// The root file's name: `main.mini`.
  let rootName: String
  /// More files that count as reached: see ``BuildOptions/moreRoots``.
  let moreRoots: [ModulePath]
  let fileSystem: any FileSystem
  let cache: MultiLevelCache
  let reader: SourceReader
  let codeUse: CodeUse
  /// The use of a remote cache by this build.
  let remote = Mutex(RemoteOutcome())
  /// When the build began.
  let start = ContinuousClock.now
  /// The work that took longest in this build.
  let longestWork = Mutex(LongestWork())
  /// Whether reasons are recorded: 0 if that is not known yet, 1 no, 2 yes.
  private let reasonUse = Atomic(0)

  /// The use of cached object code.
  enum CodeUse {
    case used
    /// All object code is compiled again.
    case replaced
    /// All object code is compiled again and compared (`--recheck`).
    case compared
    /// All object code is compiled again, as if the cache held none (`--refresh`).
    case ignored
  }

  init(
    options: BuildOptions, details: ReportDetail, rootFolder: FilePath,
    rootFolderComponents: [String], rootName: String, moreRoots: [ModulePath] = [],
    fileSystem: any FileSystem, cache: MultiLevelCache, reader: SourceReader,
    codeUse: CodeUse = .used
  ) {
    self.options = options
    self.details = details
    self.rootFolder = rootFolder
    self.rootFolderComponents = rootFolderComponents
    self.rootName = rootName
    self.moreRoots = moreRoots
    self.fileSystem = fileSystem
    self.cache = cache
    self.reader = reader
    self.codeUse = codeUse
  }

  /// The last build's index, if this compiler wrote it. It describes the sources whatever the
  /// options were.
  var usableSnapshot: FileHashCache? {
    guard isOneProgram, options.cacheUse != .refresh, let snapshot = cache.project,
      snapshot.project.epoch == compilerEpochHex,
      snapshot.project.rootName == rootName,
      snapshot.count > 0
    else { return nil }
    return snapshot
  }

  /// Whether the files are those of the program at the root, so that its index can describe them.
  var isOneProgram: Bool { moreRoots.allSatisfy { $0.path == rootName } }

  /// Whether the build leaves a record in the cache. A text without a file is not recorded.
  var isRecorded: Bool { storesResults && options.text == nil }

  /// Whether the cache receives what the build makes.
  var storesResults: Bool {
    options.effect == .files
      && (options.cacheUse == .readWrite || options.cacheUse == .refresh)
  }

  /// Whether the record names what was compiled, and why. Where the cache knows nothing, it has only
  /// the numbers.
  var recordsReasons: Bool {
    let known = reasonUse.load(ordering: .relaxed)
    guard known == 0 else { return known == 2 }
    let isWanted = isRecorded && !cache.knowsNothing
    reasonUse.store(isWanted ? 2 : 1, ordering: .relaxed)
    return isWanted
  }

  /// The options that show in IR, and so in keys: `-g`. `-O` concerns the toolchain alone.
  var irOptions: String { options.debugInfo.irOptions }

  /// The level and `-g` of an executable as a number: see ``LinkedUnit/variant``.
  var unitVariant: Int {
    options.optimization + (options.debugInfo == .full ? ProjectPaths.debugVariant : 0)
  }

  /// The names of the project's files in messages. A session has no working directory.
  var names: SourceNames {
    if options.goal == .analysis { return SourceNames() }
    return SourceNames(rootFolder: options.text?.location == .nowhere ? nil : rootFolder)
  }

  var rootModule: String { ModulePath(rootName).module }
}

/// The use of a remote cache by a build, and the work that is left.
struct RemoteOutcome: Sendable {
  /// `nil`: it was not asked.
  var counts: RemoteCounts?
  var upload: RemoteUpload?
}

extension DebugInfo {
  /// The form that keys and indexes contain.
  var irOptions: String { self == .full ? "-g" : "" }

  /// - Parameter irOptions: from a project's index.
  init(irOptions: String) {
    self = irOptions == DebugInfo.full.irOptions ? .full : .none
  }
}
