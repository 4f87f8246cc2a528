// Moves snapshots between caches.

package import BuildCache
import FileIO
import ObjectStore
package import SystemPackage

extension ProjectCache {
  /// How Git is found and started.
  package struct GitSettings: Sendable {
    let toolchain: Toolchain
    let environment: [[UInt8]]

    /// - Parameters:
    ///   - searchPath: the value of `PATH`.
    ///   - environment: `NAME=value` of this process's variables.
    package init(searchPath: [UInt8]?, environment: [[UInt8]]) {
      toolchain = Toolchain(clang: nil, searchPath: searchPath)
      self.environment = environment
    }
  }

  // MARK: Sending

  /// Sends snapshots to a repository. Fetched ones are never sent: they were not made here.
  ///
  /// - Parameter names: of own snapshots; empty for all.
  package func push(
    _ names: [SnapshotName], to remote: FilePath, _ settings: GitSettings
  ) throws(SnapshotError) -> [SnapshotState] {
    try sending(names, settings) {
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
    _ names: [SnapshotName], to file: FilePath, _ settings: GitSettings
  ) throws(SnapshotError) -> [SnapshotState] {
    let path = try absolute(file)
    return try sending(names, settings) {
      (git: borrowing GitTransport, states: [SnapshotState]) throws(SnapshotError) in
      try git.run(
        ["bundle", "create", "--quiet"].map { Array($0.utf8) } + [path.bytes]
          + states.map { Array($0.name.ref.utf8) },
        orElse: "Git could not write '\(file)'")
    }
  }

  /// Calls `body` with Git in a scratch repository that has these snapshots. Refs keep them from gc.
  private func sending(
    _ names: [SnapshotName], _ settings: GitSettings,
    _ body: (borrowing GitTransport, [SnapshotState]) throws(SnapshotError) -> Void
  ) throws(SnapshotError) -> [SnapshotState] {
    let snapshots = try SnapshotRefs(directory)
    let (states, keep) = try snapshots.keepOwn(names)
    defer { snapshots.release(keep) }
    let git = try GitTransport.open(
      in: directory, refs: states.map { GitRef(name: $0.name.ref, id: $0.id) },
      git: settings.toolchain.find("git", fileSystem)?.path, environment: settings.environment)
    let outcome = Result { () throws(SnapshotError) in try body(git, states) }
    _ = consume git  // not earlier
    try outcome.get()
    return states
  }

  // MARK: Receiving

  /// Fetches snapshots of a repository.
  ///
  /// - Parameter names: as their owner calls them; empty for all.
  package func fetch(
    _ names: [SnapshotName], from remote: FilePath, _ settings: GitSettings
  ) throws(SnapshotError) -> [SnapshotArrival.Outcome] {
    try receive(names, from: remote.bytes, named: remote.string, settings)
  }

  /// Reads snapshots from a bundle.
  package func importBundle(
    _ file: FilePath, _ settings: GitSettings
  ) throws(SnapshotError) -> [SnapshotArrival.Outcome] {
    let path = try absolute(file)
    guard let start = Self.start(of: path, fileSystem) else {
      throw SnapshotError("cannot read '\(file)'")
    }
    guard start.starts(with: "# v3 git bundle\n@object-format=sha256\n".utf8) else {
      throw SnapshotError(
        "'\(file)' is not a bundle of object format sha256, such as 'mini export' writes")
    }
    return try receive([], from: path.bytes, named: file.string, settings)
  }

  private static func start(of path: FilePath, _ fileSystem: any FileSystem) -> [UInt8]? {
    guard let file = try? MappedFile(path, fileSystem: fileSystem) else { return nil }
    return Array(file.bytes.prefix(64))
  }

  private func receive(
    _ names: [SnapshotName], from remote: [UInt8], named name: String, _ settings: GitSettings
  ) throws(SnapshotError) -> [SnapshotArrival.Outcome] {
    // Commits that are here, so that Git need not send what they reach.
    let known = try SnapshotRefs(directory).newest().states.enumerated().map {
      GitRef(name: "refs/mini/known/\($0.offset)", id: $0.element.id)
    }
    let git = try GitTransport.open(
      in: directory, refs: known, git: settings.toolchain.find("git", fileSystem)?.path,
      environment: settings.environment)
    let outcome = Result { () throws(SnapshotError) in
      try receive(names, from: remote, named: name, by: git)
    }
    _ = consume git  // not earlier
    return try outcome.get()
  }

  private func receive(
    _ names: [SnapshotName], from remote: [UInt8], named name: String,
    by git: borrowing GitTransport
  ) throws(SnapshotError) -> [SnapshotArrival.Outcome] {
    let prefix = SnapshotName.Origin.own.rawValue
    let offered = try git.refs(of: remote, named: name).map(\.name).filter { $0.hasPrefix(prefix) }
    for wanted in names where !offered.contains(prefix + wanted.name) {
      throw SnapshotError("'\(name)' has no snapshot '\(wanted.name)'")
    }
    guard !offered.isEmpty else { throw SnapshotError("'\(name)' has no snapshots") }
    let arrived = SnapshotName.Origin.fetched.rawValue
    let specs =
      names.isEmpty
      ? ["+\(prefix)*:\(arrived)*"] : names.map { "+\(prefix)\($0.name):\(arrived)\($0.name)" }
    try git.run(
      [
        "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--",
      ].map { Array($0.utf8) } + [remote] + specs.map { Array($0.utf8) },
      orElse: "Git could not fetch from '\(name)'")
    let refs = GitRefs(of: git.repository, fileSystem: directory.fileSystem).refs
      .filter { $0.name.hasPrefix(arrived) }
    return try SnapshotArrival(
      git.repository, into: directory, fileSystem: fileSystem, clock: clock,
      threadsMax: threadsMax
    ).add(refs)
  }

  private func absolute(_ file: FilePath) throws(SnapshotError) -> FilePath {
    guard let name = file.lastComponent else { throw SnapshotError("'\(file)' is not a file") }
    do throws(FileError) {
      return try fileSystem.realPath(file.parentFolder).appending(name)
    } catch {
      throw SnapshotError("\(error)")
    }
  }
}
