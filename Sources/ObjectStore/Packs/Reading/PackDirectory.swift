// The packs of one tree, in its `pack` folder.

package import FileIO
import Synchronization
package import SystemPackage

/// A tree's packs, newest first, as one source of objects.
///
/// Lists the folder at the first query. Lists it again if an object is not found and the folder has
/// changed, because another process can have packed the object since. Safe to use from several
/// threads at a time. A class, because they share the listing.
package final class PackDirectory: ObjectSource {
  /// The folder, which need not exist.
  package let path: FilePath
  package let fileSystem: any FileSystem
  let scrutiny: PackIndex.Scrutiny
  let clock: any WallClock
  let pool = PackEntryReaderPool()
  private let state = Mutex(State())

  package init(
    path: FilePath, scrutiny: PackIndex.Scrutiny = .checksum, fileSystem: any FileSystem,
    clock: any WallClock = SystemWallClock()
  ) {
    self.path = path
    self.scrutiny = scrutiny
    self.fileSystem = fileSystem
    self.clock = clock
  }

  // MARK: ObjectSource

  package func read(
    _ id: ObjectID, sizeBytes: UInt64?
  ) throws(ObjectError) -> StoredObject? {
    let found = try search { pack throws(ObjectError) in try pack.read(id, sizeBytes: sizeBytes) }
    // The caller expects the object to exist, and an unverified index can omit it.
    if found == nil, scrutiny == .structure { verifyIndexesOnce() }
    return found
  }

  package func header(of id: ObjectID) throws(ObjectError) -> ObjectHeader? {
    try search { pack throws(ObjectError) in try pack.header(of: id) }
  }

  /// Cost: no system call if the object is present, one if it is absent.
  package func contains(_ id: ObjectID) -> Bool {
    do throws(ObjectError) {
      return try search { pack throws(ObjectError) in pack.contains(id) ? true : nil } ?? false
    } catch {
      return false
    }
  }

  /// Whether a pack in the last listing contains the object. Cost: no system call, once the folder
  /// is listed.
  func containsAsListed(_ id: ObjectID) -> Bool {
    // A folder that cannot be listed counts as empty; a read reports the error.
    guard let packs = try? current().packs else { return false }
    return packs.contains { $0.contains(id) }
  }

  /// A sound copy from a pack in the last listing; nil if none has one or can be read. Cost if no
  /// pack contains it: no system call.
  func readAsListed(_ id: ObjectID) -> StoredObject? {
    firstAsListed(id) { pack throws(ObjectError) in try pack.read(id) }
  }

  /// The same for the type and size.
  func headerAsListed(_ id: ObjectID) -> ObjectHeader? {
    firstAsListed(id) { pack throws(ObjectError) in try pack.header(of: id) }
  }

  private func firstAsListed<Value>(
    _ id: ObjectID, _ look: (PackReader) throws(ObjectError) -> Value?
  ) -> Value? {
    // Errors are ignored: ``read(_:)``, which follows, reports them.
    guard let packs = try? current().packs else { return nil }
    for pack in packs {
      if let value = try? look(pack) { return value }
    }
    return nil
  }

  package func ids(firstByte: UInt8) throws(ObjectError) -> [ObjectID] {
    var ids: [ObjectID] = []
    let listing = try current()
    for pack in listing.packs { ids += try pack.ids(firstByte: firstByte) }
    guard listing.packs.count > 1 else { return ids }
    return ids.sortedOnce()
  }

  /// Queries the packs in turn for a sound copy, and once more after a new listing.
  ///
  /// - Throws: the damage of a copy, if none is sound; or the error of a pack that could not be
  ///   opened and may contain the object.
  private func search<Value>(
    _ look: (PackReader) throws(ObjectError) -> Value?
  ) throws(ObjectError) -> Value? {
    var listing = try current()
    var failure: ObjectError?
    for _ in 0..<searchesMax {
      failure = nil
      for pack in listing.packs {
        do {
          if let value = try look(pack) { return value }
        } catch {
          failure = failure ?? error
          if case .damaged(_, _, let reason) = error { remember(reason, pack) }
        }
      }
      guard let newer = try refreshed(since: listing) else { break }
      listing = newer
    }
    if let failure { throw failure }
    for case .file(let problem) in listing.problems { throw .file(problem) }
    return nil
  }

  // MARK: The listing

  struct State {
    var listing: Listing?
    /// Kept open, so that a check of its time takes one system call.
    var folder: DirectoryHandle?
    /// Packs written here since the listing. Readers that were open under these names are not
    /// reused.
    var replaced: Set<PackChecksum> = []
    var isOutdated = false
    /// Packs in which a reader found a damaged object.
    var damaged: [PackChecksum: PackProblem] = [:]
    /// Packs whose index checksum was verified after opening.
    var verifiedIndexes: Set<PackChecksum> = []

    /// Takes a new listing.
    mutating func take(_ listing: Listing) {
      self.listing = listing
      isOutdated = false
      replaced = []
    }
  }

  private func remember(_ reason: Damage, _ pack: PackReader) {
    let problem = PackProblem.damaged(path: pack.path.string, reason: "an object in it: \(reason)")
    state.withLock { $0.damaged[pack.name] = $0.damaged[pack.name] ?? problem }
  }

  /// Verifies the checksums of all indexes that were opened without, once per pack. Records wrong
  /// ones as damage of the pack.
  private func verifyIndexesOnce() {
    guard let listing = state.withLock({ $0.listing }) else { return }
    for pack in listing.packs {
      let isNew = state.withLock { $0.verifiedIndexes.insert(pack.name).inserted }
      guard isNew, !pack.index.isChecksumRight else { continue }
      let problem = PackProblem.damaged(
        path: pack.indexPath.string, reason: PackIndexError.badChecksum.rawValue)
      state.withLock { $0.damaged[pack.name] = $0.damaged[pack.name] ?? problem }
    }
  }

  /// The usable packs, newest first.
  package func packs() throws(ObjectError) -> [PackReader] { try current().packs }

  /// The damage found when the packs were opened.
  package func problems() throws(ObjectError) -> [PackProblem] { try current().problems }

  /// The same, plus packs in which a reader found a damaged object. Empty before the first query.
  /// Cost: no system call.
  package var knownProblems: [PackProblem] {
    state.withLock { state in
      let problems = state.listing?.problems ?? []
      let listed = Set(problems.compactMap(\.name))
      let found = state.damaged.filter { !listed.contains($0.key) }
      return problems + found.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  /// Lists the folder again, whatever its stamp.
  package func reload() throws(ObjectError) {
    try withState { state throws(ObjectError) in
      state.folder = nil
      state.take(try self.load(state, stamp: self.stamp(&state)))
    }
  }

  /// Records that a pack was written or removed here, so that the next query lists the folder.
  package func didChange(_ name: PackChecksum) {
    state.withLock { state in
      state.replaced.insert(name)
      state.damaged[name] = nil
      state.isOutdated = true
    }
  }

  private func current() throws(ObjectError) -> Listing {
    try withState { state throws(ObjectError) in
      if let listing = state.listing, !state.isOutdated { return listing }
      let listing = try self.load(state, stamp: self.stamp(&state))
      state.take(listing)
      return listing
    }
  }

  /// A new listing, if the folder has changed; nil otherwise. Cost if unchanged: one system call.
  private func refreshed(since old: Listing) throws(ObjectError) -> Listing? {
    try withState { state throws(ObjectError) in
      if let listing = state.listing, listing.number != old.number { return listing }
      let stamp = try self.stamp(&state)
      if stamp == old.stamp, !old.isRacy, !state.isOutdated { return nil }
      let listing = try self.load(state, stamp: stamp)
      state.take(listing)
      return listing
    }
  }

  private func withState<Value: Sendable>(
    _ body: (inout State) throws(ObjectError) -> Value
  ) throws(ObjectError) -> Value {
    try state.withLock { state throws(ObjectError) in try body(&state) }
  }

  private func stamp(_ state: inout State) throws(ObjectError) -> FolderStamp? {
    do throws(FileError) {
      // If the folder was removed, look it up again: another process can have created it.
      if let status = try state.folder?.status(), status.linkCount > 0 {
        return FolderStamp(status)
      }
      state.folder = try DirectoryHandle(path, fileSystem: fileSystem)
      return try (state.folder?.status()).map(FolderStamp.init)
    } catch {
      throw ObjectError(error)
    }
  }
}

/// Maximum number of searches for one object, so that continuous repacking cannot delay it forever.
private let searchesMax = 2
