// `mini push`

import ArgumentParser
import BuildCache
import MiniDriver
import SystemPackage

struct PushCommand: ParsableCommand, SnapshotMove {
  static let configuration = CommandConfiguration(
    commandName: "push",
    abstract: "Send snapshots to a repository of Git.",
    usage: """
      mini push <remote> [<name> ...] [--json] [--root <root>]
                [--cache-dir <dir>]
      """,
    discussion: """
      REMOTE is a repository of its own for snapshots, of Git's object format sha256, as 'git push' \
      names it: a path or a URL. Stock 'git' moves the objects. Without names, all snapshots that were \
      taken here are sent; those that were fetched never are. A snapshot there of the same name is \
      replaced.

      EXAMPLES:
        mini push /srv/snapshots.git
        mini push builder:snapshots.git main release
        git init --bare --object-format=sha256 /srv/snapshots.git
                                       make a repository for snapshots
      """)

  static let verb = "send"

  @OptionGroup var target: RemoteSnapshots<Self>

  @OptionGroup var json: JSONOption

  @OptionGroup var project: SnapshotProject

  func run() throws {
    let cache = try project.open(absence: .isAnError)
    let sent = try SnapshotFailure.shown { () throws(SnapshotError) in
      try cache.push(
        target.wanted.names, to: FilePath(argument: target.remote), .ofProcess)
    }
    try SnapshotLine.print(sent, json)
  }
}
