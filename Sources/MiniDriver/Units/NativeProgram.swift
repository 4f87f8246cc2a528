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
    var role: Role
    /// Whether the program must contain it: of a program of tests, whether a test that runs can reach
    /// it. Without it, calls of its functions end the program.
    var isNeeded = true
  }

  /// How a module is part of a program's units.
  enum Role: Hashable, Sendable {
    /// A file of the project.
    case file
    /// A unit of its own: a standard module, which is the same in all programs, or the root file of one
    /// of several programs, whose other units are the same.
    case apart
    /// The tests of a file, which are in units of tests.
    case tests
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
  /// A module that this build has made.
  init(of path: ModulePath, _ artifact: FileArtifact) {
    self.init(
      path: path.path, irID: artifact.irID, sizeBytes: artifact.ir.count, role: .init(of: path))
  }
}

extension NativeProgram.Role {
  init(of path: ModulePath) { self = path.standardModule == nil ? .file : .apart }
}
