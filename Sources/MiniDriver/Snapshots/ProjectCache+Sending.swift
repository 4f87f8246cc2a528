// Sends snapshots of a cache.

package import BuildCache
import FileIO
import ObjectStore
package import SystemPackage

extension ProjectCache {
  /// Sends snapshots to a repository. Fetched ones are never sent: they were not made here.
  ///
  /// - Parameter names: of own snapshots; empty for all.
  package func push(
    _ names: [SnapshotName], to remote: FilePath, _ tools: SharingTools
  ) throws(SnapshotError) -> [SnapshotState] {
    try sending(names, tools) {
      (git: borrowing GitTransport, states: [SnapshotState]) throws(SnapshotError) in
      let specs = states.map { "+\($0.name.ref):\($0.name.ref)" }
      let found = try git.refs(of: remote.bytes, named: remote.string)
      if found.isEmpty { try git.checkFormat(of: remote.bytes, named: remote.string, specs) }
      try git.run(
        ["push", "--quiet", "--no-verify", "--"].map { Array($0.utf8) } + [remote.bytes]
          + specs.map { Array($0.utf8) },
        orElse: "Git could not push to '\(remote)'")
    }
  }

  /// Writes snapshots to a file: a bundle of Git.
  package func export(
    _ names: [SnapshotName], to file: FilePath, _ tools: SharingTools
  ) throws(SnapshotError) -> [SnapshotState] {
    let path = try absolute(file)
    return try sending(names, tools) {
      (git: borrowing GitTransport, states: [SnapshotState]) throws(SnapshotError) in
      try git.run(
        ["bundle", "create", "--quiet"].map { Array($0.utf8) } + [path.bytes]
          + states.map { Array($0.name.ref.utf8) },
        orElse: "Git could not write '\(file)'")
    }
  }

  /// Calls `body` with Git in a scratch repository that has these snapshots. Refs keep them from gc.
  private func sending(
    _ names: [SnapshotName], _ tools: SharingTools,
    _ body: (borrowing GitTransport, [SnapshotState]) throws(SnapshotError) -> Void
  ) throws(SnapshotError) -> [SnapshotState] {
    let snapshots = try SnapshotRefs(directory)
    let (states, keep) = try snapshots.keepOwn(names)
    defer { snapshots.release(keep) }
    let git = try GitTransport.open(
      in: directory, refs: states.map { GitRef(name: $0.name.ref, id: $0.id) },
      git: tools.toolchain.find("git", fileSystem)?.path, environment: tools.environment)
    let outcome = Result { () throws(SnapshotError) in try body(git, states) }
    _ = consume git  // not earlier
    try outcome.get()
    return states
  }

  /// The absolute path of a file that may not exist.
  func absolute(_ file: FilePath) throws(SnapshotError) -> FilePath {
    guard let name = file.lastComponent else { throw SnapshotError("'\(file)' is not a file") }
    do throws(FileError) {
      return try fileSystem.realPath(file.parentFolder).appending(name)
    } catch {
      throw SnapshotError("\(error)")
    }
  }
}
