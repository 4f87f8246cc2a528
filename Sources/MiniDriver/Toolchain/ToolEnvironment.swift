// The environment that tools get.

import FileIO
import SystemPackage

/// The variables that tools are started with. Tools get no other variable, so that no other can
/// affect their output.
package struct ToolEnvironment: Hashable, Sendable {
  /// The value of `LD_LIBRARY_PATH`: absolute folders separated by colons. The toolchain's identity
  /// covers the libraries found through it.
  package let libraryPath: [UInt8]
  /// `NAME=value` of the variables that the user's configuration names, sorted by name. The keys
  /// cover them.
  package let named: [[UInt8]]

  /// - Parameters:
  ///   - names: variables that the user's configuration names.
  ///   - value: a variable's value; `nil` if it is not set.
  package init(names: [String] = [], value: (String) -> [UInt8]? = { _ in nil }) {
    libraryPath = Array(
      LoadedObjects.folders(in: value("LD_LIBRARY_PATH") ?? []).map(\.bytes)
        .joined(separator: ":".utf8))
    named = names.sorted().compactMap { name in
      value(name).map { Array(name.utf8) + [UInt8(ascii: "=")] + $0 }
    }
  }

  /// All variables of a program. The user's come first, because the first of two equal names
  /// counts.
  func variables(for program: FilePath) -> [[UInt8]] {
    var variables = named
    variables.append(
      Array("PATH=".utf8) + program.parentFolder.bytes + Array(":/usr/bin:/bin".utf8))
    if !libraryPath.isEmpty { variables.append(Array("LD_LIBRARY_PATH=".utf8) + libraryPath) }
    // The tool works in the scratch folder.
    variables.append(Array("TMPDIR=.".utf8))
    return variables
  }
}
