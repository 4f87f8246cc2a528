// The build: what changed, what must be compiled, what the outputs then are.

import BuildCache
package import FileIO
import MiniBackend
import MiniFrontend
import ObjectStore
import SystemPackage

/// How much a report tells.
package enum ReportDetail: Hashable, Sendable {
  /// Diagnostics, outputs, and what was compiled.
  case outcome
  /// Also the counts that a null build has to look up.
  case counts
  /// Also what became of every file, for `-v` and `--explain`.
  case files
}

/// One build of one project.
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

  /// How often a build starts anew because a source changed under it.
  private static let attemptsMax = 5

  /// Builds.
  ///
  /// - Returns: what was done; a program with errors is a report with `hasErrors`, not a throw.
  /// - Throws: ``BuildError`` where the build cannot be done.
  package func run() throws(BuildError) -> BuildReport {
    let beginning = options.trace.begin()
    defer { options.trace.end(beginning, .build, "build \(options.root)") }
    var lessons = Lessons()
    var restless = ""
    for _ in 0..<Self.attemptsMax {
      var session = try BuildSession(
        options: options, lessons: lessons, details: details, fileSystem: fileSystem, clock: clock)
      do {
        try session.run()
        return session.report
      } catch let restart as Restart {
        lessons.learn(from: restart, cacheEvents: session.cacheEvents)
        restless = session.report.names.shown(restart.path)
      } catch let error as BuildError {
        throw error
      } catch {
        preconditionFailure("a build throws two kinds of errors, not \(error)")
      }
    }
    throw .rootUnusable(
      path: restless, reason: "it changes faster than it can be built; try again")
  }
}
