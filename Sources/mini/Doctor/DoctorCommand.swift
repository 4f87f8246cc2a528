// `mini doctor`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver

/// Checks everything around `mini` on which builds depend.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check what builds need of this machine, and say what to do.",
    discussion: """
      Checks the settings, the toolchain (by compiling, linking and running a program), the cache and \
      the working folder, the disk, the clock, limits, and tools that single commands need. Changes \
      nothing: the program is in a temporary folder, and nothing is cached. Exits with 1 if it found a \
      problem. A note reports something that is slower or impossible, which may be as you want it.

      EXAMPLES:
        mini doctor
        mini doctor --json         one JSON object, for a script or a report
      """)

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var cache: CacheOptions

  func run() throws {
    let checks = Checkup(cache).results
    try StandardOutput.write(json ? Self.json(checks) : checks.map(\.text).joined())
    if checks.contains(where: { $0.state == .problem }) { throw FoundFaults() }
  }

  private static func json(_ checks: [CheckResult]) -> String {
    JSON.line([("checks", .array(checks.map(\.json)))])
  }
}
