// A recorded build, as the questions about past builds use it.

package import BuildCache
import FileIO
import MiniFrontend
package import SystemPackage

/// One build of a log, with its name.
package struct RecordedBuild: Sendable {
  package let id: BuildID
  package let record: BuildRecord
  /// Its number, counted from the last build, which is 0.
  package let number: Int

  /// - Returns: `nil` if the record is damaged or newer.
  package init?(_ number: Int, in log: BuildLog) {
    guard let record = log.record(number) else { return nil }
    id = log.id(number)
    self.record = record
    self.number = number
  }

  /// The folder of the root file.
  package var rootFolder: FilePath { FilePath(record.root).removingLastComponent() }

  /// Whether this build has replaced the state that an earlier one left.
  package func hasReplaced(_ earlier: RecordedBuild) -> Bool {
    record.root == earlier.record.root && record.outcome == .done
      && (record.files.compiled > 0 || record.hits.files > 0)
  }

  /// The path that a file has or would have in the record.
  ///
  /// - Parameter file: an absolute path, or the path of a standard module.
  func path(of file: String) -> String {
    StandardModule(path: file) != nil ? file : FilePath(file).relative(to: rootFolder)
  }

  /// The report of the build, as far as its record goes. Functions that came from the cache have no
  /// names.
  ///
  /// - Parameter isWanted: the misses to report.
  func report(where isWanted: (BuildRecord.Miss) -> Bool = { _ in true }) -> BuildReport {
    var report = BuildReport()
    report.fileCounts = record.files
    report.functionCounts = record.functions
    report.unitCounts = record.units
    report.patched = record.isPatched
    report.sourcesRead = record.sourcesRead
    report.bytesWritten = record.bytesWritten
    report.phases = record.phases
    report.cacheEvents = record.cacheEvents
    var functions: [String: [BuildReport.Function]] = [:]
    for miss in record.misses where isWanted(miss) {
      switch miss.kind {
      case .link:
        report.links.append(.init(output: FilePath(miss.path), reason: miss.reason))
      case .unit: report.units.append(.init(name: miss.name, reason: miss.reason))
      case .function:
        functions[miss.path, default: []].append(Self.function(miss.name, .compiled(miss.reason)))
      case .file:
        report.files.append(
          .init(
            path: miss.path, work: .compiled(miss.reason),
            combinedHash: CombinedHash(digest: Self.unknown),
            functions: (0..<miss.cachedFunctions).map { _ in Self.function("", .hit) },
            compileNanoseconds: 0))
      }
    }
    for number in report.files.indices {
      report.files[number].functions += functions[report.files[number].path] ?? []
    }
    report.files.sort { ModulePath($0.path) < ModulePath($1.path) }
    return report
  }

  private static func function(_ name: String, _ work: BuildReport.Work) -> BuildReport.Function {
    .init(name: name, work: work, key: FunctionKey(digest: unknown), compileNanoseconds: 0)
  }

  private static let unknown = Digest(words: (0, 0, 0, 0))
}

extension BuildRecord {
  /// The counts of a kind.
  func counts(of kind: Kind) -> BuildCounts {
    switch kind {
    case .file: files
    case .function: functions
    case .unit: units
    case .link:
      BuildCounts(total: 0, compiled: misses.count { $0.kind == .link })
    }
  }

  /// The number of things of a kind that were compiled and are not named, by whether they were never
  /// built before.
  func unnamedCounts(of kind: Kind) -> (new: Int, others: Int) {
    let named = misses.filter { $0.kind == kind }
    let namedNew = named.count { $0.reason.kind == .neverBuilt }
    let new = max(0, count(of: kind, .neverBuilt) - namedNew)
    return (new, max(0, counts(of: kind).compiled - named.count - new))
  }
}

extension BuildRecord.Miss {
  /// `lib/math.mini`, `lib/math.mini:add`, `unit lib -O0`.
  var fullName: String { path.isEmpty ? name : name.isEmpty ? path : "\(path):\(name)" }
}
