// The determinism audit of `verify --recompute`: compiles a sample of a project's files again and
// compares the results with the cache. It writes nothing to the cache.

package import BuildCache
package import FileIO
import MiniBackend
import MiniFrontend
import ObjectStore
package import SystemPackage

package struct DeterminismAudit: Sendable {

  private let directory: CacheDirectory
  private let sample: AuditSample
  private let toolchain: Toolchain
  private let threadsMax: Int
  private let fileSystem: any FileSystem
  private let clock: any WallClock

  package init(
    directory: CacheDirectory, sample: AuditSample, toolchain: Toolchain, threadsMax: Int,
    fileSystem: any FileSystem = LocalFileSystem(), clock: any WallClock = SystemWallClock()
  ) {
    self.directory = directory
    self.sample = sample
    self.toolchain = toolchain
    self.threadsMax = threadsMax
    self.fileSystem = fileSystem
    self.clock = clock
  }

  /// Whether this cache has built a project whose root file is in one of these folders.
  package func hasProjects(rootFolders: [FilePath]) -> Bool {
    !projects(in: rootFolders).isEmpty
  }

  /// Audits the projects whose root files are in these folders.
  ///
  /// - Throws: if native code cannot be made.
  package func run(rootFolders: [FilePath]) throws(BuildError) -> AuditReport {
    let path = directory.path(CacheName.airIndex)
    let functions: AirCache? =
      if case .loaded(let index) = AirCache.load(path, fileSystem: fileSystem) { index } else {
        nil
      }
    var report = AuditReport()
    for project in projects(in: rootFolders) {
      audit(project, functions, &report)
      try auditNative(project, &report)
    }
    return report
  }

  // MARK: Projects

  private struct Project {
    let rootFolder: FilePath
    let rootName: String
    let index: FileHashCache
    /// The names of its files in messages.
    let names: SourceNames
  }

  /// The projects of this cache whose root files are in these folders. For a project that was built
  /// elsewhere and moved here with the cache, the old index is used.
  private func projects(in folders: [FilePath]) -> [Project] {
    var found: [Project] = []
    var seen: Set<FilePath> = []
    for folder in folders {
      // A folder that cannot be resolved or listed contains no built project.
      guard let real = try? fileSystem.realPath(folder),
        let entries = try? fileSystem.entries(of: real)
      else { continue }
      for name in entries.map(\.name).sorted() where name.hasSuffix(ModulePath.suffix) {
        let place = ProjectPlace(directory: directory, rootFolder: real, rootName: name)
        guard seen.insert(place.index).inserted,
          let index = index(place.index, of: name) ?? restoredIndex(of: name, in: real)
        else { continue }
        found.append(
          Project(
            rootFolder: real, rootName: name, index: index,
            names: SourceNames(rootFolder: folder)))
      }
    }
    return found
  }

  private func index(_ path: FilePath, of rootName: String) -> FileHashCache? {
    guard case .loaded(let index) = FileHashCache.load(path, fileSystem: fileSystem),
      index.project.rootName == rootName
    else { return nil }
    return index
  }

  /// The newest index of a project whose root file has this name and the same bytes.
  private func restoredIndex(of rootName: String, in folder: FilePath) -> FileHashCache? {
    // A root file that cannot be read was not built.
    let root = folder.appending(rootName)
    guard let text = try? fileSystem.contents(of: root, sizeMax: SourceBytes.sizeMaxBytes) else {
      return nil
    }
    let sourceID = ObjectID(type: .blob, body: text)
    let dated = ProjectPlace.indexes(in: directory, fileSystem: fileSystem).compactMap { path in
      (try? fileSystem.status(of: path, followingLinks: false)).map { (path, $0.mtimeNanoseconds) }
    }
    return dated.sorted { $0.1 > $1.1 }.lazy.compactMap { path, _ in
      index(path, of: rootName).flatMap { index in
        index.row(ofPath: rootName).map { index.sourceID($0) } == sourceID ? index : nil
      }
    }.first
  }

  private func auditNative(_ project: Project, _ report: inout AuditReport) throws(BuildError) {
    guard project.index.project.epoch == compilerEpochHex else { return }
    let audit = NativeAudit(
      directory: directory, root: project.rootFolder.appending(project.rootName),
      place: ProjectPlace(
        directory: directory, rootFolder: project.rootFolder, rootName: project.rootName),
      project: project.index, sample: sample, toolchain: toolchain, threadsMax: threadsMax,
      fileSystem: fileSystem, clock: clock)
    do {
      try audit.run(&report)
    } catch let error as BuildError {
      throw error
    } catch {
      preconditionFailure("an audit throws one kind of errors, not \(error)")
    }
  }

  private func audit(_ project: Project, _ functions: AirCache?, _ report: inout AuditReport) {
    let rows = sample.rows(of: project.index.count)
    guard project.index.project.epoch == compilerEpochHex else {
      report.skipped += rows.count
      return
    }
    let context = BuildContext(
      options: BuildOptions(
        root: project.rootFolder.appending(project.rootName), goal: .diagnostics,
        debugInfo: DebugInfo(irOptions: project.index.project.options),
        threadsMax: threadsMax, cacheUse: .none),
      details: .counts, rootFolder: project.rootFolder,
      rootFolderComponents: project.rootFolder.components.map(\.string),
      rootName: project.rootName, fileSystem: fileSystem,
      cache: MultiLevelCache.disabled(clock: clock),
      reader: SourceReader(rootFolder: project.rootFolder, fileSystem: fileSystem, clock: clock))
    let all = Parallel.map(rows, threadsMax: threadsMax) { row in
      audit(row, of: project.index, context, functions)
    }
    for file in all {
      guard let file else {
        report.skipped += 1
        continue
      }
      report.files += 1
      report.functions += file.functions
      report.findings += file.findings.map { finding in
        VerificationFinding(
          severity: finding.severity, path: project.names.shown(finding.path),
          problem: finding.problem, remedy: finding.remedy)
      }
    }
  }

  // MARK: One file

  private struct File: Sendable {
    var functions = 0
    var findings: [VerificationFinding] = []
  }

  /// Compiles a file; `nil` if the file differs from the one that was cached.
  private func audit(
    _ row: Int, of project: FileHashCache, _ context: BuildContext, _ functions: AirCache?
  ) -> File? {
    let path = project.path(row)
    guard case .success(let reading) = context.reader.read(path),
      reading.sourceID == project.sourceID(row)
    else { return nil }
    var file = File()
    let analysis = FileAnalysis(analyzing: reading.bytes)
    guard FileFacts(analysis) == project.facts(row) else {
      file.findings.append(finding(path, "what is cached of its text is not what it says"))
      return file
    }
    guard let imported = imported(row, of: project) else { return nil }
    let compiled = FileCompiler(
      context: context, path: ModulePath(path), analysis: analysis, imported: imported
    ).compile()
    for entry in compiled.additions.functionEntries {
      guard let cached = functions?.lookup(entry.key) else { continue }  // removed by gc
      file.functions += 1
      guard cached.irID != entry.irID || cached.runtimeParts != entry.runtimeParts else {
        continue
      }
      file.findings.append(
        finding(
          "\(path):\(entry.function)",
          difference(cached.irID, entry.irID, isSameParts: false)))
    }
    let isSameParts = compiled.runtimeParts.rawValue == project.runtimeParts(row)
    if compiled.hasErrors {
      file.findings.append(finding(path, "it is cached, and it has errors"))
    } else if let id = compiled.irID, id != project.irID(row) || !isSameParts,
      file.findings.isEmpty
    {
      file.findings.append(
        finding(path, difference(project.irID(row), id, isSameParts: isSameParts)))
    }
    return file
  }

  /// The interfaces that a file imports; `nil` if the index does not contain them.
  private func imported(
    _ row: Int, of project: FileHashCache
  ) -> [(module: String, interface: Interface)?]? {
    var imported: [(module: String, interface: Interface)?] = []
    for target in project.imports(row).map(Int.init) {
      guard target < project.count,
        let interface = Interface(decoding: project.facts(target).interface)
      else { return nil }
      imported.append((ModulePath(project.path(target)).module, interface))
    }
    return imported
  }

  private func difference(_ cached: ObjectID, _ made: ObjectID, isSameParts: Bool) -> String {
    guard cached != made else { return "compiled again, it uses other parts of the runtime" }
    return "compiled again, it is object \(made), and the cache has \(cached)"
  }

  private func finding(_ path: String, _ problem: String) -> VerificationFinding {
    VerificationFinding(
      severity: .fault, path: path, problem: problem,
      remedy: "'mini build --recheck' compiles it anew")
  }
}
