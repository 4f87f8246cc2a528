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
struct TreePlan: Sendable {
  let inventory: TreeInventory
  /// The index whose rows name the tree's objects; `nil` if there is none that can be used.
  let index: KeyedIndex?
  /// Whether all indexes that reach into the tree could be used. If not, nothing counts as
  /// unreachable.
  var isReachKnown = true
  private var rowUse: [Use]
  private var objectUse: [Use]
  /// The object of each row, as a place in the inventory; -1 if it is not in the inventory.
  private(set) var placeOfRow: [Int]
  /// The row of each object that is most in use; -1 if no row names it.
  private var rowOfObject: [Int]
  private var costs: [UInt64]
  /// The names of the units whose code objects contain, as far as they are known.
  private var unitNames: [Int: String] = [:]
  private(set) var isRowKept: [Bool]
  /// The reason to drop each object; `nil` if it stays.
  private(set) var reasons: [GarbageReport.Reason?]
  /// Objects that stay although a plan dropped them. Their rows stay, too.
  private(set) var sparedPlaces: Set<Int> = []

  init(_ inventory: TreeInventory, _ index: KeyedIndex?) {
    self.inventory = inventory
    self.index = index
    let rowCount = index?.count ?? 0
    let objectCount = inventory.objects.count
    rowUse = Array(repeating: .none, count: rowCount)
    placeOfRow = Array(repeating: -1, count: rowCount)
    isRowKept = Array(repeating: true, count: rowCount)
    objectUse = Array(repeating: .none, count: objectCount)
    rowOfObject = Array(repeating: -1, count: objectCount)
    costs = Array(repeating: 0, count: objectCount)
    reasons = Array(repeating: nil, count: objectCount)
    guard let index else { return }
    for row in 0..<rowCount {
      guard let place = inventory.place(of: index.irID(row)) else { continue }
      placeOfRow[row] = place
      costs[place] = max(costs[place], index.entries.uint64(row, EntryField.cost))
    }
  }

  // MARK: Reach

  /// Marks an object of a project's last build.
  mutating func markCurrent(object id: ObjectID) { mark(id, .current) }

  /// Marks an object that a Git ref reaches.
  mutating func markReferred(object id: ObjectID) { mark(id, .ref) }

  private mutating func mark(_ id: ObjectID, _ use: Use) {
    if let place = inventory.place(of: id) { objectUse[place] = max(objectUse[place], use) }
  }

  /// Whether an object must stay, however much space it uses.
  private func isPinned(place: Int) -> Bool {
    objectUse[place] == .ref || inventory.isPinned(place: place)
  }

  /// Marks the row of a key of a project's last build.
  mutating func markCurrent(key: Digest) {
    if let row = index?.entries.row(ofKey: key) { rowUse[row] = .current }
  }

  /// Marks the rows of a name that a project contains.
  ///
  /// - Parameter newest: the use of the newest state. The following ones are generations.
  mutating func markGenerations(ofName name: Int, newest: Use, generationsMax: Int) {
    guard let index else { return }
    for (number, row) in index.entryRows(ofName: name).prefix(generationsMax).enumerated() {
      rowUse[row] = max(rowUse[row], number == 0 ? newest : .generation)
    }
  }

  /// Marks an object that is an earlier state in a project.
  mutating func markGeneration(object id: ObjectID) { mark(id, .generation) }

  /// Records the costs and the names of native code.
  mutating func note(_ units: UnitCache) {
    for unit in units.all {
      guard let place = inventory.place(of: unit.codeID) else { continue }
      costs[place] = max(costs[place], unit.costNanoseconds)
      unitNames[place] = unit.inputs.name
    }
  }

  /// Whether an object is dropped, or absent.
  func isDropped(object id: ObjectID) -> Bool {
    inventory.place(of: id).map { reasons[$0] != nil } ?? !inventory.mayHold(id)
  }

  // MARK: Decision

  /// Decides by reach and age, as if there were no size limit.
  mutating func decide(_ policy: GarbagePolicy, nowNanoseconds now: Int64) {
    var isObjectKept = objectUse.indices.map { place in
      objectUse[place] >= .current || isPinned(place: place)
    }
    var isOnlyUnused = [Bool](repeating: false, count: reasons.count)
    if let index {
      for row in 0..<index.count {
        let place = placeOfRow[row]
        guard place >= 0 else {
          // Its object was written or packed since the inventory was made, or is absent.
          isRowKept[row] = inventory.mayHold(index.irID(row))
          continue
        }
        if rowOfObject[place] < 0 || rowUse[rowOfObject[place]] < rowUse[row] {
          rowOfObject[place] = row
        }
        objectUse[place] = max(objectUse[place], rowUse[row])
        let age = ageNanoseconds(of: lastUse(ofRow: row, now: now), now: now)
        // The row of an object that stays in any case stays, too, because it can be used again.
        isRowKept[row] =
          keeps(rowUse[row], ageNanoseconds: age, policy) || isPinned(place: place)
        if isRowKept[row] { isObjectKept[place] = true }
        if rowUse[row] == .generation { isOnlyUnused[place] = true }
      }
    }
    for place in reasons.indices where !isObjectKept[place] {
      if rowOfObject[place] < 0 {
        let age = ageNanoseconds(of: inventory.mtimeNanoseconds(place: place), now: now)
        if keeps(objectUse[place], ageNanoseconds: age, policy) { continue }
      }
      reasons[place] = isOnlyUnused[place] ? .unused : .unreachable
    }
  }

