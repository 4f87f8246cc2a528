// Receives snapshots of other caches.

package import BuildCache
import FileIO
import ObjectStore
package import SystemPackage

/// Receives snapshots in a project's cache.
package struct SnapshotReceiver: Sendable {
  private let cache: ProjectCache
  private let trust: SnapshotTrust
  private let recheck: SnapshotRecheck?
  private let tools: SharingTools

  /// - Parameter recheck: compiles a sample before a snapshot is added; `nil`: nothing is compiled.
  package init(
    _ cache: ProjectCache, _ trust: SnapshotTrust, recheck: SnapshotRecheck?, _ tools: SharingTools
  ) {
    self.cache = cache
    self.trust = trust
    self.recheck = recheck
    self.tools = tools
  }

  /// Fetches snapshots of a repository.
  ///
  /// - Parameter names: as their owner calls them; empty for all.
  package func fetch(
    _ names: [SnapshotName], from remote: FilePath
  ) throws(SnapshotError) -> [SnapshotArrival.Outcome] {
    try receive(names, from: remote.bytes, named: remote.string)
  }

  /// Reads snapshots from a bundle. Refuses one that is cut or damaged: Git would not look at the pack
  /// of a bundle whose commits are here.
  package func importBundle(
    _ file: FilePath
  ) throws(SnapshotError) -> [SnapshotArrival.Outcome] {
    let path = try cache.absolute(file)
    guard let bundle = try? MappedFile(path, fileSystem: cache.fileSystem) else {
      throw SnapshotError("cannot read '\(file)'", cause: .exchange)
    }
    guard bundle.bytes.starts(with: "# v3 git bundle\n@object-format=sha256\n".utf8) else {
      throw SnapshotError(
        "'\(file)' is not a bundle of object format sha256, such as 'mini export' writes",
        cause: .exchange)
    }
    guard Self.hasWholePack(bundle) else {
      throw SnapshotError(
        "'\(file)' is cut or damaged: the checksum of its pack is wrong; export the snapshots again",
        cause: .exchange)
    }
    return try receive([], from: path.bytes, named: file.string)
  }

  /// Whether the file ends with the checksum of its pack, which follows the empty line after the refs.
  private static func hasWholePack(_ bundle: MappedFile) -> Bool {
    let bytes = bundle.bytes
    let lineEnd = UInt8(ascii: "\n")
    guard
      let headEnd = bytes.indices.dropLast().first(where: {
        bytes[$0] == lineEnd && bytes[$0 + 1] == lineEnd
      })
    else { return false }
    let (start, end) = (headEnd + 2, bytes.count - Digest.sizeBytes)
    guard start <= end else { return false }
    return Digest(hashing: bundle, start..<end).bytes.elementsEqual(bytes[end...])
  }

  private func receive(
    _ names: [SnapshotName], from remote: [UInt8], named name: String
  ) throws(SnapshotError) -> [SnapshotArrival.Outcome] {
    // Commits that are here, so that Git need not send what they reach.
    let known = try SnapshotRefs(cache.directory).newest().states.enumerated().map {
      GitRef(name: "refs/mini/known/\($0.offset)", id: $0.element.id)
    }
    let git = try GitTransport.open(
      in: cache.directory, refs: known,
      git: tools.toolchain.find("git", cache.fileSystem)?.path,
      environment: tools.environment)
    let outcome = Result { () throws(SnapshotError) in
      let refs = try receive(names, from: remote, named: name, by: git)
      let repository = git.repository
      let arrival = try SnapshotArrival(
        repository, into: cache.directory, fileSystem: cache.fileSystem, clock: cache.clock,
        threadsMax: cache.threadsMax)
      return try arrival.add(refs) { (ref, commit) throws(SnapshotError) in
        let signer = try trust.signer(
          of: commit, named: ref, in: repository, tools, cache.fileSystem)
        if let recheck, let name = SnapshotName(ref: ref.name) {
          try recheck.check(name, ref, in: repository, for: cache)
        }
        return signer
      }
    }
    _ = consume git  // not earlier
    return try outcome.get()
  }

  private func receive(
    _ names: [SnapshotName], from remote: [UInt8], named name: String,
    by git: borrowing GitTransport
  ) throws(SnapshotError) -> [GitRef] {
    let prefix = SnapshotName.Origin.own.rawValue
    let offered = try git.refs(of: remote, named: name).map(\.name).filter { $0.hasPrefix(prefix) }
    for wanted in names where !offered.contains(prefix + wanted.name) {
      throw SnapshotError("'\(name)' has no snapshot '\(wanted.name)'", cause: .exchange)
    }
    guard !offered.isEmpty else {
      throw SnapshotError("'\(name)' has no snapshots", cause: .exchange)
    }
    let arrived = SnapshotName.Origin.fetched.rawValue
    let specs =
      names.isEmpty
      ? ["+\(prefix)*:\(arrived)*"] : names.map { "+\(prefix)\($0.name):\(arrived)\($0.name)" }
    try git.run(
      [
        "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--",
      ].map { Array($0.utf8) } + [remote] + specs.map { Array($0.utf8) },
      orElse: "Git could not fetch from '\(name)'")
    return GitRefs(of: git.repository, fileSystem: cache.directory.fileSystem).refs
      .filter { $0.name.hasPrefix(arrived) }
  }
}
