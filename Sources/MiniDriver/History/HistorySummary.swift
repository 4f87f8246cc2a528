// Many builds in numbers: `mini stats`.

package import BuildCache

/// The sums over the builds of a log.
package struct HistorySummary: Sendable {
  package private(set) var builds = 0
  package private(set) var refused = 0
  package private(set) var failed = 0
  /// The time of the first build, in nanoseconds since 1970.
  package private(set) var firstNanoseconds: Int64?
  private var files = BuildCounts()
  private var functions = BuildCounts()
  private var units = BuildCounts()
  private var hits = BuildHits()
  private var tests = TestCounts()
  private var bytesWritten: UInt64 = 0
  private var spentNanoseconds: UInt64 = 0
  /// The numbers of misses, by reason.
  private var misses = [Int](repeating: 0, count: MissReason.Kind.allCases.count)
  /// The space of the cache.
  package var space = CacheSpace()

  /// - Parameter since: builds before this moment do not count; nanoseconds since 1970.
  package init(_ log: BuildLog, since: Int64 = .min) {
    for number in 0..<log.count {
      guard let record = log.record(number), record.timeNanoseconds >= since else { continue }
      add(record)
    }
  }

  private mutating func add(_ record: BuildRecord) {
    builds += 1
    switch record.outcome {
    case .done: break
    case .refused: refused += 1
    case .failed: failed += 1
    }
    firstNanoseconds = min(firstNanoseconds ?? .max, record.timeNanoseconds)
    files.add(record.files)
    functions.add(record.functions)
    units.add(record.units)
    hits.files &+= record.hits.files
    hits.functions &+= record.hits.functions
    hits.units &+= record.hits.units
    hits.upstream &+= record.hits.upstream
    hits.savedNanoseconds &+= record.hits.savedNanoseconds
    tests.passed &+= record.tests?.passed ?? 0
    tests.cached &+= record.tests?.cached ?? 0
    tests.failed &+= record.tests?.failed ?? 0
    bytesWritten &+= record.bytesWritten
    spentNanoseconds &+= record.phases.total
    for reason in MissReason.Kind.allCases {
      for kind in BuildRecord.Kind.allCases {
        misses[Int(reason.rawValue)] &+= record.count(of: kind, reason)
      }
    }
  }

  private func count(_ reason: MissReason.Kind) -> Int {
    misses[Int(reason.rawValue)]
  }

  // MARK: Text

  /// A table for people.
  ///
  /// - Parameter localTime: see ``RecordRenderer/localTime``.
  package func text(localTime: (Int64) -> String) -> String {
    let since = firstNanoseconds.map { " since \(localTime($0))" } ?? ""
    var text = "\(NumberText.count(builds, "build"))\(since)"
    if refused > 0 { text += ", \(NumberText.grouped(refused)) with errors" }
    if failed > 0 { text += ", \(NumberText.grouped(failed)) failed" }
    text += "\n\n" + StatsRenderer.head
    text += StatsRenderer.countsRow("files", files)
    text += StatsRenderer.countsRow("functions", functions)
    if units.total > 0 { text += StatsRenderer.countsRow("units", units) }
    if tests.total > 0 {
      text += "\ntests\n"
      for (name, count) in verdicts { text += fact("  " + name, NumberText.grouped(count)) }
    }
    text += "\nhits\n"
    for (name, count) in levels { text += fact("  " + name, NumberText.grouped(count)) }
    text += "\nmisses\n"
    for reason in MissReason.Kind.allCases where count(reason) > 0 {
      text += fact("  " + reason.words, NumberText.grouped(count(reason)))
    }
    text += "\n"
    text += fact("time saved", NumberText.roundedMilliseconds(hits.savedNanoseconds) + " ms")
    text += fact("time spent", NumberText.roundedMilliseconds(spentNanoseconds) + " ms")
    text += fact("bytes written", NumberText.grouped(bytesWritten))
    text += fact("damaged and healed", NumberText.grouped(healed))
    text += fact("evicted and wanted again", NumberText.grouped(count(.evicted)))
    text += "\n"
    for (name, bytes) in space.sizes { text += fact(name, ByteText.humanReadable(bytes)) }
    return text
  }

  /// The verdicts of all runs of `mini test`.
  private var verdicts: [(String, Int)] {
    [("passed", tests.passed), ("of these, without a run", tests.cached), ("failed", tests.failed)]
  }

  private var levels: [(String, Int)] {
    let looked = hits.files &+ files.compiled
    return [
      ("unchanged since the last build", max(0, files.total &- looked)),
      ("files that were looked up", hits.files), ("functions", hits.functions),
      ("units", hits.units), ("of these, from other caches", hits.upstream),
    ]
  }

  private var healed: Int { count(.damaged) &+ count(.indexDamaged) }

  private func fact(_ name: String, _ value: String) -> String {
    NumberText.filled(name, to: 40) + NumberText.padded(value, to: 16) + "\n"
  }

  // MARK: JSON

  /// One object with a line break.
  package var json: String {
    var members: [(String, JSON)] = [
      ("builds", .integer(Int64(builds))),
      ("refused", .integer(Int64(refused))), ("failed", .integer(Int64(failed))),
      ("since", firstNanoseconds.map { .string(UniversalTime.text($0)) } ?? .null),
      ("files", StatsRenderer.counts(files)), ("functions", StatsRenderer.counts(functions)),
      ("units", StatsRenderer.counts(units)),
    ]
    members.append(
      (
        "hits",
        .object([
          ("unchanged", .integer(Int64(levels[0].1))), ("files", .integer(Int64(hits.files))),
          ("functions", .integer(Int64(hits.functions))), ("units", .integer(Int64(hits.units))),
          ("upstream", .integer(Int64(hits.upstream))),
        ])
      ))
    members.append(
      (
        "tests",
        .object([
          ("passed", .count(tests.passed)), ("cached", .count(tests.cached)),
          ("failed", .count(tests.failed)),
        ])
      ))
    members.append(
      (
        "misses",
        .object(
          MissReason.Kind.allCases.filter { count($0) > 0 }
            .map { ($0.name, .integer(Int64(count($0)))) })
      ))
    members += [
      ("savedMs", .number(NumberText.milliseconds(hits.savedNanoseconds))),
      ("spentMs", .number(NumberText.milliseconds(spentNanoseconds))),
      ("bytesWritten", .integer(Int64(clamping: bytesWritten))),
      ("healed", .integer(Int64(healed))),
      ("evictedAndWanted", .integer(Int64(count(.evicted)))),
      (
        "bytes",
        .object([
          ("logical", .integer(Int64(clamping: space.logicalBytes))),
          ("distinct", .integer(Int64(clamping: space.distinctBytes))),
          ("stored", .integer(Int64(clamping: space.storedBytes))),
          ("disk", .integer(Int64(clamping: space.diskBytes))),
        ])
      ),
    ]
    return JSON.line(members)
  }
}

extension BuildCounts {
  fileprivate mutating func add(_ other: BuildCounts) {
    total &+= other.total
    compiled &+= other.compiled
  }
}

extension CacheSpace {
  /// The sizes with their names.
  fileprivate var sizes: [(String, UInt64)] {
    [
      ("what the indexes name", logicalBytes), ("each object once", distinctBytes),
      ("objects on the disk", storedBytes), ("all files on the disk", diskBytes),
    ]
  }
}