  private func keeps(_ use: Use, ageNanoseconds: Int64, _ policy: GarbagePolicy) -> Bool {
    guard isReachKnown else { return true }
    return switch use {
    case .current, .ref: true
    case .generation: !policy.isTooOld(ageNanoseconds: ageNanoseconds)
    case .none:
      !policy.isTooOld(ageNanoseconds: ageNanoseconds)
        && policy.isInGrace(ageNanoseconds: ageNanoseconds)
    }
  }

  /// The latest time at which an entry can have been used: when its loose object was written, or
  /// the end of the entry's day, if that day is later. For a packed object only the day counts,
  /// because a pack is as recent as the most recent object in it.
  private func lastUse(ofRow row: Int, now: Int64) -> Int64 {
    guard let index else { return now }
    if let written = inventory.objects[placeOfRow[row]].loose?.mtimeNanoseconds,
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
    let place: Int
    let isCurrent: Bool
    let costNanoseconds: UInt64
    /// The space that its eviction frees.
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
    reasons.indices.filter { reasons[$0] == nil && !isPinned(place: $0) }.map { place in
      Candidate(
        tree: tree, place: place, isCurrent: objectUse[place] >= .current,
        costNanoseconds: costs[place], bytes: roomBytes(place: place),
        mtimeNanoseconds: inventory.mtimeNanoseconds(place: place), id: inventory.objects[place].id)
    }
  }

  /// The space of an object once it is packed, or of its copies if it is not packed. For a loose
  /// object the result is accurate to a few bytes, because it is deflated again, without its
  /// header.
  func roomBytes(place: Int) -> UInt64 {
    guard !isOrphan(place: place) else { return inventory.allocatedBytes(place: place) }
    let object = inventory.objects[place]
    let packed = object.copies.lazy.map { inventory.copies[$0].sizeBytes }.min()
    return packed ?? (object.loose?.sizeBytes ?? 0) + PackReader.indexBytesPerObject
  }

  /// The space of all objects that stay.
  var roomBytes: UInt64 {
    reasons.indices.reduce(0) { reasons[$1] == nil ? $0 + roomBytes(place: $1) : $0 }
  }

  /// Whether nothing names an object. Then only the time of its file shows its age.
  func isOrphan(place: Int) -> Bool {
    rowOfObject[place] < 0 && objectUse[place] == .none
  }

  /// Drops only objects that an earlier plan drops, too.
  ///
  /// Objects that the earlier plan evicts are evicted, unless a build has come to need them since.
  mutating func confine(to earlier: TreePlan) {
    for place in reasons.indices {
      switch earlier.reasons[place] {
      case nil: reasons[place] = nil
      case .evicted?:
        let isNews = objectUse[place] >= .current && earlier.objectUse[place] < objectUse[place]
        reasons[place] = isNews ? nil : .evicted
      case .unreachable?, .unused?: break
      }
    }
  }

  /// Drops an object to make space.
  mutating func evict(place: Int) { reasons[place] = .evicted }

  /// Keeps an object after all, because it is in use or could not be removed.
  mutating func spare(place: Int) {
    reasons[place] = nil
    sparedPlaces.insert(place)
  }

  /// Adjusts the rows to the decisions about their objects. Call it last.
  mutating func settleRows() {
    for row in isRowKept.indices where placeOfRow[row] >= 0 {
      if reasons[placeOfRow[row]] != nil { isRowKept[row] = false }
      if sparedPlaces.contains(placeOfRow[row]) { isRowKept[row] = true }
    }
  }

  /// The keys of the rows to remove.
  var forgottenKeys: Set<Digest> {
    guard let index else { return [] }
    var keys: Set<Digest> = []
    for row in isRowKept.indices where !isRowKept[row] { keys.insert(index.key(row)) }
    return keys
  }

  // MARK: The report

  /// The object at `place`, for the report.
  func dropped(place: Int, reason: GarbageReport.Reason) -> GarbageReport.Dropped {
    let object = inventory.objects[place]
    let packed = object.copies.lazy.map { inventory.copies[$0].sizeBytes }.max()
    return GarbageReport.Dropped(
      tree: inventory.tree, id: object.id,
      sizeBytes: packed.map { $0 - PackReader.indexBytesPerObject } ?? object.loose?.sizeBytes ?? 0,
      allocatedBytes: inventory.allocatedBytes(place: place), costNanoseconds: costs[place],
      owner: rowOfObject[place] < 0 ? unitNames[place] : index?.owner(rowOfObject[place]),
      reason: reason)
  }
}
