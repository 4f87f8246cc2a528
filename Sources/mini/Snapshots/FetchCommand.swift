// `mini fetch`

import ArgumentParser
import BuildCache
import MiniDriver
import SystemPackage

struct FetchCommand: ParsableCommand, SnapshotMove {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetch snapshots from a repository of Git.",
    usage: "mini fetch <remote> [<name> ...] [--root <root>] [--cache-dir <dir>]",
    discussion: """
      Takes the snapshots that 'mini push' sent there, all or some, into the project's cache, as \
      'fetched/NAME'. Builds find in them what they would compile: a fresh clone of the same sources \
      compiles nothing. Each object and row is checked as it arrives. But no check shows whether object \
      code does what its source says: fetch only from people whose programs you would run.

      EXAMPLES:
        mini fetch /srv/snapshots.git && mini build -O2
        mini fetch builder:snapshots.git main
        mini snapshots --delete fetched/main
      """)

  static let verb = "fetch"

  @OptionGroup var source: RemoteSnapshots<Self>

  @OptionGroup var project: SnapshotProject

  func run() throws {
    let cache = try project.open(absence: .makesOne)
    let outcomes = try SnapshotFailure.shown { () throws(SnapshotError) in
      try cache.fetch(
        source.wanted.names, from: FilePath(argument: source.remote), project.gitSettings())
    }
    try SnapshotLine.print(outcomes, from: source.remote)
  }
}
