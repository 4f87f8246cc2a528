// A program as the native back end takes it: its header, its modules, and their sections.

import BuildCache
import MiniBackend
import ObjectStore

/// What an executable is made of.
struct NativeProgram: Sendable {
  /// A module's section of the combined IR.
  struct Module: Sendable {
    /// Relative to the root file's folder.
    let path: String
    let irID: ObjectID
    let sizeBytes: Int
  }

  let header: [UInt8]
  let rootModule: String
  let mainReturnsValue: Bool
  let debugInfo: DebugInfo
  /// In link order.
  let modules: [Module]
  /// A module's section; `nil` where it is lost. With `-g` its numbers begin at 0.
  let section: @Sendable (Int) -> [UInt8]?

  /// Several modules' sections; `nil` where one is lost.
  func sections(_ modules: [Int]) -> [[UInt8]]? {
    var sections: [[UInt8]] = []
    for module in modules {
      guard let section = section(module) else { return nil }
      sections.append(section)
    }
    return sections
  }
}
