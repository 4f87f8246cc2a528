// The report of a project: `mini report`.

package import BuildCache
import FileIO
import ObjectStore
import SystemPackage

/// Everything that a cache knows about the builds of its last program, as one HTML page.
package struct ReportPage: Sendable {
  /// The records of the program that was built last, the last first.
  private let builds: [RecordedBuild]
  /// The number of records that the page leaves out.
  private let olderCount: Int
  private let localTime: @Sendable (Int64) -> String
  private let directory: CacheDirectory
  /// The modules of the program, or why they are not known.
  package var modules: Result<PartGraph, ProblemOfModules> = .failure(.init(text: "no build"))

  package struct ProblemOfModules: Error {
    let text: String

    package init(text: String) { self.text = text }
  }

  /// With more builds, a bar of the history is thinner than a pixel.
  private static let buildsMax = 500
  private static let rowsMax = 25

  /// - Parameter localTime: see ``RecordRenderer/localTime``.
  package init(
    _ log: BuildLog, _ directory: CacheDirectory, localTime: @escaping @Sendable (Int64) -> String
  ) {
    var builds: [RecordedBuild] = []
    var seen = 0
    while seen < log.count, builds.count < Self.buildsMax {
      if let build = RecordedBuild(seen, in: log),
        build.record.root == (builds.first?.record.root ?? build.record.root)
      {
        builds.append(build)
      }
      seen += 1
    }
    self.builds = builds
    olderCount = log.count - seen
    self.localTime = localTime
    self.directory = directory
  }

  /// The root file of the program; `nil`: no build is on record.
  package var root: String? { builds.first?.record.root }

  /// The page. Cost: a walk over the cache's indexes and folders.
  ///
  /// - Throws: if the cache cannot be read.
  package func text() throws -> String {
    let spots = HotSpots(builds.map(\.record))
    let entries = StoredEntries(directory).all
    var data: [(String, JSON)] = [
      ("workMax", .count(BuildRecord.workMax)), ("build", builds.first.map(build) ?? .null),
      ("history", .array(builds.reversed().map(summary))), ("olderCount", .count(olderCount)),
      ("compiled", .array(spots.compiled(Self.rowsMax).map(Self.json))),
      ("unnamed", Self.json(spots.unnamed)),
      ("causes", .array(spots.causes(Self.rowsMax).map(Self.json))),
      ("space", Self.space(try CacheSpace(directory), entries)), ("slow", Self.slowest(entries)),
    ]
    switch modules {
    case .success(let graph): data.append(("graph", graph.pageJSON))
    case .failure(let problem):
      data.append(("graph", .null))
      data.append(("graphProblem", .string(TerminalText.escaped(problem.text))))
    }
    let title = "Builds of \(TerminalText.escaped(root ?? directory.path.string))"
    return Page(title: title, data: data, scripts: ["graph.js", "report.js"]).text
  }

  // MARK: Builds

  private func summary(_ build: RecordedBuild) -> JSON {
    .object(facts(build))
  }

  private func facts(_ build: RecordedBuild) -> [(String, JSON)] {
    let record = build.record
    let outcome =
      switch record.outcome {
      case .done: "done"
      case .refused: "errors"
      case .failed: "failed"
      }
    func counts(_ counts: BuildCounts) -> JSON {
      .array([.count(counts.total), .count(counts.compiled)])
    }
    return [
      ("id", .string(build.id.shortDescription)),
      ("time", .string(localTime(record.timeNanoseconds))),
      ("command", .string(TerminalText.escaped(record.command))), ("outcome", .string(outcome)),
      ("total", Self.milliseconds(record.phases.total)), ("files", counts(record.files)),
      ("functions", counts(record.functions)), ("units", counts(record.units)),
      ("saved", Self.milliseconds(record.hits.savedNanoseconds)),
    ]
  }

  /// The last build, with its work.
  private func build(_ build: RecordedBuild) -> JSON {
    let record = build.record
    let misses = Dictionary(
      record.misses.map { ("\($0.kind.rawValue)\($0.fullName)", $0) },
      uniquingKeysWith: { first, _ in first })
    let work = record.work.map { piece -> JSON in
      let name =
        BuildRecord.Miss(piece.kind, path: piece.path, name: piece.name, reason: .noCache)
        .fullName
      let miss = misses["\(piece.kind.rawValue)\(name)"]
      let isNew =
        record.count(of: piece.kind, .neverBuilt) == record.counts(of: piece.kind).compiled
      let reason = miss?.reason.words(piece.kind == .link ? .linked : .compiled)
      return .object([
        ("kind", .string(piece.kind.name)), ("name", .string(TerminalText.escaped(name))),
        ("begin", Self.milliseconds(piece.beginNanoseconds)),
        ("ms", Self.milliseconds(piece.nanoseconds)),
        (
          "why",
          .string(reason ?? (isNew ? MissReason.neverBuilt.words() : "the record names no reason"))
        ),
        (
          "changes",
          .array(
            (miss?.reason.changes ?? []).map {
              .string("\(TerminalText.escaped($0.label)): \($0.words)")
            })
        ),
      ])
    }
    let phases = record.phases
    let lengths = [
      ("load", phases.load), ("stat", phases.stat), ("compile", phases.compile),
      ("native", phases.native), ("save", phases.save),
    ]
    return .object(
      facts(build) + [
        ("work", .array(work)),
        (
          "phases",
          .array(lengths.map { .array([.string($0.0), Self.milliseconds($0.1)]) })
        ),
      ])
  }

  private static func json(_ one: HotSpots.Compiled) -> JSON {
    let reasons = MissReason.Kind.allCases.filter { one.reasons[Int($0.rawValue)] > 0 }
    return .object([
      ("kind", .string(one.kind.name)), ("name", .string(TerminalText.escaped(one.name))),
      ("count", .count(one.count)),
      (
        "why",
        .array(
          reasons.map {
            .array([.string($0.words), .count(one.reasons[Int($0.rawValue)])])
          })
      ),
    ])
  }

  private static func json(_ unnamed: HotSpots.Unnamed) -> JSON {
    .object([
      ("builds", .count(unnamed.builds)), ("files", .count(unnamed.files)),
      ("functions", .count(unnamed.functions)), ("units", .count(unnamed.units)),
    ])
  }

  private static func json(_ cause: HotSpots.Cause) -> JSON {
    .object([
      ("name", .string(TerminalText.escaped(cause.name))), ("count", .count(cause.count)),
      ("builds", .count(cause.builds)), ("last", .string(cause.last)),
    ])
  }

  // MARK: The cache

  /// The sizes of a cache, and `rows` of a path, bytes and a kind: IR, code or the rest. Each object
  /// counts once.
  private static func space(_ space: CacheSpace, _ entries: [StoredEntry]) -> JSON {
    var seen: Set<ObjectID> = []
    seen.reserveCapacity(entries.count)
    var files: [String: (file: UInt64, functions: UInt64)] = [:]
    var codes: [String: UInt64] = [:]
    for entry in entries where seen.insert(entry.objectID).inserted {
      switch entry {
      case .file: files[entry.path, default: (0, 0)].file &+= entry.sizeBytes
      case .function: files[entry.path, default: (0, 0)].functions &+= entry.sizeBytes
      case .unit(let unit): codes[unit.inputs.shownName, default: 0] &+= entry.sizeBytes
      }
    }
    let rest = space.diskBytes - min(space.diskBytes, space.storedBytes)
    func row(_ path: String, _ size: UInt64, _ kind: String) -> JSON {
      .array([.string(TerminalText.escaped(path)), .size(size), .string(kind)])
    }
    var rows: [JSON] = []
    rows.reserveCapacity(files.count * 2 + codes.count + 1)
    for (path, sizes) in files.sorted(by: { $0.key < $1.key }) {
      if sizes.file > 0 { rows.append(row(path + "/the file", sizes.file, "")) }
      if sizes.functions > 0 { rows.append(row(path + "/its functions", sizes.functions, "")) }
    }
    for (name, size) in codes.sorted(by: { $0.key < $1.key }) {
      rows.append(row("object code/\(name)", size, "code"))
    }
    rows.append(row("indexes, copies and records", rest, "rest"))
    return .object([
      ("disk", .size(space.diskBytes)), ("stored", .size(space.storedBytes)),
      ("distinct", .size(space.distinctBytes)),
      ("rows", .array(rows)),
    ])
  }

  private static func slowest(_ entries: [StoredEntry]) -> JSON {
    // Numbers, because entries are large.
    let costs = entries.indices.map { (cost: entries[$0].costNanoseconds, place: $0) }
      .filter { $0.cost > 0 }.sorted { ($1.cost, $0.place) < ($0.cost, $1.place) }
    return .array(
      costs.prefix(rowsMax).map { _, place in
        let entry = entries[place]
        let (kind, name) =
          switch entry {
          case .file: ("file", entry.path)
          case .function: ("function", "\(entry.path):\(entry.name)")
          case .unit(let unit): ("code", unit.inputs.shownName)
          }
        return .object([
          ("kind", .string(kind)), ("name", .string(TerminalText.escaped(name))),
          ("ms", milliseconds(entry.costNanoseconds)),
        ])
      })
  }

  private static func milliseconds(_ nanoseconds: UInt64) -> JSON {
    .number(NumberText.milliseconds(nanoseconds))
  }
}
