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
  private let scrutiny: PackIndex.Scrutiny
  private let clock: any WallClock
  private let pool = PackReaderPool()
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
    if found == nil, scrutiny == .structure { suspectIndexes() }
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

  /// The content of the folder at one time. A class, not a struct: runtime note 1, 3 % of a
  /// build after an edit.
  final class Listing: Sendable {
    /// Newest first; packs of the same time by name.
    let packs: [PackReader]
    /// Packs that cannot be used, and the damage of usable ones.
    let problems: [PackProblem]
    /// The folder's state before it was listed; nil if it did not exist.
    let stamp: FolderStamp?
    /// Whether the folder can have changed since without a change of its stamp.
    let isRacy: Bool
    let number: Int

    init(
      _ packs: [PackReader], problems: [PackProblem], stamp: FolderStamp?, isRacy: Bool,
      number: Int
    ) {
      self.packs = packs
      self.problems = problems
      self.stamp = stamp
      self.isRacy = isRacy
      self.number = number
    }
  }

  struct FolderStamp: Hashable, Sendable {
    let inode: UInt64
    let device: UInt64
    let mtimeNanoseconds: Int64
    let ctimeNanoseconds: Int64

    init(_ status: FileStatus) {
      inode = status.inode
      device = status.device
      mtimeNanoseconds = status.mtimeNanoseconds
      ctimeNanoseconds = status.ctimeNanoseconds
    }
  }

  private struct State {
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
    var suspected: Set<PackChecksum> = []
  }

  private func remember(_ reason: Damage, _ pack: PackReader) {
    let problem = PackProblem.damaged(path: pack.path.string, reason: "an object in it: \(reason)")
    state.withLock { $0.damaged[pack.name] = $0.damaged[pack.name] ?? problem }
  }

  /// Verifies the checksums of all indexes that were opened without, once per pack. Records wrong
  /// ones as damage of the pack.
  private func suspectIndexes() {
    guard let listing = state.withLock({ $0.listing }) else { return }
    for pack in listing.packs {
      let isNew = state.withLock { $0.suspected.insert(pack.name).inserted }
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
      let told = Set(problems.compactMap(\.name))
      let met = state.damaged.filter { !told.contains($0.key) }
      return problems + met.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  /// Lists the folder again, whatever its stamp.
  package func reload() throws(ObjectError) {
    try withState { state throws(ObjectError) in
      state.folder = nil
      state.listing = try self.load(state, stamp: self.stamp(&state))
      state.isOutdated = false
      state.replaced = []
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
      state.listing = listing
      state.isOutdated = false
      state.replaced = []
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
      state.listing = listing
      state.isOutdated = false
      state.replaced = []
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

  /// Lists the folder and opens new packs.
  private func load(_ state: State, stamp: FolderStamp?) throws(ObjectError) -> Listing {
    let number = (state.listing?.number ?? 0) + 1
    guard let stamp else {
      return Listing([], problems: [], stamp: nil, isRacy: false, number: number)
    }
    let now = clock.nowNanoseconds()
    let isRacy = FileTimes(
      mtimeNanoseconds: stamp.mtimeNanoseconds, ctimeNanoseconds: stamp.ctimeNanoseconds
    ).mayHideChanges(clockBefore: now, isLocal: isLocal(state.folder))
    let names: Set<String>
    do throws(FileError) {
      names = Set(try fileSystem.entries(of: path)?.map(\.name) ?? [])
    } catch {
      throw ObjectError(error)
    }
    var packs: [PackReader] = []
    var problems: [PackProblem] = []
    var open: [PackChecksum: PackReader] = [:]
    for pack in state.listing?.packs ?? [] where !state.replaced.contains(pack.name) {
      open[pack.name] = pack
    }
    let stems = Set(names.filter { $0.hasSuffix(".idx") || $0.hasSuffix(".pack") }.map(Self.stem))
    for stem in stems.sorted() {
      guard let name = PackChecksum(fileStem: stem) else { continue }
      guard names.contains("\(stem).pack"), names.contains("\(stem).idx") else {
        let problem = self.problem(ofHalf: stem, hasIndex: names.contains("\(stem).idx"), now: now)
        if let problem { problems.append(problem) }
        continue
      }
      let isKept = names.contains("\(stem).keep")
      if let pack = open[name], pack.isKept == isKept, pack.problem == nil {
        packs.append(pack)
        continue
      }
      do throws(PackProblem) {
        // A pack that disappears between listing and opening has been repacked.
        let pack = try PackReader(
          name, in: path, isKept: isKept, scrutiny: scrutiny, fileSystem: fileSystem,
          readers: pool)
        guard let pack else { continue }
        packs.append(pack)
        if let reason = pack.problem {
          problems.append(.damaged(path: pack.path.string, reason: reason))
        }
      } catch {
        problems.append(error)
      }
    }
    packs.sort { left, right in
      let (old, new) = (right.file.mtimeNanoseconds, left.file.mtimeNanoseconds)
      return new == old ? left.name < right.name : new > old
    }
    return Listing(packs, problems: problems, stamp: stamp, isRacy: isRacy, number: number)
  }

  /// A folder of an unknown file system counts as remote: its clock can differ.
  private func isLocal(_ folder: DirectoryHandle?) -> Bool {
    guard let folder else { return true }
    do throws(Errno) { return try fileSystem.isLocal(folder.fd) } catch { return false }
  }

  private static func stem(_ file: String) -> String {
    String(file.prefix { $0 != "." })
  }

  /// The problem of a pack without its index, or of an index without its pack. Nil while the file
  /// is so young that a process may still be writing or removing the other one.
  private func problem(ofHalf stem: String, hasIndex: Bool, now: Int64) -> PackProblem? {
    let file = path.appending(hasIndex ? "\(stem).idx" : "\(stem).pack")
    do throws(FileError) {
      guard let status = try fileSystem.status(of: file, followingLinks: false) else { return nil }
      let (age, overflow) = now.subtractingReportingOverflow(status.mtimeNanoseconds)
      guard !overflow, age > unfinishedNanoseconds else { return nil }
      let reason = hasIndex ? "the pack of this index is missing" : "it has no index"
      return .damaged(path: file.string, reason: reason)
    } catch {
      return .file(FileProblem(error))
    }
  }
}

/// Maximum number of searches for one object, so that continuous repacking cannot delay it forever.
private let searchesMax = 2

/// Longer than any process needs between the two renames of a pack.
private let unfinishedNanoseconds: Int64 = 60_000_000_000
