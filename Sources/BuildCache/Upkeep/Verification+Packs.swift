// verify, packs: both files of each, every object against its name and its entry's checksum, and
// what else lies in the folder.

import FileIO
import ObjectStore
import SystemPackage

extension Verification {
  /// Checks a tree's packs.
  mutating func checkPacks(
    _ sources: TreeSources, _ namers: inout ObjectNamers
  ) throws(UpkeepError) {
    let parts: [PackParts]
    do throws(ObjectError) {
      parts = try sources.packs.parts()
    } catch {
      return fault(sources.packPath, "\(error)", .none("make it a folder that can be read"))
    }
    for (number, pack) in parts.enumerated() {
      progress(sources.packsStage, number, of: parts.count)
      if pack.hasPack && pack.hasIndex {
        try checkPack(pack.name, sources, &namers)
      } else {
        try checkHalf(pack, sources, namers)
      }
      if stop != nil { return }
    }
    noteStrays(sources)
  }

  /// Checks a pack, both files and all objects, unless that has been done.
  private mutating func checkPack(
    _ name: PackChecksum, _ sources: TreeSources, _ namers: inout ObjectNamers
  ) throws(UpkeepError) {
    let last = VerificationPlace.pack(sources.tree, name, position: .max)
    guard start <= last, turn(max(start, .pack(sources.tree, name, position: 0))) else { return }
    let pack: PackExamination
    do throws(ObjectError) {
      guard let found = try sources.packs.examine(name) else { return }  // repacked meanwhile
      pack = found
    } catch {
      return fault(
        sources.path(name, "pack"), "\(error)", .none("make it a file that can be read"))
    }
    var flaws = PackFlaws(pack: pack.packProblems, index: pack.indexProblems)
    let isBegun = start.name == name.description && start.part == last.part
    let first = isBegun ? min(start.number, pack.count) : 0
    for start in stride(from: first, to: pack.count, by: Self.objectsPerTurn) {
      // The first is part of the turn that the pack was opened in.
      if start > first {
        pack.releasePages()
        progress(sources.packsStage, start, of: pack.count)
        guard turn(.pack(sources.tree, name, position: start)) else { break }
      }
      let end = min(start + Self.objectsPerTurn, pack.count)
      guard check(pack, start..<end, &flaws, &namers) else { break }
    }
    report(flaws, of: name, sources)
  }

  /// Objects of a pack between two looks at the clock: some milliseconds' work.
  private static let objectsPerTurn = 2048
  private static let objectsPerPiece = 64

  /// Checks a part of a pack on all cores, and the rows that name its objects.
  ///
  /// - Returns: whether it could be read to its end.
  private mutating func check(
    _ pack: PackExamination, _ places: Range<Int>, _ flaws: inout PackFlaws,
    _ namers: inout ObjectNamers
  ) -> Bool {
    var failure: ObjectError?
    Parallel.map(places.pieces(of: Self.objectsPerPiece), threadsMax: threadsMax) { piece in
      pack.findings(piece)
    } inOrder: { (_, result: (found: [PackExamination.Finding], failure: ObjectError?)) in
      guard failure == nil else { return }
      for finding in result.found { take(finding, &flaws, &namers) }
      failure = result.failure
    }
    if let failure { flaws.pack.append("\(failure)") }
    return failure == nil
  }

  private mutating func take(
    _ finding: PackExamination.Finding, _ flaws: inout PackFlaws, _ namers: inout ObjectNamers
  ) {
    count(objects: 1, bytes: finding.body?.sizeBytes ?? 0)
    if let body = finding.body { checkRows(of: finding.id, body, &namers) }
    flaws.take(finding)
  }

  /// Checks one object where packs have it.
  ///
  /// - Returns: whether one has it, sound or not.
  mutating func checkPacked(
    _ id: ObjectID, _ sources: TreeSources, _ namers: inout ObjectNamers
  ) throws(UpkeepError) -> Bool {
    try UpkeepError.ofObject { () throws(ObjectError) in
      var isFound = false
      for part in try sources.packs.parts() where part.hasPack && part.hasIndex {
        guard let pack = try sources.packs.examine(part.name),
          let finding = try pack.finding(of: id)
        else { continue }
        isFound = true
        var flaws = PackFlaws()
        take(finding, &flaws, &namers)
        report(flaws, of: part.name, sources)
      }
      return isFound
    }
  }

  // MARK: Faults

  /// Reports what was found, a line for each of the two files, and repairs both at once.
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

