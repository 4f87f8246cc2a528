// The last build that compiled a file or function: `mini explain FILE[:NAME]`.

package import BuildCache
import SystemPackage

/// The history of one file, or of one function of it, in a log.
package struct FileHistory: Sendable {
  /// The last build that compiled it; `nil` if no build on record did.
  package let build: RecordedBuild?
  /// Whether that build compiled everything for the first time, so that its record has no names.
  package let isFirst: Bool
  /// The number of builds since then in which it was cached.
  private let laterCount: Int
  /// Builds since then whose records do not name all that was compiled, the last first.
  private let doubtful: [RecordedBuild]
  /// The oldest build on record of a project with the file; `nil` if there is none.
  package let oldest: RecordedBuild?
  private let file: String
  private let function: String?

  /// - Parameters:
  ///   - file: an absolute path, or the path of a standard module.
  ///   - start: the number of the build to begin with; only those before it count.
  ///   - directory: the cache of the log.
  package init(
    of file: String, function: String?, from start: Int = 0, in log: BuildLog,
    of directory: CacheDirectory
  ) {
    var programs = LastPrograms(directory)
    let history = Self(file, function, start, log) { programs.contains($1, $0.record.root) }
    guard history.oldest == nil else {
      self = history
      return
    }
    // It may have left the program since.
    self.init(file, function, start, log) { !$1.hasPrefix("../") }
  }

  /// - Parameter isPart: whether a file is part of the program that a build made. It is asked where the
  ///   record does not name the file.
  private init(
    _ file: String, _ function: String?, _ start: Int, _ log: BuildLog,
    isPart: (RecordedBuild, String) -> Bool
  ) {
    self.file = file
    self.function = function
    var (found, oldest): (RecordedBuild?, RecordedBuild?)
    var isFirst = false
    var later: [String] = []
    var doubtful: [RecordedBuild] = []
    for number in start..<max(start, log.count) {
      guard let build = RecordedBuild(number, in: log) else { continue }
      let path = build.path(of: file)
      let compiled = build.record.misses.contains { miss in
        guard miss.path == path else { return false }
        return function.map { miss.kind == .function && miss.name == $0 } ?? (miss.kind == .file)
      }
      guard compiled || isPart(build, path) else { continue }
      oldest = build
      let kind = function == nil ? BuildRecord.Kind.file : .function
      let counts = build.record.counts(of: kind)
      isFirst =
        !compiled && counts.total > 0
        && build.record.count(of: kind, .neverBuilt) == counts.total
      if compiled || isFirst {
        found = build
        break
      }
      let unnamed = build.record.unnamedCounts(of: kind)
      if unnamed.new + unnamed.others > 0 {
        doubtful.append(build)
      } else if build.record.outcome == .done {
        later.append(build.record.root)
      }
    }
    self.build = found
    self.oldest = oldest
    self.isFirst = isFirst && found != nil
    laterCount = later.count { $0 == found?.record.root }
    self.doubtful = doubtful
  }

  /// The file's path in the records; `nil` if no program on record contains the file.
  package var path: String? { (build ?? oldest)?.path(of: file) }

  /// The file, function, units and links of the build that compiled them.
  private func isPart(_ miss: BuildRecord.Miss, path: String) -> Bool {
    switch miss.kind {
    case .link: true
    case .unit: UnitPartition.unit(named: miss.name, contains: path)
    case .file: miss.path == path
    case .function: miss.path == path && function.map { $0 == miss.name } ?? true
    }
  }

  /// - Parameter name: the file as the user wrote it.
  package func text(_ renderer: RecordRenderer, name: String) -> String {
    let subject = TerminalText.escaped(function.map { "\(name):\($0)" } ?? name)
    var text = doubtful.map { doubt($0, renderer) }.joined()
    guard let build else {
      let since = oldest.map { renderer.localTime($0.record.timeNanoseconds) } ?? ""
      let start = text.isEmpty ? "" : "if not: "
      return text + start
        + "\(subject): cached since before \(since), the first build on record\n"
    }
    if !text.isEmpty { text += "if not, the last one was:\n" }
    text += Self.head(build, renderer) + ":\n"
    let path = build.path(of: file)
    if isFirst {
      text += "\(subject) was compiled: \(MissReason.neverBuilt.words())\n"
      if function == nil {
        text +=
          "(so were all \(NumberText.count(build.record.files.total, "file")) of the program)\n"
      }
    }
    var report = build.report { isPart($0, path: path) }
    if function != nil {
      for number in report.files.indices {
        report.files[number].functions.removeAll { $0.work.isHit }
      }
    }
    if !report.files.isEmpty || !report.units.isEmpty || !report.links.isEmpty {
      text += renderer.explanation(of: report, build)
    }
    if laterCount > 0 {
      text += "cached since then, in \(NumberText.count(laterCount, "build"))\n"
    }
    return text
  }

  private static func head(_ build: RecordedBuild, _ renderer: RecordRenderer) -> String {
    let time = renderer.localTime(build.record.timeNanoseconds)
    return "\(build.id.shortDescription), \(time), \(TerminalText.escaped(build.record.command))"
  }

  /// A build that compiled more than its record names.
  private func doubt(_ build: RecordedBuild, _ renderer: RecordRenderer) -> String {
    let unnamed = build.record.unnamedCounts(of: function == nil ? .file : .function)
    let count = NumberText.count(
      unnamed.new + unnamed.others, function == nil ? "file" : "function")
    return Self.head(build, renderer)
      + ": compiled \(count) that the record does not name, perhaps this one\n"
  }

  /// One JSON object with a line break.
  package func json(name: String) -> String {
    var members: [(String, JSON)] = [("file", .string(name))]
    if let function { members.append(("function", .string(function))) }
    if let build {
      let path = build.path(of: file)
      members += RecordJSON.members(build)
      members.append(("isFirst", .boolean(isFirst)))
      members.append(
        (
          "misses",
          .array(build.record.misses.filter { isPart($0, path: path) }.map(PlanJSON.miss))
        ))
    }
    members.append(("cachedIn", .integer(Int64(laterCount))))
    members.append(("perhapsCompiledIn", .array(doubtful.map { .string("\($0.id)") })))
    return JSON.line(members)
  }
}

/// The files of projects' last builds, read when they are asked for.
private struct LastPrograms {
  private let directory: CacheDirectory
  private var known: [String: FileHashCache?] = [:]

  init(_ directory: CacheDirectory) { self.directory = directory }

  /// - Parameters:
  ///   - path: relative to the root file's folder.
  ///   - root: an absolute path.
  mutating func contains(_ path: String, _ root: String) -> Bool {
    if known[root] == nil {
      let file = FilePath(root)
      let paths = ProjectPaths(
        directory: directory, rootFolder: file.removingLastComponent(),
        rootName: file.lastComponent?.string ?? "")
      let outcome = FileHashCache.load(paths.index, fileSystem: directory.fileSystem)
      if case .loaded(let program) = outcome {
        known[root] = program
      } else {
        known[root] = .some(nil)
      }
    }
    return known[root]??.row(ofPath: path) != nil
  }
}
