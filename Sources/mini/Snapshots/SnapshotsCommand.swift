// `mini snapshots`

import ArgumentParser
import BuildCache

struct SnapshotsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshots",
    abstract: "List the cache's snapshots, or the earlier states of one.",
    usage: """
      mini snapshots [--log <name>] [--delete <name>] [--json]
                     [--cache-dir <dir>]
      """,
    discussion: """
      Prints a line for each: its name, the id of its commit, the day, and what it contains. The names \
      of those that were fetched begin with 'fetched/'. gc drops the earlier states of a name, and names \
      that were not used for long: see 'mini help gc'.

      EXAMPLES:
        mini snapshots
        mini snapshots --log main      all states of 'main', the newest first
        mini snapshots --delete main
      """)

  @Option(
    help: ArgumentHelp("List the states of this snapshot.", valueName: "name"),
    transform: SnapshotArgument.name)
  var log: SnapshotName?

  @Option(
    help: ArgumentHelp("Remove this snapshot.", valueName: "name"),
    transform: SnapshotArgument.name)
  var delete: SnapshotName?

  @OptionGroup var json: JSONOption

  @OptionGroup var cache: CacheOptions

  func validate() throws {
    guard log == nil || delete == nil else {
      throw ValidationError("'--log' and '--delete' exclude each other")
    }
  }

  func run() throws {
    let configuration = try cache.configuration()
    guard let directory = try PlumbingCache.find(configuration) else {
      return PlumbingCache.reportAbsence(configuration)
    }
    let text = try SnapshotFailure.shown { () throws(SnapshotError) in
      let snapshots = try SnapshotRefs(directory)
      if let delete {
        try snapshots.delete(delete)
        return ""
      }
      if let log {
        return try snapshots.history(of: log)
          .map { line($0, named: false) }.joined()
      }
      let (states, problems) = snapshots.newest()
      StandardError.write(problems.map { "mini: warning: \($0)\n" }.joined())
      return states.map { line($0, named: true) }.joined()
    }
    try StandardOutput.write(text)
  }
  private func line(_ state: SnapshotState, named: Bool) -> String {
    json.isWanted ? SnapshotLine.json(state) : SnapshotLine.text(state, named: named) + "\n"
  }
}
