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
  /// The oldest build on record of a project around the file; `nil` if there is none.
  package let oldest: RecordedBuild?
  private let file: String
  private let function: String?

  /// - Parameters:
  ///   - file: an absolute path, or the path of a standard module.
  ///   - start: the number of the build to begin with; only those before it count.
  package init(of file: String, function: String?, from start: Int = 0, in log: BuildLog) {
    self.file = file
    self.function = function
    var (found, oldest): (RecordedBuild?, RecordedBuild?)
    var isFirst = false
    var later: [String] = []
    for number in start..<max(start, log.count) {
      guard let build = RecordedBuild(number, in: log), let path = build.path(of: file) else {
        continue
      }
      oldest = build
      let compiled = build.record.misses.contains { miss in
        guard miss.path == path else { return false }
        return function.map { miss.kind == .function && miss.name == $0 } ?? (miss.kind == .file)
      }
      let kind = function == nil ? BuildRecord.Kind.file : .function
      let counts = build.record.counts(of: kind)
      isFirst =
        !compiled && counts.total > 0
        && build.record.count(of: kind, .neverBuilt) == counts.total
      if compiled || isFirst {
        found = build
        break
      }
      if build.record.outcome == .done { later.append(build.record.root) }
    }
    self.build = found
    self.oldest = oldest
    self.isFirst = isFirst && found != nil
    laterCount = later.count { $0 == found?.record.root }
  }

  /// The file's path in the records; `nil` if no project on record is around the file.
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
    guard let build else {
      let since = oldest.map { renderer.localTime($0.record.timeNanoseconds) } ?? ""
      return "\(subject): cached since before \(since), the first build on record\n"
    }
    let record = build.record
    let time = renderer.localTime(record.timeNanoseconds)
    var text = "\(build.id.shortDescription), \(time), \(TerminalText.escaped(record.command)):\n"
    let path = build.path(of: file) ?? ""
    if isFirst {
      text += "\(subject) was compiled: \(MissReason.neverBuilt.words())\n"
      if function == nil {
        text += "(so were all \(NumberText.count(record.files.total, "file")) of the program)\n"
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

  /// One JSON object with a line break.
  package func json(name: String) -> String {
    var members: [(String, JSON)] = [("file", .string(name))]
    if let function { members.append(("function", .string(function))) }
    if let build {
      let path = build.path(of: file) ?? ""
      members += RecordJSON.members(build)
      members.append(("isFirst", .boolean(isFirst)))
      members.append(
        (
          "misses",
          .array(build.record.misses.filter { isPart($0, path: path) }.map(PlanJSON.miss))
        ))
    }
    members.append(("cachedIn", .integer(Int64(laterCount))))
    return JSON.line(members)
  }
}
