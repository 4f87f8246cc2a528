// Which files a build makes, by their names.

import BuildCache
import FileIO
import SystemPackage

/// The outputs of a build that makes files.
///
/// Without `-o` they are named after the root file and stand beside it: `main`, `main.ll`. With `-o PATH`
/// the only one, or else the executable, is `PATH`, and the others have their suffixes: `PATH.ll`.
///
/// Where `PATH` is a device or a pipe, it takes the only output, or else the executable alone, as a shell's
/// `>` would: there is no place beside a device.
struct OutputNames {
  private(set) var executable: FilePath?
  private(set) var ir: FilePath?
  private(set) var wholes: [OutputPlan.Whole] = []
  /// Whether the one output goes into something that is there, and is not a file.
  let isStream: Bool

  init(
    _ emission: BuildOptions.Emission, output: FilePath?, stem: FilePath,
    fileSystem: any FileSystem
  ) {
    isStream =
      output.map {
        // What cannot be looked at is refused where it is written.
        (try? fileSystem.status(of: $0, followingLinks: true))?.kind == .other
      } ?? false
    let base = output ?? stem
    if emission.contains(.executable) {
      executable = base
      if isStream { return }
    }
    let isOnly = output != nil && emission.rawValue.nonzeroBitCount == 1
    func name(_ suffix: String) -> FilePath {
      isOnly ? base : base.appendingSuffix(suffix)
    }
    if emission.contains(.ir) { ir = name(".ll") }
    if emission.contains(.object) { wholes.append(.init(kind: .object, path: name(".o"))) }
    if emission.contains(.assembly) { wholes.append(.init(kind: .assembly, path: name(".s"))) }
  }

  var all: [FilePath] { [ir, executable].compactMap { $0 } + wholes.compactMap(\.path) }
}

extension FilePath {
  /// The path with a few more characters at its end.
  fileprivate func appendingSuffix(_ suffix: String) -> FilePath {
    FilePath(bytes: bytes + Array(suffix.utf8))
  }
}
