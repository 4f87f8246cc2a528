// Lookups of files and functions, and the reasons of misses.

package import ObjectStore
import Synchronization

extension MultiLevelCache {
  /// The compiled file with these inputs. Its IR can be absent; see ``fileIR(of:)``.
  package func file(_ inputs: FileInputs, path: String) -> Lookup<ZirEntry> {
    var found = lookUp(inputs.combinedHash, in: zirTier) { zir in
      lastState(ofPath: path, with: inputs.options, in: zir).map {
        MissReason(from: $0.inputs, to: inputs)
      }
    }
    if case .miss = found, let entry = upstreams?.file(inputs.combinedHash) { found = .hit(entry) }
    switch found {
    case .hit(let entry): zirTier.countHit(costNanoseconds: entry.costNanoseconds)
    case .miss: zirTier.countMiss()
    }
    return found
  }

  /// The entry with a key, or the reason why there is none.
  ///
  /// - Parameter reason: compares the inputs with those of the newest state in the index; `nil` if
  ///   it has none.
  private func lookUp<Index: KeyedCache>(
    _ key: Index.Entry.Key, in tier: borrowing CacheTier<Index>,
    reason: (Index) -> MissReason?
  ) -> Lookup<Index.Entry> {
    guard use == .lookups else { return .miss(.noCache) }
    guard let index = index(of: tier) else { return .miss(reasonForLoss(of: tier)) }
    let found: Lookup<Index.Entry>
    if let entry = index.lookup(key) {
      found = .hit(entry)
    } else if let dropped = index.chain.dropReason(of: key.digest) {
      found = .miss(dropped)
    } else {
      found = .miss(reason(index) ?? .neverBuilt)
    }
    return isSound(index, tier) ? found : .miss(.indexDamaged)
  }

  /// The reason why a tier has no index.
  func reasonForLoss<Index: KeyedCache>(of tier: borrowing CacheTier<Index>) -> MissReason {
    if isDisabled { return isAbsent ? .neverBuilt : .noCache }
    return tier.needsRewrite ? .indexDamaged : .neverBuilt
  }

  /// The state of a file to compare a miss with: that of the project's last build, if it had these
  /// options; else the newest with these options; else the newest.
  private func lastState(
    ofPath path: String, with options: String, in zir: ZirCache
  ) -> ZirEntry? {
    if let project, let row = project.row(ofPath: path),
      let last = zir.lookup(project.combinedHash(row)), last.inputs.options == options
    {
      return last
    }
    return zir.newest(ofName: Array(path.utf8), with: options)
  }

  /// The compiled function with these inputs and its IR, read and checked.
  package func function(
    _ inputs: FunctionInputs, path: String, function: String
  ) -> Lookup<(entry: AirEntry, ir: [UInt8])> {
    self.function(inputs, key: inputs.key, path: path, function: function)
  }

  /// The same for a caller that knows the key of the inputs.
  package func function(
    _ inputs: FunctionInputs, key: FunctionKey, path: String, function: String
  ) -> Lookup<(entry: AirEntry, ir: [UInt8])> {
    let entry = lookUp(key, in: airTier) { air in
      air.newest(ofName: AirEntry.name(path: path, function: function), with: inputs.options).map {
        MissReason(from: $0.inputs, to: inputs)
      }
    }
    var found: Lookup<(entry: AirEntry, ir: [UInt8])>
    switch entry {
    case .miss(let reason): found = .miss(reason)
    case .hit(let entry):
      switch read(entry.irID, sizeBytes: entry.irSize, in: .objects) {
      case .hit(let ir): found = .hit((entry, ir))
      case .miss(let reason): found = .miss(reason)
      }
    }
    if case .miss = found, let other = upstreamFunction(key) { found = .hit(other) }
    switch found {
    case .hit(let (entry, _)): airTier.countHit(costNanoseconds: entry.costNanoseconds)
    case .miss: airTier.countMiss()
    }
    return found
  }

  /// The IR of a file in the project's last build, if a newer state of the file is known.
  package func lastIR(ofPath path: String, with options: String) -> [UInt8]? {
    guard let zir, let project, let row = project.row(ofPath: path),
      let newest = zir.chain.newest(ofName: Array(path.utf8), with: options),
      newest.layer.key(newest.row) != project.combinedHash(row).digest,
      let last = zir.lookup(project.combinedHash(row)), last.inputs.options == options
    else { return nil }
    return fileIR(last.irID, sizeBytes: last.irSize)
  }

