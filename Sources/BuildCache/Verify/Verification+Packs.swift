// verify, packs: both files of each pack, every object against its id and its entry's checksum, and
// other files in the folder.

import FileIO
import ObjectStore
import SystemPackage

extension Verification {
  mutating func checkPacks(
    _ sources: TreeSources, _ namers: inout RowsByObject
  ) throws(MaintenanceError) {
    let parts: [PackParts]
    do throws(ObjectError) {
      parts = try sources.packs.parts()
    } catch {
      return fault(sources.packPath, "\(error)", .none("make it a folder that can be read"))
    }
    var batch = PackBatch(total: parts.count)
    for (number, pack) in parts.enumerated() {
      let isWhole = pack.hasPack && pack.hasIndex
      if isWhole { open(pack.name, number, sources, &batch) }
      if isWhole, batch.objects < PackBatch.objectsMin { continue }
      check(&batch, sources, &namers)
      if stop == nil, !isWhole { try checkHalf(pack, sources, namers) }
      if stop != nil { return }
    }
    check(&batch, sources, &namers)
    if stop == nil { noteStrays(sources) }
  }

  /// Opens a pack for its check, unless an earlier call checked it.
  private mutating func open(
    _ name: PackChecksum, _ number: Int, _ sources: TreeSources, _ batch: inout PackBatch
  ) {
    let last = VerificationPosition.pack(sources.tree, name, position: .max)
    guard start <= last else { return }
    do throws(ObjectError) {
      // Nil: repacked since.
      guard let pack = try PackExamination.open(name, of: sources.packs) else { return }
      let isBegun = start.name == name.description && start.part == last.part
      batch.append(pack, number: number, from: isBegun ? min(start.number, pack.count) : 0)
    } catch {
      faultOfUnreadable(name, error, sources)
    }
  }

  private mutating func faultOfUnreadable(
    _ name: PackChecksum, _ error: ObjectError, _ sources: TreeSources
  ) {
    fault(sources.path(name, "pack"), "\(error)", .none("make it a file that can be read"))
  }

  /// Checks the opened packs on all cores, both files and all objects of each, and the rows that
  /// name the objects.
  private mutating func check(
    _ batch: inout PackBatch, _ sources: TreeSources, _ namers: inout RowsByObject
  ) {
    let (packs, pieces) = (batch.packs.map(\.pack), batch.pieces)
    Parallel.stream(
      count: pieces.count, threadsMax: threadsMax, aheadMax: PackBatch.piecesAheadMax
    ) { number in
      pieces[number].finding(in: packs[pieces[number].pack])
    } inOrder: { number, finding in
      take(finding, pieces[number], &batch, sources, &namers)
      if pieces[number].isLast { close(pieces[number].pack, &batch, sources) }
      return stop == nil
    }
    // Reports packs in which the check was stopped.
    for pack in batch.packs.indices { close(pack, &batch, sources) }
    batch = PackBatch(total: batch.total)
  }

  private mutating func take(
    _ finding: PackPiece.Finding, _ piece: PackPiece, _ batch: inout PackBatch,
    _ sources: TreeSources, _ namers: inout RowsByObject
  ) {
    let name = batch.packs[piece.pack].pack.name
    switch finding {
    case .file(let file, let condition):
      if file == .pack {
        progress(sources.packsStage, batch.packs[piece.pack].number, of: batch.total)
        guard turn(max(start, .pack(sources.tree, name, position: 0))) else { return }
        batch.packs[piece.pack].state = .open
      }
      guard batch.packs[piece.pack].state == .open else { return }
      do throws(ObjectError) {
        try batch.packs[piece.pack].take(condition.get(), of: file)
      } catch {
        batch.packs[piece.pack].state = .closed
        faultOfUnreadable(name, error, sources)
      }
    case .objects(let range, let found, let failure):
      guard batch.packs[piece.pack].state == .open else { return }
      if batch.packs[piece.pack].beginsTurn(range) {
        batch.packs[piece.pack].pack.releasePages()
        progress(sources.packsStage, range.lowerBound, of: batch.packs[piece.pack].pack.count)
        let position = VerificationPosition.pack(sources.tree, name, position: range.lowerBound)
        guard turn(position) else { return }
      }
      for finding in found {
        see(finding, &namers)
        batch.packs[piece.pack].take(finding)
      }
      if let failure {
        batch.packs[piece.pack].flaws.pack.append("\(failure)")
        close(piece.pack, &batch, sources)
      }
    }
  }

  /// Counts an object, and checks the rows that name it.
  private mutating func see(_ finding: PackExamination.Finding, _ namers: inout RowsByObject) {
    count(objects: 1, bytes: finding.body?.sizeBytes ?? 0)
    if let body = finding.body { checkRows(of: finding.id, body, &namers) }
  }

  /// Reports the flaws of a pack, once.
  private mutating func close(_ pack: Int, _ batch: inout PackBatch, _ sources: TreeSources) {
    guard batch.packs[pack].state == .open else { return }
    batch.packs[pack].state = .closed
    report(batch.packs[pack].flaws, of: batch.packs[pack].pack.name, sources)
  }

  /// Checks one object in every pack that contains it.
  ///
  /// - Returns: whether a pack contains it, sound or not.
  mutating func checkPacked(
    _ id: ObjectID, _ sources: TreeSources, _ namers: inout RowsByObject
  ) throws(MaintenanceError) -> Bool {
    try MaintenanceError.ofObject { () throws(ObjectError) in
      var isFound = false
      for part in try sources.packs.parts() where part.hasPack && part.hasIndex {
        guard var pack = try PackExamination.open(part.name, of: sources.packs) else { continue }
        if try check([id], of: &pack, sources, &namers) > 0 { isFound = true }
      }
      return isFound
    }
  }

