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
    let indexes = Indexes(
      files: index(CacheName.zirIndex), functions: index(CacheName.airIndex),
      // Without objects, a difference is reported for the whole file.
      database: try? ObjectDatabase(directory, fileSystem: fileSystem))
    var report = AuditReport()
    for project in projects(in: rootFolders) {
      audit(project, indexes, &report)
      try auditNative(project, &report)
    }
    return report
  }

  /// The indexes that all projects share; `nil` for one that cannot be used.
  private struct Indexes: Sendable {
    let files: ZirCache?
    let functions: AirCache?
    let database: ObjectDatabase?
  }

  private func index<Index: KeyedCache>(_ name: String) -> Index? {
    let outcome = Index.load(directory.path(name), fileSystem: fileSystem)
    return if case .loaded(let index) = outcome { index } else { nil }
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
        let projectPaths = ProjectPaths(directory: directory, rootFolder: real, rootName: name)
        guard seen.insert(projectPaths.index).inserted,
          let index = index(projectPaths.index, of: name) ?? restoredIndex(of: name, in: real)
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
    let dated = ProjectPaths.indexes(in: directory, fileSystem: fileSystem).compactMap { path in
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
      projectPaths: ProjectPaths(
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

  private func audit(_ project: Project, _ indexes: Indexes, _ report: inout AuditReport) {
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
      audit(row, of: project.index, context, indexes)
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

  /// Compiles a file; `nil` if the file differs from the one that was cached, or if gc has removed
  /// its entry or that of a file that it imports.
  private func audit(
    _ row: Int, of project: FileHashCache, _ context: BuildContext, _ indexes: Indexes
  ) -> File? {
    let path = project.path(row)
    guard let facts = indexes.files?.lookup(project.combinedHash(row))?.facts,
      case .success(let reading) = context.reader.read(path),
      reading.sourceID == project.sourceID(row)
    else { return nil }
    var file = File()
    let analysis = FileAnalysis(analyzing: reading.bytes, of: ModulePath(path).origin)
    guard FileFacts(analysis) == facts else {
      file.findings.append(finding(path, "the cached facts about its text do not match the text"))
      return file
    }
    var files = AuditedFiles(project: project, index: indexes.files, reader: context.reader)
    var graph = DeclarationGraph()
    // A file whose entry gc has removed, or whose text has changed, cannot be audited.
    guard
      case .found(let declared)? = try? graph.declarations(
        of: row, names: facts.imports.map(\.names), from: &files),
      let imported = files.imported(row, declared)
    else { return nil }
    let compiled = FileCompiler(
      context: context, path: ModulePath(path), analysis: analysis, imported: imported,
      declarations: declared
    ).compile()
    for entry in compiled.additions.functionEntries {
      guard let cached = indexes.functions?.lookup(entry.key) else { continue }  // removed by gc
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
      let cached = (try? indexes.database?.read(project.irID(row)))?.body
      let function = cached.flatMap { firstFunction(of: compiled, notIn: $0) }
      file.findings.append(
        finding(
          function.map { "\(path):\($0)" } ?? path,
          difference(project.irID(row), id, isSameParts: isSameParts)))
    }
    return file
  }

  /// The first function whose IR is not a part of the cached IR of its file; `nil` if it is unknown:
  /// with `-g`, the numbers in it depend on the functions before it.
  private func firstFunction(of compiled: FileCompilation, notIn cached: [UInt8]) -> String? {
    var end = compiled.ir.count
    var found: String?
    for entry in compiled.additions.functionEntries.reversed() {
      let start = end - Int(clamping: entry.irSize)
      guard start >= 0, case let ir = Array(compiled.ir[start..<end]),
        ObjectID(type: .blob, body: ir) == entry.irID
      else { return nil }
      if !cached.contains(ir) { found = entry.function }
      end = start
    }
    return found
  }

  private func difference(_ cached: ObjectID, _ made: ObjectID, isSameParts: Bool) -> String {
    guard cached != made else { return "compiled again, it uses other parts of the runtime" }
    return "compiled again, it is object \(made), and the cache has \(cached)"
  }

  private func finding(_ path: String, _ problem: String) -> VerificationFinding {
    VerificationFinding(
      severity: .fault, path: path, problem: problem,
      remedy: "'mini build --recheck' compiles it again")
  }
}
