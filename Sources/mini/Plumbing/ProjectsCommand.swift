// `mini projects`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver
import SystemPackage

struct ProjectsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "projects",
    abstract: "List the projects that use the cache, and how much of it.",
    discussion: """
      Prints a line for each project: when a build last changed its index, the disk space that \
      'mini gc --project' would free, the space of what other projects or Git refs reach, too, and \
      the root file. A project reaches what its last good build used, and the last sixteen states of \
      each of its files and functions.

      EXAMPLES:
        mini projects
        mini projects --cache-dir /var/cache/mini
        mini projects --json           one JSON object a line
        mini gc --project ../old       remove one
      """)

  @Flag(help: "Print a JSON object per project.")
  var json = false

  @OptionGroup var cache: CacheOptions

  func run() throws {
    let configuration = try cache.configuration()
    guard let directory = try PlumbingCache.find(configuration) else {
      return PlumbingCache.reportAbsence(configuration)
    }
    let census: ProjectCensus
    do throws(MaintenanceError) {
      census = try ProjectCensus(
        GarbageCollection(
          directory: directory, policy: GarbagePolicy(), fileSystem: directory.fileSystem,
          clock: SystemWallClock()))
    } catch {
      throw CommandFailure(error)
    }
    StandardError.write(census.events.map { "mini: warning: \($0)\n" }.joined())
    let isTable = !json && !census.shares.isEmpty
    try StandardOutput.write(
      (isTable ? Self.row("last build", "alone", "shared", "root") : "")
        + census.shares.map(json ? Self.json : Self.line).joined())
  }

  private static func line(_ share: ProjectCensus.Share) -> String {
    let project = share.project
    let root = project.root.map { TerminalText.escaped($0.string) } ?? "unknown"
    return row(
      project.lastBuildNanoseconds.map(LoggedBuilds.localTime) ?? "never",
      ByteText.humanReadable(share.aloneBytes), ByteText.humanReadable(share.sharedBytes),
      root + (project.isThere || project.root == nil ? "" : " (gone)"))
  }

  private static func row(
    _ time: String, _ alone: String, _ shared: String, _ root: String
  ) -> String {
    NumberText.filled(time, to: 19) + NumberText.padded(alone, to: 14)
      + NumberText.padded(shared, to: 14) + "  \(root)\n"
  }

  private static func json(_ share: ProjectCensus.Share) -> String {
    let project = share.project
    return JSON.line([
      ("root", project.root.map { .string($0.string) } ?? .null),
      ("isThere", .boolean(project.isThere)),
      (
        "lastBuild",
        project.lastBuildNanoseconds.map { .string(UniversalTime.text($0)) } ?? .null
      ),
      ("aloneBytes", .integer(Int64(clamping: share.aloneBytes))),
      ("sharedBytes", .integer(Int64(clamping: share.sharedBytes))),
    ])
  }
}
