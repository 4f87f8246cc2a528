// `--recheck`: compiles a sample of a snapshot that has arrived, before anything of it is added.

package import BuildCache
import FileIO
import MiniBackend
import ObjectStore
import SystemPackage

/// Compiles a sample of the files and units that builds of this project would find in a snapshot, and
/// compares them. That an object has its name says nothing of the row that names it.
package struct SnapshotRecheck: Sendable {
  private let sample: AuditSample
  private let toolchain: Toolchain
  private let report: @Sendable (SnapshotName, AuditReport) -> Void

  /// - Parameter report: called with what was compared of a snapshot that has passed.
  package init(
    _ sample: AuditSample, _ toolchain: Toolchain,
    report: @escaping @Sendable (SnapshotName, AuditReport) -> Void
  ) {
    self.sample = sample
    self.toolchain = toolchain
    self.report = report
  }

  /// Adds the snapshot to a cache of its own, builds the project there at each level for which the
  /// snapshot has object code, and audits that cache.
  ///
  /// - Parameter repository: the one in which it has arrived.
  /// - Throws: if something differs, or nothing can be compared.
  func check(
    _ name: SnapshotName, _ ref: GitRef, in repository: FilePath, for project: ProjectCache
  ) throws(SnapshotError) {
    let scratch: WorkFolder
    do throws(FileError) {
      scratch = try WorkFolder(in: project.directory.path, fileSystem: project.fileSystem)
    } catch {
      throw SnapshotError("\(error)")
    }
    defer { withExtendedLifetime(scratch) {} }
    let cache: CacheDirectory
    do throws(CacheDirectoryError) {
      cache = try CacheDirectory.openOrCreate(
        at: scratch.path.appending(CacheName.folder), fileSystem: project.fileSystem)
    } catch {
      throw SnapshotError("\(error)")
    }
    let arrival = try SnapshotArrival(
      repository, into: cache, beside: project.directory, fileSystem: project.fileSystem,
      clock: project.clock, threadsMax: project.threadsMax)
    let outcomes = try arrival.add([ref]) { _, _ throws(SnapshotError) in nil }
    for outcome in outcomes { _ = try outcome.result.get() }
    let rows = SnapshotLevel.entries(in: cache)
    let files = Set(rows.files.map(\.inputs.options))
    let units = Dictionary(grouping: rows.units, by: \.inputs.options)
      .mapValues { Set($0.map(\.inputs.toolchain)) }
    var total = AuditReport()
    var filesFound = 0
    for debugInfo in [DebugInfo.none, .full] where files.contains(debugInfo.irOptions) {
      let build = ScratchBuild(project, cache, toolchain, debugInfo)
      do throws(BuildError) {
        var usable: [Int] = []
        for level in 0...3 {
          let makers = units[UnitPlan.options(level: level, debugInfo)]
          // A build finds none that another toolchain has made.
          if let makers, makers.contains(try build.unitToolchain(level)) { usable.append(level) }
        }
        if usable.isEmpty { total.add(try build.audit(.diagnostics, sample, &filesFound)) }
        for level in usable {
          total.add(try build.audit(.program, level: level, sample, &filesFound))
        }
      } catch {
        throw SnapshotError("it cannot be compared: \(error)")
      }
    }
    guard total.findings.isEmpty else {
      let names = total.findings.map(\.path)
      let shown = names.prefix(Self.shownMax).map { "'\($0)'" }.joined(separator: ", ")
      let rest = names.count > Self.shownMax ? " and \(names.count - Self.shownMax) more" : ""
      throw SnapshotError("compiled here, \(shown)\(rest) differs from what it contains")
    }
    guard filesFound > 0 else {
      throw SnapshotError("nothing can be compared: it is not of these sources")
    }
    report(name, total)
  }

  /// Names in a message.
  private static let shownMax = 5
}

/// Builds of the project in a cache that contains nothing but a snapshot.
private struct ScratchBuild {
  private let project: ProjectCache
  private let cache: CacheDirectory
  private let toolchain: Toolchain
  private let debugInfo: DebugInfo

  init(
    _ project: ProjectCache, _ cache: CacheDirectory, _ toolchain: Toolchain,
    _ debugInfo: DebugInfo
  ) {
    self.project = project
    self.cache = cache
    self.toolchain = toolchain
    self.debugInfo = debugInfo
  }

  private func options(_ goal: BuildOptions.Goal, level: Int) -> BuildOptions {
    BuildOptions(
      root: project.location.folder.naming(project.location.rootName), goal: goal,
      optimization: level, debugInfo: debugInfo, threadsMax: project.threadsMax,
      cacheDirectory: cache.path, toolchain: toolchain)
  }

  /// The toolchain in the inputs of the units that a build at this level would make.
  func unitToolchain(_ level: Int) throws(BuildError) -> String {
    let (location, fileSystem) = (project.location, cache.fileSystem)
    let paths = CacheLocation.projectPaths(in: cache, of: location)
    let context = BuildContext(
      options: options(.program, level: level), details: .counts, rootFolder: location.folder,
      rootFolderComponents: location.realComponents, rootName: location.rootName,
      fileSystem: fileSystem,
      cache: MultiLevelCache(
        directory: cache, paths: paths, fileSystem: fileSystem, clock: project.clock),
      reader: SourceReader(
        rootFolder: location.folder, fileSystem: project.fileSystem, clock: project.clock))
    let backEnd = try NativeBackEnd(context: context, projectPaths: paths, output: nil)
    return backEnd.unitToolchain(try backEnd.findTools())
  }

  /// Builds, and compiles a sample again.
  ///
  /// - Parameter filesFound: the number of the project's files that are in the snapshot.
  func audit(
    _ goal: BuildOptions.Goal, level: Int = 0, _ sample: AuditSample, _ filesFound: inout Int
  ) throws(BuildError) -> AuditReport {
    let report = try Build(
      options: options(goal, level: level), fileSystem: project.fileSystem, clock: project.clock
    ).run()
    guard !report.hasErrors else {
      throw .rootUnusable(path: project.location.rootName, reason: "the program has errors")
    }
    filesFound += report.upstreams.reduce(0) { $0 + $1.files }
    guard filesFound > 0 else { return AuditReport() }
    return try DeterminismAudit(
      directory: cache, sample: sample, toolchain: toolchain, threadsMax: project.threadsMax,
      fileSystem: project.fileSystem, clock: project.clock
    ).run(rootFolders: [project.location.folder])
  }
}

extension AuditReport {
  /// Adds an audit of the same files at another level.
  fileprivate mutating func add(_ other: AuditReport) {
    files = max(files, other.files)
    units += other.units
    findings += other.findings.filter { !findings.contains($0) }
  }
}
