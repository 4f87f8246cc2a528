// The arguments of commands that move snapshots between caches.

import ArgumentParser
import BuildCache
import MiniDriver

/// A command that moves snapshots.
protocol SnapshotMove {
  /// For the help: The snapshots to …
  static var verb: String { get }
}

/// The snapshots to move.
struct SnapshotNames<Move: SnapshotMove>: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The snapshots to \(Move.verb). (default: all)", valueName: "name"),
    transform: SnapshotArgument.name)
  var names: [SnapshotName] = []

  /// Refuses names of snapshots that were fetched: elsewhere they are called otherwise.
  func validate() throws {
    guard let fetched = names.first(where: { $0.origin != .own }) else { return }
    throw ValidationError("'\(fetched)' is the name of a snapshot that was fetched")
  }
}

/// The conditions under which snapshots are added.
struct AcceptanceOptions: ParsableArguments {
  @Flag(help: "Accept snapshots of unknown people, signed or not.")
  var allowUnsigned = false

  @Flag(
    help: """
      First compile a sample of the files and units that builds of these sources would find, 10% of them \
      or as many as are given (--recheck=25%), and refuse a snapshot that differs.
      """)
  var recheck = false

  @Option(help: .hidden)
  var recheckSample: String?

  func validate() throws {
    guard recheck || recheckSample == nil else {
      throw ValidationError("'--recheck-sample' requires '--recheck'")
    }
    if let recheckSample { try Percentage.check(recheckSample, of: "--recheck") }
  }

  func receiver(_ cache: ProjectCache) -> SnapshotReceiver {
    let trust = allowUnsigned ? SnapshotTrust.anyone : cache.trust
    guard recheck else { return SnapshotReceiver(cache, trust, recheck: nil, .ofProcess) }
    let check = SnapshotRecheck(
      AuditSample(percentage: recheckSample), Toolchain(cache.configuration)
    ) { name, report in
      let counts =
        "\(NumberText.count(report.files, "file")) and \(NumberText.count(report.units, "unit"))"
      StandardError.write(
        "mini: rechecked '\(name.name)': compiled here, \(counts) are the same\n")
    }
    return SnapshotReceiver(cache, trust, recheck: check, .ofProcess)
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
