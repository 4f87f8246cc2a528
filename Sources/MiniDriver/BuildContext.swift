// What all parts of one build share.

import BuildCache
import FileIO
import MiniBackend
import SystemPackage

/// The surroundings of one build: where it is, what it was asked, what it may use.
///
/// A class, because everything in the build has it, down to what compiles one file.
final class BuildContext: Sendable {
  let options: BuildOptions
  let details: ReportDetail
  /// As the user named it; what files are opened through.
  let rootFolder: FilePath
  /// The components of its absolute path, links resolved.
  let rootFolderComponents: [String]
  /// The root file's name: `main.mini`.
  let rootName: String
  let fileSystem: any FileSystem
  let cache: MultiLevelCache
  let reader: SourceReader
  let codeUse: CodeUse

  /// What becomes of object code that the cache has.
  enum CodeUse {
    case used
    /// All of it is made again.
    case replaced
    /// All of it is made again and compared (`--recheck`).
    case compared
  }

  init(
    options: BuildOptions, details: ReportDetail, rootFolder: FilePath,
    rootFolderComponents: [String], rootName: String, fileSystem: any FileSystem,
    cache: MultiLevelCache, reader: SourceReader, codeUse: CodeUse = .used
  ) {
    self.options = options
    self.details = details
    self.rootFolder = rootFolder
    self.rootFolderComponents = rootFolderComponents
    self.rootName = rootName
    self.fileSystem = fileSystem
    self.cache = cache
    self.reader = reader
    self.codeUse = codeUse
  }

  /// What of the options shows in IR, and so in keys: `-g`. `-O` is the toolchain's alone.
  var irOptions: String { options.debugInfo.irOptions }

  /// Names the level and `-g` of an executable: see ``LinkedUnit/variant``.
  var unitVariant: Int {
    options.optimization + (options.debugInfo == .full ? ProjectPlace.debugVariant : 0)
  }

  /// How messages name the project's files.
  var names: SourceNames { SourceNames(rootFolder: rootFolder) }

  var rootModule: String { ModulePath(rootName).module }
}

extension DebugInfo {
  /// As keys and indexes hold it.
  var irOptions: String { self == .full ? "-g" : "" }

  /// - Parameter irOptions: of a project's index.
  init(irOptions: String) {
    self = irOptions == DebugInfo.full.irOptions ? .full : .none
  }
}