  /// Checks some objects of a pack, and its files if one of them has a fault.
  ///
  /// - Returns: how many of them are in the pack.
  mutating func check(
    _ ids: some Sequence<ObjectID>, of pack: inout PackExamination, _ sources: TreeSources,
    _ namers: inout RowsByObject
  ) throws(ObjectError) -> Int {
    var count = 0
    var flaws: PackFlaws?
    for id in ids {
      guard let finding = try pack.finding(of: id) else { continue }
      count += 1
      see(finding, &namers)
      guard let fault = finding.fault else { continue }
      if flaws == nil {
        var conditions: [PackExamination.FileCondition] = []
        for file in PackExamination.File.allCases {
          if let condition = try pack.condition(of: file) { conditions.append(condition) }
        }
        pack.conclude(conditions)
      }
      var found = flaws ?? PackFlaws()
      found.take(id, fault, isIndexWrong: pack.isIndexWrong(fault))
      flaws = found
    }
    if let flaws { report(flaws, of: pack.name, sources) }
    return count
  }

  // MARK: Faults

  /// Reports the flaws of a pack, one finding per file, and repairs both files at once.
  private mutating func report(
    _ flaws: PackFlaws, of name: PackChecksum, _ sources: TreeSources
  ) {
    let found = [("pack", flaws.packText), ("idx", flaws.indexText)]
    var repair: Repair?
    for (suffix, text) in found where !text.isEmpty {
      let done = repair ?? salvage(name, sources)
      repair = done
      fault(sources.path(name, suffix), text, done)
    }
  }

  /// Saves the sound objects of a pack, under the exclusive lock.
  private func salvage(_ name: PackChecksum, _ sources: TreeSources) -> Repair {
    guard mode == .repair else {
      return .none("'mini verify --repair' saves what is sound and moves the rest aside")
    }
    let quarantine = Quarantine(
      directory.quarantinePath, of: sources.tree, fileSystem: fileSystem)
    do throws(MaintenanceError) {
      let salvage = try directory.exclusively(MaintenanceError.file) {
        () throws(MaintenanceError) in
        try MaintenanceError.ofObject { () throws(ObjectError) in
          try sources.packs.salvage(name, into: quarantine)
        }
      }
      guard let salvage else { return .done("it was removed in the meantime") }
      return .done(text(of: salvage, sources))
    } catch {
      return .none("it could not be repaired: \(error)")
    }
  }

  private func text(of salvage: PackSalvage, _ sources: TreeSources) -> String {
    guard !salvage.isSamePack else { return "the index was rewritten; nothing is lost" }
    let lost = salvage.lost.count { id in !sources.isSound(id) }
    let saved = "\(salvage.savedCount) object\(salvage.savedCount == 1 ? "" : "s") saved"
    let rest = lost == 0 ? "nothing is lost" : "\(lost) lost, which builds rebuild"
    return "moved to quarantine/; \(saved), \(rest)"
  }

  // MARK: Halves and other files

  /// Checks a pack without its index, or an index without its pack. Both can belong to a writer
  /// that is still running. A killed writer leaves a pack without an index, and no row needs its
  /// objects. If a row does, the index was lost, which is a fault.
  private mutating func checkHalf(
    _ half: PackParts, _ sources: TreeSources, _ namers: RowsByObject
  ) throws(MaintenanceError) {
    guard turn(.pack(sources.tree, half.name, position: 0)) else { return }
    let suffix = half.hasPack ? "pack" : "idx"
    let path = sources.path(half.name, suffix)
    // Pack writers hold the lock, so none is running while this process holds it.
    let parts = try MaintenanceError.ofObject { () throws(ObjectError) in
      try lookAgain { () throws(ObjectError) in try sources.packs.parts() }
    }
    guard case .done(let parts) = parts else { return noteBusy(path) }
    guard parts.contains(half) else { return }  // now complete, or gone
    guard half.hasPack else {
      return fault(path, "the pack of this index is missing", salvage(half.name, sources))
    }
    let ids = try MaintenanceError.ofObject { () throws(ObjectError) in
      try sources.packs.ids(ofUnindexed: half.name)
    }
    // A killed gc leaves a mark, and the rows of the objects that it was about to drop.
    let isGoing = try MaintenanceError.ofObject { () throws(ObjectError) in
      try sources.packs.isBeingRemoved(half.name)
    }
    let isMissed = !isGoing && ids.contains { namers.names($0) && !sources.contains($0) }
    let repair = salvage(half.name, sources)
    if isMissed { return fault(path, "its index is missing", repair) }
    switch repair {
    case .done(let what): note(path, "left by a killed process: it has no index", what)
    case .none(let advice), .moveAside(_, _, let advice):
      note(path, "left by a killed process: it has no index", advice)
    case .forgetRow, .rewriteIndex: break
    }
  }

  private mutating func noteStrays(_ sources: TreeSources) {
    do throws(ObjectError) {
      for stray in try sources.packs.strays() {
        let path = "\(sources.packPath)/\(stray.path.lastComponent?.string ?? "")"
        switch stray.kind {
        case .temporary:
          note(path, "a writer's temporary file", "'mini gc' removes it when it is old")
        case .orphan:
          // `checkHalf` reports packs without indexes and indexes without packs.
          guard !path.hasSuffix(".pack"), !path.hasSuffix(".idx") else { continue }
          note(path, "its pack is gone", "nothing needs it")
        case .unknown: note(path, "not part of a pack", "nothing needs it")
        }
      }
    } catch {
      fault(sources.packPath, "\(error)", .none("make it a folder that can be read"))
    }
  }
}
