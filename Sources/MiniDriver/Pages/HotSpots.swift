// The things that many builds have compiled, how often and why.

import BuildCache

/// The sums over records of one program.
struct HotSpots: Sendable {
  struct Compiled: Sendable {
    let kind: BuildRecord.Kind
    let name: String
    var count = 0
    /// By kind of reason.
    var reasons = [Int](repeating: 0, count: MissReason.Kind.allCases.count)
  }

  /// An input whose changes made builds compile.
  struct Cause: Sendable {
    let name: String
    /// The number of things that were compiled because of it.
    var count = 0
    var builds = 0
    /// The last change in words.
    let last: String
    fileprivate var lastBuild = -1
  }

  /// Things that records count and do not name: a build with an empty cache compiles everything.
  struct Unnamed: Sendable {
    var builds = 0
    var files = 0
    var functions = 0
    var units = 0
  }

  private(set) var unnamed = Unnamed()
  private var compiledByName: [String: Compiled] = [:]
  private var causesByName: [String: Cause] = [:]

  /// - Parameter records: the last first.
  init(_ records: [BuildRecord]) {
    for (number, record) in records.enumerated() {
      for miss in record.misses { add(miss, of: number) }
      addUnnamed(of: record)
    }
  }

  private mutating func addUnnamed(of record: BuildRecord) {
    func count(_ kind: BuildRecord.Kind) -> Int {
      let (new, others) = record.unnamedCounts(of: kind)
      return new + others
    }
    let (files, functions, units) = (count(.file), count(.function), count(.unit))
    guard files + functions + units > 0 else { return }
    unnamed.builds += 1
    unnamed.files += files
    unnamed.functions += functions
    unnamed.units += units
  }

  private mutating func add(_ miss: BuildRecord.Miss, of build: Int) {
    let name = miss.fullName
    var one =
      compiledByName["\(miss.kind.rawValue)\(name)"] ?? Compiled(kind: miss.kind, name: name)
    one.count += 1
    one.reasons[Int(miss.reason.kind.rawValue)] += 1
    compiledByName["\(miss.kind.rawValue)\(name)"] = one
    // A link and a unit follow from what they consist of.
    guard miss.kind == .file || miss.kind == .function else { return }
    for change in miss.reason.changes {
      let cause = Self.cause(change.label, of: name)
      var known = causesByName[cause] ?? Cause(name: cause, last: change.words)
      known.count += 1
      if known.lastBuild != build { known.builds += 1 }
      known.lastBuild = build
      causesByName[cause] = known
    }
  }

  /// Another declaration, as `lib/math.add`; or something of the thing itself.
  private static func cause(_ label: String, of name: String) -> String {
    let callee = "callee "
    if label.hasPrefix(callee) { return String(label.dropFirst(callee.count)) }
    return label.contains(".") ? label : "\(name): \(label)"
  }

  /// Those that were compiled most often.
  func compiled(_ countMax: Int) -> [Compiled] {
    Array(
      compiledByName.values.sorted { ($1.count, $0.name) < ($0.count, $1.name) }.prefix(countMax))
  }

  /// Those that caused most.
  func causes(_ countMax: Int) -> [Cause] {
    Array(causesByName.values.sorted { ($1.count, $0.name) < ($0.count, $1.name) }.prefix(countMax))
  }
}
