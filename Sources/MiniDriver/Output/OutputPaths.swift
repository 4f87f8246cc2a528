// The names of a build's output files.

import BuildCache
import FileIO
import SystemPackage

/// The outputs of a build that makes files.
///
/// Without `-o`, outputs are named after the root file and are placed beside it: `main`, `main.ll`.
/// With `-o PATH`, the only output, or else the executable, is `PATH`. The others get suffixes:
/// `PATH.ll`.
///
/// If `PATH` is a device or a pipe, it receives the only output, or else the executable alone, as
/// with a shell's `>`. No file can be placed beside a device.
struct OutputPaths {
  private(set) var executable: FilePath?
  private(set) var ir: FilePath?
  private(set) var wholes: [WholeOutput] = []
  /// Whether the only output goes into an existing device, pipe or socket.
  let isStream: Bool

  init(
    _ emission: BuildOptions.Emission, output: FilePath?, stem: FilePath,
    fileSystem: any FileSystem
  ) {
    isStream =
      output.map {
        // If it cannot be examined, writing it reports the error.
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
  fileprivate func appendingSuffix(_ suffix: String) -> FilePath {
    FilePath(bytes: bytes + Array(suffix.utf8))
  }
}
