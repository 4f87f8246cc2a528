// Decides which of one tree's objects and rows to keep.

import FileIO
import ObjectStore

/// How much a project's last build, or the user, needs something.
enum Use: Int, Comparable, Sendable {
  case none
  /// An earlier state of a file or function of the project.
  case generation
  case current
  /// A Git ref reaches it. It is never dropped, whatever projects need.
  case ref

  static func < (left: Use, right: Use) -> Bool { left.rawValue < right.rawValue }
}

/// The decisions about one tree's objects and its index's rows.
struct TreeMarks: Sendable {
  let inventory: TreeInventory
  /// The index whose rows name the tree's objects; `nil` if there is none that can be used.
  let index: KeyedIndex?
  /// Whether all indexes that reach into the tree could be used. If not, nothing counts as
  /// unreachable.
  var isReachKnown = true
  private var rowUse: [Use]
  private var objectUse: [Use]
  /// The object of each row, as a slot in the inventory; -1 if it is not in the inventory.
  private(set) var slotOfRow: [Int]
  /// The row of each object that is most in use; -1 if no row names it.
  private var rowOfObject: [Int]
  private var costs: [UInt64]
  /// The space in indexes of the rows that name each object. They are forgotten with it.
  private var rowBytes: [UInt64]
  /// The names in messages of the units whose code objects contain, as far as they are known.
  private var unitNames: [Int: String] = [:]
  /// Whether a project that is removed needed each object. It goes at once if nothing else needs it.
  private var isForsaken: [Bool]
  /// Whether to keep each row, regardless of its object.
  private var isRowKept: [Bool]
  private(set) var fates: [Fate]

  /// The decision about an object.
  enum Fate: Equatable, Sendable {
    case kept
    /// It stays although it was to be dropped, and so do its rows.
    case keptAfterAll
    case dropped(GarbageReport.Reason)

    var isDropped: Bool { dropReason != nil }

    var dropReason: GarbageReport.Reason? {
      switch self {
      case .kept, .keptAfterAll: nil
      case .dropped(let reason): reason
      }
    }
  }

  init(_ inventory: TreeInventory, _ index: KeyedIndex?) {
    self.inventory = inventory
    self.index = index
    let rowCount = index?.count ?? 0
    let objectCount = inventory.objects.count
    rowUse = Array(repeating: .none, count: rowCount)
    slotOfRow = Array(repeating: -1, count: rowCount)
    isRowKept = Array(repeating: true, count: rowCount)
    objectUse = Array(repeating: .none, count: objectCount)
    rowOfObject = Array(repeating: -1, count: objectCount)
    costs = Array(repeating: 0, count: objectCount)
    rowBytes = Array(repeating: 0, count: objectCount)
    isForsaken = Array(repeating: false, count: objectCount)
    fates = Array(repeating: .kept, count: objectCount)
    guard let index else { return }
    for row in 0..<rowCount {
      guard let slot = inventory.slot(of: index.irID(row)) else { continue }
      slotOfRow[row] = slot
      rowBytes[slot] += index.sizeBytes(ofRow: row)
      costs[slot] = max(costs[slot], index.entries.uint64(row, EntryField.cost))
    }
  }

  // MARK: Reach

  /// Marks an object of a project's last build.
  mutating func markCurrent(object id: ObjectID) { mark(id, .current) }

  /// Marks an object that a Git ref reaches.
  mutating func markReferred(object id: ObjectID) { mark(id, .ref) }

  private mutating func mark(_ id: ObjectID, _ use: Use) {
    if let slot = inventory.slot(of: id) { objectUse[slot] = max(objectUse[slot], use) }
  }

  /// Whether an object must stay, however much space it uses.
  func isPinned(slot: Int) -> Bool {
    objectUse[slot] == .ref || inventory.isPinned(slot: slot)
  }

  /// Marks the row of a key of a project's last build.
  mutating func markCurrent(key: Digest) {
    if let row = index?.entries.row(ofKey: key) { rowUse[row] = .current }
  }

  /// Marks the rows of a name that a project contains. States that were made with different options
  /// are counted separately, because builds with each of them may follow.
  ///
  /// - Parameter current: the options whose newest state is current; the other states are
  ///   generations.
  mutating func markGenerations(ofName name: Int, current: String?, generationsMax: Int) {
    guard let index else { return }
    var counts: [(options: String, count: Int)] = []  // of two elements: runtime note 1
    for row in index.entryRows(ofName: name) {
      let options = index.setting(row).options
      let number = counts.firstIndex { $0.options == options } ?? counts.count
      if number == counts.count { counts.append((options, 0)) }
      guard counts[number].count < generationsMax else { continue }
      let isCurrent = counts[number].count == 0 && options == current
      counts[number].count += 1
      rowUse[row] = max(rowUse[row], isCurrent ? .current : .generation)
    }
  }

