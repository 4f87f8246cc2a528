// The reasons why a build ends without a result.

package import FileIO

/// Why a build could not be done. The cause is not the program.
package enum BuildError: Error, Sendable, CustomStringConvertible {
  case rootNotFound(String)
  /// The named folder has no `main.mini`.
  case rootNotInFolder(String)
  case rootUnusable(path: String, reason: String)
  /// A source could not be read, for a reason unrelated to its content.
  case source(FileError)
  case output(path: String, reason: String)
  /// `--durable` failed: the build is done, but may not survive a loss of power.
  case notDurable(path: String, reason: String)
  case cacheUnusable(path: String, reason: String)
  case toolchain(reason: String)

  package var description: String {
    switch self {
    case .rootNotFound(let path):
      "there is no '\(path)': begin a project with 'mini new', or name the project's root file,"
        + " as in 'mini build path/to/main.mini'"
    case .rootNotInFolder(let path):
      "there is no 'main.mini' in the folder '\(path)': name the project's root file"
    case .rootUnusable(let path, let reason): "cannot use '\(path)' as the root file: \(reason)"
    case .source(let error):
      error.errno.meansExhausted
        ? "\(error): the process has reached one of its limits; see 'ulimit -a'" : "\(error)"
    case .output(let path, let reason): "cannot write '\(path)': \(reason)"
    case .notDurable(let path, let reason):
      "cannot flush to the disk what was written to '\(path)': \(reason)"
    case .cacheUnusable(let path, let reason):
      "cannot use '\(path)' as the cache: \(reason)"
    case .toolchain(let reason): reason
    }
  }
}
