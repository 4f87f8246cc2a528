// The build: finds changes, compiles, and writes the outputs.

import BuildCache
package import FileIO
import MiniBackend
import MiniFrontend
import SystemPackage

package struct Build: Sendable {
  private let options: BuildOptions
  private let details: ReportDetail
  private let fileSystem: any FileSystem
  private let clock: any WallClock

  package init(
    options: BuildOptions, details: ReportDetail = .counts,
    fileSystem: any FileSystem = LocalFileSystem(), clock: any WallClock = SystemWallClock()
  ) {
    self.options = options
    self.details = details
    self.fileSystem = fileSystem
    self.clock = clock
  }

  /// The maximum number of attempts when sources change during a build.
  private static let attemptsMax = 5

  /// Builds.
  ///
  /// - Returns: the report. For a program with errors it has `hasErrors`; nothing is thrown.
  /// - Throws: ``BuildError`` if the build cannot be done.
  package func run() throws(BuildError) -> BuildReport {
    let beginning = options.trace.begin()
    defer { options.trace.end(beginning, .build, "build \(options.root)") }
    var retryState = RetryState()
    var unstablePath = ""
    for _ in 0..<Self.attemptsMax {
      var session = try BuildSession(
        options: options, retryState: retryState, details: details, fileSystem: fileSystem,
        clock: clock)
      do {
        try session.run()
        return session.report
      } catch let restart as Restart {
        unstablePath = session.report.names.shown(restart.path)
        retryState.record(restart, unstablePath, cacheEvents: session.cacheEvents)
      } catch let error as BuildError {
        throw error
      } catch {
        preconditionFailure("a build throws two kinds of errors, not \(error)")
      }
    }
    throw .rootUnusable(
      path: unstablePath, reason: "it changes faster than it can be built; try again")
  }
}