  /// Marks an object that is an earlier state in a project.
  mutating func markGeneration(object id: ObjectID) { mark(id, .generation) }

  /// Records the costs and the names of native code.
  mutating func note(_ units: UnitCache) {
    let index = units.index
    for row in 0..<index.count {
      guard let unit = UnitEntry(index, row: row), let slot = inventory.slot(of: unit.codeID) else {
        continue
      }
      rowBytes[slot] += index.sizeBytes(ofRow: row)
      costs[slot] = max(costs[slot], unit.costNanoseconds)
      unitNames[slot] = unit.inputs.shownName
    }
  }

  /// The objects that are marked, also by their rows.
  var slotsInUse: [Int] {
    var isInUse = objectUse.map { $0 > .none }
    for (row, slot) in slotOfRow.enumerated() where slot >= 0 && rowUse[row] > .none {
      isInUse[slot] = true
    }
    return isInUse.indices.filter { isInUse[$0] }
  }

  /// Marks objects that a project needed which is removed.
  mutating func forsake(_ slots: [Int]) {
    for slot in slots { isForsaken[slot] = true }
  }

  var forsakenSlots: [Int] { isForsaken.indices.filter { isForsaken[$0] } }

  /// Whether an object is dropped, or absent.
  func isDropped(object id: ObjectID) -> Bool {
    inventory.slot(of: id).map { fates[$0].isDropped } ?? !inventory.mayHold(id)
  }

  // MARK: Decision

  /// Decides by reach and age, as if there were no size limit.
  mutating func decide(_ policy: GarbagePolicy, nowNanoseconds now: Int64) {
    var isObjectKept = objectUse.indices.map { slot in
      objectUse[slot] >= .current || isPinned(slot: slot)
    }
    var isOnlyUnused = [Bool](repeating: false, count: fates.count)
    if let index {
      for row in 0..<index.count {
        let slot = slotOfRow[row]
        guard slot >= 0 else {
          // Its object was written or packed since the inventory was made, or is absent.
          isRowKept[row] = inventory.mayHold(index.irID(row))
          continue
        }
        if rowOfObject[slot] < 0 || rowUse[rowOfObject[slot]] < rowUse[row] {
          rowOfObject[slot] = row
        }
        objectUse[slot] = max(objectUse[slot], rowUse[row])
        let age = ageNanoseconds(of: lastUse(ofRow: row, now: now), now: now)
        // The row of an object that stays in any case stays, too, because it can be used again.
        isRowKept[row] =
          keeps(rowUse[row], slot: slot, ageNanoseconds: age, policy) || isPinned(slot: slot)
        if isRowKept[row] { isObjectKept[slot] = true }
        if rowUse[row] == .generation { isOnlyUnused[slot] = true }
      }
    }
    for slot in fates.indices where !isObjectKept[slot] {
      if rowOfObject[slot] < 0 {
        let age = ageNanoseconds(of: inventory.mtimeNanoseconds(slot: slot), now: now)
        if keeps(objectUse[slot], slot: slot, ageNanoseconds: age, policy) { continue }
      }
      fates[slot] = .dropped(isOnlyUnused[slot] ? .unused : .unreachable)
    }
  }

  private func keeps(
    _ use: Use, slot: Int, ageNanoseconds: Int64, _ policy: GarbagePolicy
  ) -> Bool {
    guard isReachKnown else { return true }
    return switch use {
    case .current, .ref: true
    case .generation: !policy.isTooOld(ageNanoseconds: ageNanoseconds)
    case .none:
      !isForsaken[slot] && !policy.isTooOld(ageNanoseconds: ageNanoseconds)
        && policy.isInGrace(ageNanoseconds: ageNanoseconds)
    }
  }

  /// The latest time at which an entry can have been used: when its loose object was written, or
  /// the end of the entry's day, if that day is later. For a packed object only the day counts,
  /// because a pack is as recent as the most recent object in it.
  private func lastUse(ofRow row: Int, now: Int64) -> Int64 {
    guard let index else { return now }
    if let written = inventory.objects[slotOfRow[row]].loose?.mtimeNanoseconds,
      Int64(index.usedDay(row)) <= written / nanosecondsPerDay
    {
      return written
    }
    let (end, overflow) = (Int64(index.usedDay(row)) + 1)
      .multipliedReportingOverflow(by: nanosecondsPerDay)
    return overflow ? now : min(end, now)
  }

  // MARK: Space

  /// An object that could be evicted. The smallest candidate is evicted first.
  struct Candidate: Comparable, Sendable {
    let tree: Int
    let slot: Int
    let isCurrent: Bool
    let costNanoseconds: UInt64
    /// The space that its eviction frees, with that of its rows.
    let bytes: UInt64
    let mtimeNanoseconds: Int64
    let id: ObjectID

