// The arguments of commands that move snapshots between caches.

import ArgumentParser
import BuildCache

/// A command that moves snapshots.
protocol SnapshotMove {
  /// For the help: The snapshots to …
  static var verb: String { get }
}

/// The snapshots to move.
struct SnapshotNames<Move: SnapshotMove>: ParsableArguments {
  @Argument(help: ArgumentHelp("The snapshots to \(Move.verb). (default: all)", valueName: "name"))
  var names: [SnapshotName] = []

  /// Refuses names of snapshots that were fetched: elsewhere they are called otherwise.
  func validate() throws {
    guard let fetched = names.first(where: { $0.origin != .own }) else { return }
    throw ValidationError("'\(fetched)' is the name of a snapshot that was fetched")
  }
}

/// The repository, and the snapshots to move to it or from it.
struct RemoteSnapshots<Move: SnapshotMove>: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The repository, as 'git fetch' names it: a path or a URL.", valueName: "remote"))
  var remote: String

  @OptionGroup var wanted: SnapshotNames<Move>

  /// Refuses what Git would take for an option.
  func validate() throws {
    guard !remote.hasPrefix("-"), !remote.isEmpty else {
      throw ValidationError("'\(remote)' is not the name of a repository")
    }
  }
}
