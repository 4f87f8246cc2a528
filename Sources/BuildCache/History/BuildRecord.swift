// The record of one build, for questions after it.

/// The record of a build that did something.
package struct BuildRecord: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    case done
    /// The program has errors, or warnings that are denied.
    case refused
    /// The build could not be done, for this reason.
    case failed(String)
  }

  /// A kind of work that a cache can make unnecessary.
  package enum Kind: UInt32, CaseIterable, Sendable {
    case file, function, unit, link
  }

  /// Something that was compiled or linked, and why.
  package struct Miss: Hashable, Sendable {
    package let kind: Kind
    /// The path of the file, or of the function's file, relative to the root file's folder; the
    /// output of a link; empty for a unit.
    package let path: String
    /// The name of the function or unit; empty for others.
    package let name: String
    package let reason: MissReason
    /// The number of the file's functions that came from the cache.
    package let cachedFunctions: Int

    package init(
      _ kind: Kind, path: String = "", name: String = "", reason: MissReason,
      cachedFunctions: Int = 0
    ) {
      self.kind = kind
      self.path = path
      self.name = name
      self.reason = reason
      self.cachedFunctions = cachedFunctions
    }
  }

  /// A file, unit or link with the time that it took.
  package struct Work: Hashable, Sendable {
    package let kind: Kind
    /// As in a ``Miss``.
    package let path: String
    package let name: String
    /// Since the build began.
    package let beginNanoseconds: UInt64
    package let nanoseconds: UInt64

    package init(
      _ kind: Kind, path: String = "", name: String = "", beginNanoseconds: UInt64,
      nanoseconds: UInt64
    ) {
      self.kind = kind
      self.path = path
      self.name = name
      self.beginNanoseconds = beginNanoseconds
      self.nanoseconds = nanoseconds
    }
  }

  /// When the build began, in nanoseconds since 1970.
  package var timeNanoseconds: Int64
  /// The absolute path of the root file, with links resolved.
  package var root: String
  /// The command, and the options that show in its results: `build -O0`.
  package var command: String
  /// The compiler epoch.
  package var compiler: String
  package var outcome = Outcome.done
  package var errors = 0
  package var warnings = 0
  package var files = BuildCounts()
  package var functions = BuildCounts()
  package var units = BuildCounts()
  package var hits = BuildHits()
  /// The verdicts of its tests; `nil` if it was not to run any.
  package var tests: TestCounts?
  package var isPatched = false
  package var sourcesRead = 0
  package var bytesWritten: UInt64 = 0
  package var phases = BuildPhases()
  /// Problems of the cache in words.
  package var cacheEvents: [String] = []
  /// How many things of each kind were compiled or linked for reasons of each kind; see
  /// ``count(of:_:)``. (A list of numbers: each new type of list costs an edit's build 10,000
  /// instructions.)
  package var reasonCounts = [Int](
    repeating: 0, count: Kind.allCases.count * MissReason.Kind.allCases.count)
  /// Everything that was compiled or linked. Encoding leaves out what does not fit; see
  /// ``unnamed``.
  package var misses: [Miss] = []
  /// The number of misses that the record counts and does not name.
  package var unnamed = 0
  /// The work that took longest, at most ``workMax`` pieces, in any order.
  package var work: [Work] = []

  /// With more, the record of a first build would be half as long as its indexes.
  package static let workMax = 128

  package init(timeNanoseconds: Int64, root: String, command: String, compiler: String) {
    self.timeNanoseconds = timeNanoseconds
    self.root = root
    self.command = command
    self.compiler = compiler
  }

  /// The number of things of a kind that were compiled or linked for reasons of one kind.
  package func count(of kind: Kind, _ reason: MissReason.Kind) -> Int {
    reasonCounts[Self.place(kind, reason)]
  }

  package mutating func count(_ kind: Kind, _ reason: MissReason.Kind, _ more: Int = 1) {
    reasonCounts[Self.place(kind, reason)] += more
  }

  private static func place(_ kind: Kind, _ reason: MissReason.Kind) -> Int {
    Int(kind.rawValue) * reasonsMax + Int(reason.rawValue)
  }

  static let reasonsMax = 13

  /// Adds a miss and counts its reason.
  package mutating func add(_ miss: Miss) {
    count(miss.kind, miss.reason.kind)
    misses.append(miss)
  }

  /// Adds the number of those of a kind that were compiled and not added.
  ///
  /// - Parameters:
  ///   - counts: of all of the kind.
  ///   - reason: why; `nil` if that is not known. Where the cache knew nothing, it is
  ///     ``MissReason/Kind/neverBuilt``, and the names are left out.
  package mutating func addRest(
    of kind: Kind, counts: BuildCounts, reason: MissReason.Kind? = nil
  ) {
    let added = misses.count { $0.kind == kind }
    let rest = max(0, counts.compiled - added)
    if let reason { count(kind, reason, rest) }
    unnamed += rest
    guard added > 0, reason == .neverBuilt || count(of: kind, .neverBuilt) == counts.total else {
      return
    }
    // The counts say everything.
    misses.removeAll { $0.kind == kind }
    unnamed += added
  }
}
