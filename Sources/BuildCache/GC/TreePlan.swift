// What becomes of one tree's objects and of the rows that name them.

import FileIO
import ObjectStore

/// How much something is needed by a project's last build, or by the user.
enum Use: Int, Comparable, Sendable {
  case none
  /// An earlier state of a file or function that the project has.
  case generation
  case current
  /// A Git ref reaches it, whatever projects need: it is never dropped.
  case ref

  static func < (left: Use, right: Use) -> Bool { left.rawValue < right.rawValue }
}

/// One tree's objects and its index's rows, and what becomes of each.
struct TreePlan: Sendable {
  let inventory: TreeInventory
  /// The index whose rows name the tree's objects; `nil` if there is none that can be used.
  let index: KeyedIndex?
  /// Whether all indexes that reach into the tree could be used. If not, nothing is unreached.
  var isReachKnown = true
  private var rowUse: [Use]
  private var objectUse: [Use]
  /// The object of each row, as a place in the inventory; -1: not there when it was made.
  private(set) var placeOfRow: [Int]
  /// A row that names the object, the one in use most; -1: none.
  private var rowOfObject: [Int]
  private var costs: [UInt64]
  /// What objects are the native code of, as far as that is known.
  private var unitNames: [Int: String] = [:]
  private(set) var isRowKept: [Bool]
  /// Why each object goes; `nil`: it stays.
  private(set) var reasons: [GarbageReport.Reason?]
  /// Objects that stay after all, and their rows with them.
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

  // MARK: What is reached

  /// A project's last build has this object.
  mutating func markCurrent(object id: ObjectID) { mark(id, .current) }

  /// A Git ref reaches this object.
  mutating func markReferred(object id: ObjectID) { mark(id, .ref) }

  private mutating func mark(_ id: ObjectID, _ use: Use) {
    if let place = inventory.place(of: id) { objectUse[place] = max(objectUse[place], use) }
  }

  /// Whether an object stays, whatever room it takes.
  private func isPinned(place: Int) -> Bool {
    objectUse[place] == .ref || inventory.isPinned(place: place)
  }

  /// A project's last build has the object of this key.
  mutating func markCurrent(key: Digest) {
    if let row = index?.entries.row(ofKey: key) { rowUse[row] = .current }
  }

  /// A project has what this name stands for.
  ///
  /// - Parameter newest: how much its newest state is needed; the next ones are generations.
  mutating func markGenerations(ofName name: Int, newest: Use, generationsMax: Int) {
    guard let index else { return }
    for (number, row) in index.entryRows(ofName: name).prefix(generationsMax).enumerated() {
      rowUse[row] = max(rowUse[row], number == 0 ? newest : .generation)
    }
  }

  /// A project has an earlier state of this object.
  mutating func markGeneration(object id: ObjectID) { mark(id, .generation) }

  /// Takes over what making native code took.
  mutating func note(_ units: UnitCache) {
    for unit in units.all {
      guard let place = inventory.place(of: unit.codeID) else { continue }
      costs[place] = max(costs[place], unit.costNanoseconds)
      unitNames[place] = unit.inputs.name
    }
  }

  /// Whether an object goes, or is gone.
  func isDropped(object id: ObjectID) -> Bool {
    inventory.place(of: id).map { reasons[$0] != nil } ?? !inventory.mayHold(id)
  }

  // MARK: What stays

  /// Decides by reach and age, as if there were room for everything.
  mutating func decide(_ policy: GarbagePolicy, nowNanoseconds now: Int64) {
    var isObjectKept = objectUse.indices.map { place in
      objectUse[place] >= .current || isPinned(place: place)
    }
    var isOnlyUnused = [Bool](repeating: false, count: reasons.count)
    if let index {
      for row in 0..<index.count {
        let place = placeOfRow[row]
        guard place >= 0 else {
          // Written since the inventory was made, or in a pack; or gone.
          isRowKept[row] = inventory.mayHold(index.irID(row))
          continue
        }
        if rowOfObject[place] < 0 || rowUse[rowOfObject[place]] < rowUse[row] {
          rowOfObject[place] = row
        }
        objectUse[place] = max(objectUse[place], rowUse[row])
        let age = ageNanoseconds(of: lastUse(ofRow: row, now: now), now: now)
        // What stays in any case may be of use again.
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

  /// When an entry was last of use, at the latest: when its loose object was written, or the end of
  /// the day that the entry names, if that is a later day. (Of a packed object the day alone counts:
  /// a pack is as young as the youngest in it.)
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

  // MARK: Room

  /// An object that could be evicted. The first to go is the smallest.
  struct Candidate: Comparable, Sendable {
    let tree: Int
    let place: Int
    let isCurrent: Bool
    let costNanoseconds: UInt64
    /// What its going makes room for.
    let bytes: UInt64
    let mtimeNanoseconds: Int64
    let id: ObjectID

    /// What costs least for each byte it frees; of equals the older, then by id.
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

  /// What stays so far and could go.
  ///
  /// - Parameter tree: a number for the tree, put into each candidate.
  func candidates(tree: Int) -> [Candidate] {
    reasons.indices.filter { reasons[$0] == nil && !isPinned(place: $0) }.map { place in
      Candidate(
        tree: tree, place: place, isCurrent: objectUse[place] >= .current,
        costNanoseconds: costs[place], bytes: roomBytes(place: place),
        mtimeNanoseconds: inventory.mtimeNanoseconds(place: place), id: inventory.objects[place].id)
    }
  }

  /// What an object that stays takes once it has been packed, or where it lies if it is not packed.
  /// (Of a loose one it is known to a few bytes: it is deflated anew, without its header.)
  func roomBytes(place: Int) -> UInt64 {
    guard !isOrphan(place: place) else { return inventory.allocatedBytes(place: place) }
    let object = inventory.objects[place]
    let packed = object.copies.lazy.map { inventory.copies[$0].sizeBytes }.min()
    return packed ?? (object.loose?.sizeBytes ?? 0) + PackReader.indexBytesPerObject
  }

  /// What all objects take that stay.
  var roomBytes: UInt64 {
    reasons.indices.reduce(0) { reasons[$1] == nil ? $0 + roomBytes(place: $1) : $0 }
  }

  /// Whether nothing names an object: the time of its file is all that is known of its age.
  func isOrphan(place: Int) -> Bool {
    rowOfObject[place] < 0 && objectUse[place] == .none
  }

  /// Lets go only what an earlier plan let go too.
  ///
  /// What was to be evicted is, unless a build has come to need it since.
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

  /// Lets an object go to make room.
  mutating func evict(place: Int) { reasons[place] = .evicted }

  /// Lets an object stay after all: it is in use, or could not be removed.
  mutating func spare(place: Int) {
    reasons[place] = nil
    sparedPlaces.insert(place)
  }

  /// Brings the rows into line with what becomes of their objects; call it last.
  mutating func settleRows() {
    for row in isRowKept.indices where placeOfRow[row] >= 0 {
      if reasons[placeOfRow[row]] != nil { isRowKept[row] = false }
      if sparedPlaces.contains(placeOfRow[row]) { isRowKept[row] = true }
    }
  }

  /// The keys of the rows that are to be forgotten.
  var forgottenKeys: Set<Digest> {
    guard let index else { return [] }
    var keys: Set<Digest> = []
    for row in isRowKept.indices where !isRowKept[row] { keys.insert(index.key(row)) }
    return keys
  }

  // MARK: The report

  /// The object at `place`, as the report has it.
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
