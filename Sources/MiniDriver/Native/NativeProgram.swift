// A program as the native back end takes it: its header, its modules, and their sections.

import BuildCache
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
  /// Whether its sections hold metadata, whose numbers fit the whole program alone.
  let isDebuggable: Bool
  /// In link order.
  let modules: [Module]
  /// A module's section; `nil` where it is lost.
  let section: @Sendable (Int) -> [UInt8]?
}