    /// Orders by cost per freed byte, then by age, then by id.
    static func < (left: Candidate, right: Candidate) -> Bool {
      if left.isCurrent != right.isCurrent { return right.isCurrent }
      // cost / bytes compared without dividing.
      let leftRatio = left.costNanoseconds.multipliedFullWidth(by: right.bytes)
      let rightRatio = right.costNanoseconds.multipliedFullWidth(by: left.bytes)
      if leftRatio != rightRatio {
        return (leftRatio.high, leftRatio.low) < (rightRatio.high, rightRatio.low)
      }
      if left.mtimeNanoseconds != right.mtimeNanoseconds {
        return left.mtimeNanoseconds < right.mtimeNanoseconds
      }
      return (left.tree, left.id) < (right.tree, right.id)
    }
  }

  /// The objects that stay so far and could be evicted.
  ///
  /// - Parameter tree: the tree's number, for each candidate.
  func candidates(tree: Int) -> [Candidate] {
    fates.indices.filter { !fates[$0].isDropped && !isPinned(slot: $0) }.map { slot in
      Candidate(
        tree: tree, slot: slot, isCurrent: objectUse[slot] >= .current,
        costNanoseconds: costs[slot], bytes: roomBytes(slot: slot) + rowBytes[slot],
        mtimeNanoseconds: inventory.mtimeNanoseconds(slot: slot), id: inventory.objects[slot].id)
    }
  }

  /// The space of an object once it is packed, or of its copies if it is not packed. For a loose
  /// object the result is accurate to a few bytes, because it is deflated again, without its
  /// header.
  func roomBytes(slot: Int) -> UInt64 {
    guard !isOrphan(slot: slot) else { return inventory.allocatedBytes(slot: slot) }
    let object = inventory.objects[slot]
    let packed = object.copies.lazy.map { inventory.copies[$0].sizeBytes }.min()
    return packed ?? (object.loose?.sizeBytes ?? 0) + PackReader.indexBytesPerObject
  }

  /// The space of all objects that stay.
  var roomBytes: UInt64 {
    fates.indices.reduce(0) { fates[$1].isDropped ? $0 : $0 + roomBytes(slot: $1) }
  }

  /// The space in indexes of the rows of all objects that are dropped.
  var forgottenBytes: UInt64 {
    fates.indices.reduce(0) { fates[$1].isDropped ? $0 + rowBytes[$1] : $0 }
  }

  /// Whether nothing names an object. Then only the time of its file shows its age.
  func isOrphan(slot: Int) -> Bool {
    rowOfObject[slot] < 0 && objectUse[slot] == .none
  }

  /// Drops only objects that earlier marks drop, too.
  ///
  /// Objects that the earlier marks evict are evicted, unless a build has come to need them since.
  mutating func confine(to earlier: TreeMarks) {
    for slot in fates.indices {
      switch earlier.fates[slot] {
      case .kept, .keptAfterAll: fates[slot] = .kept
      case .dropped(.evicted):
        let isNews = objectUse[slot] >= .current && earlier.objectUse[slot] < objectUse[slot]
        fates[slot] = isNews ? .kept : .dropped(.evicted)
      case .dropped(.unreachable), .dropped(.unused): break
      }
    }
  }

  /// Drops an object to make space.
  mutating func evict(slot: Int) { fates[slot] = .dropped(.evicted) }

  /// Keeps an object after all, because it is in use or could not be removed.
  mutating func keep(slot: Int) { fates[slot] = .keptAfterAll }

  var slotsKeptAfterAll: [Int] { fates.indices.filter { fates[$0] == .keptAfterAll } }

  /// The keys of the rows to remove: derived from the fates of their objects.
  var forgottenKeys: Set<Digest> {
    guard let index else { return [] }
    var keys: Set<Digest> = []
    for row in isRowKept.indices where !isKept(row: row) { keys.insert(index.key(row)) }
    return keys
  }

  private func isKept(row: Int) -> Bool {
    guard slotOfRow[row] >= 0 else { return isRowKept[row] }
    return switch fates[slotOfRow[row]] {
    case .kept: isRowKept[row]
    case .keptAfterAll: true
    case .dropped: false
    }
  }

  // MARK: The report

  /// The object at `slot`, for the report.
  func dropped(slot: Int, reason: GarbageReport.Reason) -> GarbageReport.Dropped {
    let object = inventory.objects[slot]
    let packed = object.copies.lazy.map { inventory.copies[$0].sizeBytes }.max()
    return GarbageReport.Dropped(
      tree: inventory.tree, id: object.id,
      sizeBytes: packed.map { $0 - PackReader.indexBytesPerObject } ?? object.loose?.sizeBytes ?? 0,
      allocatedBytes: inventory.allocatedBytes(slot: slot), costNanoseconds: costs[slot],
      owner: rowOfObject[slot] < 0 ? unitNames[slot] : index?.owner(rowOfObject[slot]),
      reason: reason)
  }
}
