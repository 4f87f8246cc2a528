// What tools see of this process's environment.

import FileIO
import SystemPackage

/// The variables that tools are started with. No other variable reaches them, so that none can show in what
/// they make.
package struct ToolEnvironment: Hashable, Sendable {
  /// The value of `LD_LIBRARY_PATH`: absolute folders between colons. What it leads to is in the toolchain's
  /// identity.
  package let libraryPath: [UInt8]
  /// `NAME=value` of the variables that the user's configuration names, in the order of the names. They are in
  /// the keys.
  package let named: [[UInt8]]

  /// - Parameters:
  ///   - names: variables that the user's configuration names.
  ///   - value: a variable's value; `nil` where it is not set.
  package init(names: [String] = [], value: (String) -> [UInt8]? = { _ in nil }) {
    libraryPath = Array(
      LoadedObjects.folders(in: value("LD_LIBRARY_PATH") ?? []).map(\.bytes)
        .joined(separator: ":".utf8))
    named = names.sorted().compactMap { name in
      value(name).map { Array(name.utf8) + [UInt8(ascii: "=")] + $0 }
    }
  }

  /// All variables of a program. What the user names comes first: of two with one name, the first counts.
  func variables(for program: FilePath) -> [[UInt8]] {
    var variables = named
    variables.append(
      Array("PATH=".utf8) + program.parentFolder.bytes + Array(":/usr/bin:/bin".utf8))
    if !libraryPath.isEmpty { variables.append(Array("LD_LIBRARY_PATH=".utf8) + libraryPath) }
    // It works in the scratch folder.
    variables.append(Array("TMPDIR=.".utf8))
    return variables
  }
}