  /// Saves what is sound in a pack, while nobody else is at work.
  private func salvage(_ name: PackChecksum, _ sources: TreeSources) -> Repair {
    guard mode == .repair else {
      return .none("'mini verify --repair' saves what is sound and moves the rest aside")
    }
    do throws(UpkeepError) {
      let salvage = try directory.exclusively(UpkeepError.file) { () throws(UpkeepError) in
        try UpkeepError.ofObject { () throws(ObjectError) in
          try sources.packs.salvage(name, into: directory.quarantinePath)
        }
      }
      guard let salvage else { return .done("gone meanwhile") }
      return .done(text(of: salvage, sources))
    } catch {
      return .none("it could not be repaired: \(error)")
    }
  }

  private func text(of salvage: PackSalvage, _ sources: TreeSources) -> String {
    guard !salvage.isSamePack else { return "the index was written anew; nothing is lost" }
    let lost = salvage.lost.count { id in !sources.isSound(id) }
    let saved = "\(salvage.savedCount) object\(salvage.savedCount == 1 ? "" : "s") saved"
    let rest = lost == 0 ? "nothing is lost" : "\(lost) lost, which builds make anew"
    return "moved to quarantine/; \(saved), \(rest)"
  }

  // MARK: Halves and strays

  /// A pack without its index, or an index without its pack: a writer's, if one is at work. A killed
  /// writer leaves a pack without its index, of which nothing is missed; where something is, the
  /// index has been lost.
  private mutating func checkHalf(
    _ half: PackParts, _ sources: TreeSources, _ namers: ObjectNamers
  ) throws(UpkeepError) {
    guard turn(.pack(sources.tree, half.name, position: 0)) else { return }
    let suffix = half.hasPack ? "pack" : "idx"
    // Who writes packs holds the lock; when we have it, he is done or dead. Where it cannot be had,
    // in a read-only cache, nobody writes either.
    let lock = try? directory.lock(.exclusive, wait: .forever)
    let parts = Result { () throws(ObjectError) in try sources.packs.parts() }
    _ = consume lock  // not earlier
    guard try UpkeepError.ofObject(parts.get).contains(half) else { return }  // whole now, or gone
    let path = sources.path(half.name, suffix)
    guard half.hasPack else {
      return fault(path, "the pack of this index is missing", salvage(half.name, sources))
    }
    let ids = try UpkeepError.ofObject { () throws(ObjectError) in
      try sources.packs.ids(ofUnindexed: half.name)
    }
    // A killed gc leaves the rows of what it was about to drop, and a mark.
    let isGoing = try UpkeepError.ofObject { () throws(ObjectError) in
      try sources.packs.isBeingRemoved(half.name)
    }
    let isMissed = !isGoing && ids.contains { namers.names($0) && !sources.contains($0) }
    let repair = salvage(half.name, sources)
    if isMissed { return fault(path, "its index is missing", repair) }
    switch repair {
    case .done(let what): note(path, "a killed process's: it has no index", what)
    case .none(let advice), .moveAside(_, _, let advice):
      note(path, "a killed process's: it has no index", advice)
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
          // Packs without indexes and indexes without packs are told as such.
          guard !path.hasSuffix(".pack"), !path.hasSuffix(".idx") else { continue }
          note(path, "its pack is gone", "nothing needs it")
        case .unknown: note(path, "no part of a pack", "nothing needs it")
        }
      }
    } catch {
      fault(sources.packPath, "\(error)", .none("make it a folder that can be read"))
    }
  }
}

/// What is wrong with a pack and its index.
private struct PackFlaws {
  var pack: [String] = []
  var index: [String] = []
  private var packObjects = FaultyObjects()
  private var indexObjects = FaultyObjects()

  init(pack: [String] = [], index: [String] = []) {
    self.pack = pack
    self.index = index
  }

  mutating func take(_ finding: PackExamination.Finding) {
    guard let fault = finding.fault else { return }
    if finding.isIndexWrong {
      indexObjects.append(finding.id, fault)
    } else {
      packObjects.append(finding.id, fault)
    }
  }

  var packText: String { (pack + packObjects.texts).joined(separator: "; ") }
  var indexText: String { (index + indexObjects.texts).joined(separator: "; ") }
}

/// Objects of one file that are faulty: the first few by their names, all by their number.
private struct FaultyObjects {
  private var shown: [String] = []
  private var count = 0

  /// More names than anyone reads.
  private static let shownMax = 3

  mutating func append(_ id: ObjectID, _ fault: PackFault) {
    count += 1
    if shown.count < Self.shownMax { shown.append("object \(id): \(fault.rawValue)") }
  }

  var texts: [String] {
    shown + (count > shown.count ? ["\(count - shown.count) objects more"] : [])
  }
}
