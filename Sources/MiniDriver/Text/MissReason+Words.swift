// The reasons for a build's work in words, for `--explain` and for traces.

import BuildCache

extension MissReason {
  /// The kind of work that the reason explains.
  enum Verb: String {
    case compiled
    case linked
    /// A test.
    case run
  }

  /// The reason in words, without the inputs.
  func words(_ verb: Verb = .compiled) -> String {
    switch self {
    case .neverBuilt:
      switch verb {
      case .compiled: "never built before"
      case .linked: "never linked before"
      case .run: "never passed before"
      }
    case .inputsChanged(let changes):
      changes.count == 1 ? "an input changed" : "\(changes.count) inputs changed"
    case .optionsChanged: "the options changed"
    case .compilerChanged: "last built by another compiler"
    case .evicted(let day): "evicted by gc on \(CalendarDay(daysSince1970: day))"
    case .repaired(let day):
      "damaged or absent when 'mini verify --repair' ran on \(CalendarDay(daysSince1970: day))"
    case .damaged(let what): "its cached object was damaged (\(TerminalText.escaped(what)))"
    case .indexDamaged: "the cache's index was damaged"
    case .objectMissing where verb == .linked: "it is missing or was changed"
    case .objectMissing: "its cached object is missing"
    case .noCache: "the cache is not used"
    case .rechecked: "--recheck does not use the cache's code"
    case .contradicted: "its cached IR was not what the compiler makes"
    case .refused: "the linker refused the cache's code"
    }
  }

  /// The inputs that changed.
  var changes: [InputChange] {
    switch self {
    case .inputsChanged(let changes): changes
    case .optionsChanged(let old, let new): [InputChange(label: "options", old: old, new: new)]
    case .neverBuilt, .compilerChanged, .evicted, .repaired, .damaged, .indexDamaged,
      .objectMissing, .noCache, .rechecked, .contradicted, .refused:
      []
    }
  }

  /// The details of a miss in a trace: its reason, and each changed input's old and new value.
  var traceDetails: [(String, JSON)] { [("outcome", .string("miss"))] + why }

  /// The reason, and each changed input's old and new value.
  var why: [(String, JSON)] {
    let changes = changes.map { change in
      JSON.object([
        ("input", .string(change.label)), ("old", .string(change.shownOld)),
        ("new", .string(change.shownNew)),
      ])
    }
    return [("why", .string(words()))]
      + (changes.isEmpty ? [] : [("changes", .array(changes))])
  }
}

extension InputChange {
  /// The change in words: `(i32) i32 → (i64) i64`, `100 → 120`, `field z: f64 added`.
  var words: String {
    FormChange.words(old: old, new: new) ?? shownOld + " → " + shownNew
  }

  var shownOld: String { Self.shown(old) }
  var shownNew: String { Self.shown(new) }

  /// The value itself; the first 12 digits of a whole digest; ``noInput`` for an empty value.
  private static func shown(_ value: String) -> String {
    if value.isEmpty { return Self.noInput }
    let isDigest = value.utf8.count == 64 && value.allSatisfy(\.isHexDigit)
    return isDigest ? String(value.prefix(12)) : TerminalText.escaped(value)
  }
}