  /// The reason for compiling a function, compared with that of its states whose IR a file's IR
  /// contains; `nil` if there is none. (With `-g` there is none: its numbers are the file's.)
  package func missReason(
    _ inputs: FunctionInputs, path: String, function: String, since ir: [UInt8]
  ) -> MissReason? {
    let rows = air?.chain.rows(ofName: AirEntry.name(path: path, function: function)) ?? []
    for (layer, row) in rows where layer.setting(row).options == inputs.options {
      guard let entry = AirEntry(layer, row: row),
        let own = functionIR(entry.irID, sizeBytes: entry.irSize), ir.contains(own)
      else { continue }
      return MissReason(from: entry.inputs, to: inputs)
    }
    return nil
  }

  /// A file's IR, read and checked; `nil` if the file must be compiled again. If the IR is damaged
  /// or unreadable, an event reports it.
  ///
  /// - Parameter sizeBytes: the size of the IR according to a row, if known. An object of another
  ///   size is damaged.
  package func fileIR(_ id: ObjectID, sizeBytes: UInt64? = nil) -> [UInt8]? {
    guard case .hit(let ir) = read(id, sizeBytes: sizeBytes, in: .zir) else { return nil }
    return ir
  }

  /// The same for an object in the other tree: a function's IR, or native code.
  func functionIR(_ id: ObjectID, sizeBytes: UInt64? = nil) -> [UInt8]? {
    guard case .hit(let bytes) = read(id, sizeBytes: sizeBytes, in: .objects) else {
      return nil
    }
    return bytes
  }

  /// The reason why an object that an index names could not be read in this build.
  package func reasonForLoss(of id: ObjectID) -> MissReason {
    let damage = state.withLock { $0.damagedObjects.first { $0.id == id }?.reason }
    return damage.map { .damaged($0) } ?? .objectMissing
  }

  /// The facts of a file's text, if the index has a state with this text and this compiler.
  package func facts(path: String, sourceID: ObjectID, epoch: String) -> FileFacts? {
    guard let zir else { return nil }
    let facts = zir.facts(path: path, sourceID: sourceID, epoch: epoch)
    return isSound(zir, zirTier) ? facts : nil
  }

  /// The facts of a file that the project's index names by its combined hash; `nil` if the index of
  /// files has lost them.
  package func facts(of hash: CombinedHash) -> FileFacts? {
    guard let zir, let entry = zir.lookup(hash), isSound(zir, zirTier) else { return nil }
    return entry.facts
  }

  /// The forms among these facts, and the driver's facts about them.
  package func declarations(of hash: CombinedHash) -> (forms: [UInt8], facts: [UInt8])? {
    guard let zir, let found = zir.declarations(of: hash), isSound(zir, zirTier) else { return nil }
    return found
  }

  /// The forms among these facts.
  package func forms(of hash: CombinedHash) -> [UInt8]? {
    guard let zir, let forms = zir.forms(of: hash), isSound(zir, zirTier) else { return nil }
    return forms
  }

  /// The bytes of an object, or the reason why they cannot be read.
  private func read(
    _ id: ObjectID, sizeBytes: UInt64?, in tree: ObjectDatabase.Tree
  ) -> Lookup<[UInt8]> {
    guard let database else { return .miss(.objectMissing) }
    var short: String { Digest(id).shortDescription }
    switch database.readOrQuarantine(id, in: tree, sizeBytes: sizeBytes) {
    case .found(let object, let healed):
      if let healed {
        report(
          "the loose copy of object \(short) in \(tree.name) was damaged (\(healed)) and is moved "
            + "aside; a pack has a sound one")
      }
      return .hit(object.body)
    case .absent:
      return .miss(.objectMissing)
    case .damaged(let reason):
      report("object \(short) in \(tree.name) is damaged (\(reason)); it is rebuilt")
      state.withLock { $0.damagedObjects.append((id, reason.rawValue)) }
      return .miss(.damaged(reason.rawValue))
    case .unreadable(let reason):
      reportUnreadable(tree, reason)
      return .miss(.objectMissing)
    }
  }

  /// Reports, once per tree, that objects cannot be read. A folder can contain many of them.
  private func reportUnreadable(_ tree: ObjectDatabase.Tree, _ reason: String) {
    state.withLock { state in
      guard state.unreadableTrees.insert(tree).inserted else { return }
      state.events.insert("\(reason); everything that cannot be read is rebuilt")
    }
  }
}
