// A program as input of the native back end: its header, its modules and their sections.

import BuildCache
import MiniBackend
import ObjectStore

/// The content of an executable.
struct NativeProgram: Sendable {
  /// A module's section of the combined IR.
  struct Module: Sendable {
    /// Relative to the root file's folder.
    let path: String
    let irID: ObjectID
    let sizeBytes: Int
    /// Whether it is a unit of its own.
    var isApart = false
  }

  let header: [UInt8]
  let point: EntryPoint
  let debugInfo: DebugInfo
  /// In link order.
  let modules: [Module]
  /// A module's section; `nil` if it is lost. With `-g` its numbers start at 0.
  let section: @Sendable (Int) -> [UInt8]?

  /// The sections of several modules; `nil` if one is lost.
  func sections(_ modules: [Int]) -> [[UInt8]]? {
    var sections: [[UInt8]] = []
    for module in modules {
      guard let section = section(module) else { return nil }
      sections.append(section)
    }
    return sections
  }
}

extension NativeProgram.Module {
  /// A module that this build has made. Each standard module is a unit, the same in all programs.
  init(of path: ModulePath, _ artifact: FileArtifact) {
    self.init(
      path: path.path, irID: artifact.irID, sizeBytes: artifact.ir.count,
      isApart: path.standardModule != nil)
  }
}
