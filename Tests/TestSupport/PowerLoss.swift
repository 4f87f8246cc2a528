// The state of a disk after a crash: of the changes since the last sync any part, as on a file
// system.

import FileIO

/// How many of the unsynced changes survive a crash.
package enum Survival: String, Hashable, Sendable, CaseIterable {
  /// All of them: the process was killed, and the machine still runs.
  case kept
  /// None of them.
  case dropped
  /// All changes of names, but only a part of the files' bytes: the front, with or without zeroes
  /// after it, or zeroes only in the right size (as delayed allocation leaves it).
  case cut
  /// Any of the changes of names, and any part of the files' bytes.
  case reordered
}

/// A crash after the first calls of a journal.
package struct PowerLoss {
  private let before: MemoryDisk
  private let journal: ArraySlice<MemoryDisk.Change>
  private let now: Int64
  /// Whether each change is on the disk for certain.
  private let isDurable: [Bool]

  /// - Parameters:
  ///   - before: the disk at the start of the journal, all of it synced.
  ///   - now: the time of files changed since then.
  package init(
    before: MemoryDisk, journal: [MemoryDisk.Change], callsMade: Int, now: Int64
  ) {
    self.before = before
    self.journal = journal.prefix(callsMade)
    self.now = now
    isDurable = Self.durability(of: self.journal)
  }

  /// The disk after the restart.
  package func disk(
    _ survival: Survival, using random: inout SplitMix64
  ) -> MemoryDisk {
    var disk = before
    if survival == .kept {
      for change in journal { disk.apply(change, now: now) }
      return disk
    }
    // Some crashes lose nearly everything, others nearly nothing.
    let chance = [10, 50, 90].randomElement(using: &random) ?? 50
    for change in journal { disk.bear(change, now: now) }
    for (number, change) in journal.enumerated() {
      let survives =
        switch survival {
        case .kept, .cut: true
        case .dropped: false
        case .reordered: Int.random(in: 0..<100, using: &random) < chance
        }
      if survives || isDurable[number] { disk.applyNames(change, now: now) }
    }
    settleBytes(&disk, survival, &random)
    return disk
  }

  // MARK: Durable changes

  private static func durability(of journal: ArraySlice<MemoryDisk.Change>) -> [Bool] {
    var durable = [Bool](repeating: false, count: journal.count)
    var isAllSynced = false
    var synced: Set<MemoryDisk.NodeID> = []
    for (number, change) in journal.enumerated().reversed() {
      switch change {
      case .syncAll: isAllSynced = true
      case .sync(let id): synced.insert(id)
      default: durable[number] = isAllSynced || !synced.isDisjoint(with: change.places)
      }
    }
    return durable
  }

  // MARK: Bytes

  private func settleBytes(
    _ disk: inout MemoryDisk, _ survival: Survival, _ random: inout SplitMix64
  ) {
    var written: [MemoryDisk.NodeID] = []
    for (number, change) in journal.enumerated() {
      if isDurable[number] { disk.applyBytes(change, now: now) }
      guard let id = change.content, !isDurable[number] else { continue }
      if !written.contains(id) { written.append(id) }
    }
    guard survival != .dropped else { return }
    for (number, change) in journal.enumerated() where change.content == nil && !isDurable[number] {
      disk.applyBytes(change, now: now)
    }
    for id in written {
      let sure = disk[id].bytes
      for (number, change) in journal.enumerated()
      where !isDurable[number] && change.content == id {
        disk.applyBytes(change, now: now)
      }
      disk[id].bytes = Self.rest(of: disk[id].bytes, sure: sure, &random)
    }
  }

  /// A random part of a file's bytes.
  private static func rest(
    of whole: [UInt8], sure: [UInt8], _ random: inout SplitMix64
  ) -> [UInt8] {
    guard !whole.isEmpty else { return whole }
    let cut = Int.random(in: 0...whole.count, using: &random)
    switch Int.random(in: 0..<7, using: &random) {
    case 0: return sure
    case 1: return []
    case 2: return Array(whole.prefix(cut))
    case 3: return [UInt8](repeating: 0, count: whole.count)
    case 4: return whole.prefix(cut) + [UInt8](repeating: 0, count: whole.count - cut)
    case 5:
      let block = [16, 512, 4096].randomElement(using: &random) ?? 512
      var holed = whole
      for start in stride(from: 0, to: whole.count, by: block) where Bool.random(using: &random) {
        let end = min(start + block, whole.count)
        holed.replaceSubrange(start..<end, with: repeatElement(0, count: end - start))
      }
      return holed
    default: return whole
    }
  }
}

extension MemoryDisk.Change {
  /// The file whose bytes the change affects.
  fileprivate var content: MemoryDisk.NodeID? {
    switch self {
    case .write(let id, _, _), .resize(let id, _): id
    default: nil
    }
  }

  /// The change is on the disk if one of these nodes is synced.
  fileprivate var places: Set<MemoryDisk.NodeID> {
    switch self {
    case .write(let id, _, _), .resize(let id, _), .setPermissions(let id, _), .setTime(let id, _):
      [id]
    case .make(_, _, _, let place), .link(_, let place), .remove(_, let place): [place.folder]
    case .rename(_, let from, let to): [from.folder, to.folder]
    case .sync, .syncAll: []
    }
  }
}
