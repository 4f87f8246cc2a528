// `mini fetch`

import ArgumentParser
import BuildCache
import MiniDriver
import SystemPackage

struct FetchCommand: ParsableCommand, SnapshotMove {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetch snapshots from a repository of Git.",
    usage: """
      mini fetch <remote> [<name> ...] [--allow-unsigned] [--recheck[=<n>%]]
                 [--json] [--root <root>] [--cache-dir <dir>]
      """,
    discussion: """
      Takes the snapshots that 'mini push' sent there, all or some, into the project's cache, as \
      'fetched/NAME'. Builds find in them what they would compile: a fresh clone of the same sources \
      compiles nothing. Each object and row is checked as it arrives. But no check shows whether object \
      code does what its source says. So a snapshot needs the signature of a key that you know: \
      'mini help trust' says how. All others are refused, and nothing of them is kept.

      EXAMPLES:
        mini fetch /srv/snapshots.git && mini build -O2
        mini fetch builder:snapshots.git main
        mini snapshots --delete fetched/main
      """)

  static let verb = "fetch"

  @OptionGroup var source: RemoteSnapshots<Self>

  @OptionGroup var acceptance: AcceptanceOptions

  @OptionGroup var json: JSONOption

  @OptionGroup var project: SnapshotProject

  func run() throws {
    let cache = try project.open(absence: .makesOne)
    let outcomes = try SnapshotFailure.shown { () throws(SnapshotError) in
      try acceptance.receiver(cache).fetch(
        source.wanted.names, from: FilePath(argument: source.remote))
    }
    try SnapshotLine.print(outcomes, from: source.remote, json)
  }
}
