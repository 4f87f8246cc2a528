// The files of a project and their imports: takes the last build's rows, reads what has changed,
// and follows imports until no new file appears.

import BuildCache
import FileIO
import MiniFrontend
import ObjectStore

/// The import graph of one build.
///
/// New files follow the last build's rows in the order in which they were met.
struct ProjectGraph: Sendable {
  private(set) var files: ProjectFiles
  private(set) var sourcesRead = 0
  /// The root file's index.
  private(set) var root = 0
  /// Whether any import, or the set of files, differs from the last build's.
  private(set) var hasNewShape: Bool
  let snapshot: FileHashCache?
  /// The files whose texts were needed later.
  var textsReadAgain: [Int] = []
  private var newFiles: [ModulePath: Int] = [:]
  /// Which files the root reaches; `nil`: all of them.
  private var reachable: [Bool]?
  let context: BuildContext
  /// The files compiled while reading; `nil`: none.
  var firstBuild: FirstBuild?

  /// - Parameters:
  ///   - snapshot: the last build's index; `nil` if there is no usable one.
  ///   - changes: its rows that must be read again.
  /// - Throws: ``Restart`` if the index names imports that do not exist.
  init(context: BuildContext, snapshot: FileHashCache?, changes: [Int]) throws(Restart) {
    self.context = context
    self.snapshot = snapshot
    hasNewShape = snapshot == nil
    files = ProjectFiles(rowsOf: snapshot)
    if context.options.changeDetection == .stamps, let row = snapshot?.rowOfStrayImport {
      throw Restart(path: files.path(of: row).path, cause: .cacheContradicts)
    }
    root = index(of: ModulePath(context.rootName))
    var roots = [root]
    for module in context.moreRoots {
      let file = index(of: module)
      if !roots.contains(file) { roots.append(file) }
    }
    if snapshot == nil, context.cache.knowsNothing, context.options.goal != .tests {
      loadAndCompile()
    } else {
      var pending = snapshot == nil ? roots : changes
      if snapshot != nil, files.oldRow(of: root) == nil { pending.append(root) }
      while !pending.isEmpty {
        pending = loadWave(pending)
      }
    }
    markReachable()
  }

  func isReachable(_ file: Int) -> Bool {
    if reachable == nil { return true }  // without a copy of the list
    return file < reachable!.count && reachable![file]
  }

  /// The number of files that the root reaches.
  var reachableCount: Int {
    reachable?.count { $0 } ?? files.count
  }

  /// The paths of all files that the root reaches, including files that do not exist.
  var reachablePaths: [String] {
    files.indices.filter { isReachable($0) }.map { files.path(of: $0).path }
  }

  /// The files that `file` imports, without reserved and re-entering paths.
  func targetFiles(of file: Int) -> [Int] {
    guard files.isTouched(file) else { return snapshot!.imports(file).map(Int.init) }
    guard files.problem(of: file) == nil else { return [] }
    guard let targets = files.targets(of: file) else {
      return snapshot!.imports(file).map(Int.init)
    }
    return targets.compactMap { if case .file(let target) = $0 { target } else { nil } }
  }

  /// The target of each import of `file`.
  func targets(of file: Int) -> [ImportTarget] {
    files.targets(of: file) ?? targetFiles(of: file).map(ImportTarget.file)
  }

  func sourceID(of file: Int) -> ObjectID {
    files.reading(of: file)?.sourceID ?? snapshot!.sourceID(files.oldRow(of: file)!)
  }

  /// Stores a text that was needed later.
  mutating func take(_ text: ParsedText, of file: Int) {
    files[file].analysis = text.analysis
    textsReadAgain.append(file)
    if let restamp = text.restamp { take(restamp, of: file) }
  }

  /// Stores the stamp of a text that was needed later.
  mutating func take(_ restamp: ProjectFile.Restamp, of file: Int) {
    files[file].restamp = restamp
    sourcesRead += 1
  }

  /// Releases the texts of files, which are read again when they are needed.
  mutating func releaseTexts(of released: [Int]) {
    for file in released {
      if files.analysis(of: file) != nil { files[file].analysis = nil }
      if files.reading(of: file)?.bytes.isEmpty == false { files[file].reading?.bytes = [] }
    }
  }

  /// Moves out the parsed texts of files, one slot per file; `nil` if there is none. A later
  /// request parses the text again.
  mutating func takeAnalyses(of wanted: [Int]) -> ResultSlots<FileAnalysis?> {
    let slots = ResultSlots<FileAnalysis?>(count: wanted.count)
    for (number, file) in wanted.enumerated() {
      slots.set(number, to: takeAnalysis(of: file))
    }
    return slots
  }

  mutating func takeAnalysis(of file: Int) -> FileAnalysis? {
    files.takeAnalysis(of: file)
  }

  // MARK: Loading

  /// The result of reading one file.
  enum Loaded: Sendable {
    case problem(SourceProblem)
    case same(ProjectFile.Restamp)
    /// - Parameter imports: the target of each of the facts' imports.
    case new(SourceReading, FileFacts, FileAnalysis?, imports: [ModulePath])

    /// A few words for the trace.
    var outcome: String {
      switch self {
      case .problem: "cannot be read"
      case .same: "the same bytes"
      case .new(_, _, nil, _): "hit: these bytes were parsed before"
      case .new: "parsed"
      }
    }
  }

  /// Reads the files of one wave in parallel, then adds their imports in order.
  ///
  /// - Returns: the files met for the first time.
  mutating func loadWave(_ wave: [Int]) -> [Int] {
    // Copies, because `self` changes while the threads work.
    let (context, snapshot) = (context, snapshot)
    var met: [Int] = []
    Parallel.map(wave.map { files[$0] }, threadsMax: context.options.threadsMax) { file in
      let beginning = context.options.trace.begin()
      let loaded = Self.load(file, snapshot, context)
      context.options.trace.end(
        beginning, .file, "read \(context.names.shown(file.path.path))",
        [("outcome", .string(loaded.outcome))])
      return loaded
    } inOrder: { index, loaded in
      take(loaded, of: wave[index], met: &met)
    }
    return met
  }

  /// Replaces the text of a file, and reads the files that it imports for the first time.
  ///
  /// - Returns: the files met for the first time.
  mutating func replace(_ file: Int, by loaded: Loaded) -> [Int] {
    let (path, row) = (files.path(of: file), files.oldRow(of: file))
    files[file] = ProjectFile(path: path, oldRow: row)
    var met: [Int] = []
    take(loaded, of: file, met: &met)
    var pending = met
    while !pending.isEmpty {
      pending = loadWave(pending)
      met += pending
    }
    return met
  }

  /// Adds the result of reading a file.
  ///
  /// - Parameter met: receives the files met for the first time.
  mutating func take(_ loaded: Loaded, of file: Int, met: inout [Int]) {
    switch loaded {
    case .problem(let problem):
      files[file].problem = problem
      hasNewShape = true
    case .same(let restamp):
      sourcesRead += 1
      files[file].restamp = restamp
    case .new(let reading, let facts, let analysis, let imports):
      sourcesRead += 1
      files[file].take(reading, facts, analysis)
      resolve(imports, of: file, met: &met)
    }
  }

  static func load(
    _ file: ProjectFile, _ snapshot: FileHashCache?, _ context: BuildContext
  ) -> Loaded {
    let reading: SourceReading
    do throws(SourceProblem) {
      reading = try context.reader.reading(of: file.path.path)
    } catch {
      return .problem(error)
    }
    if let row = file.oldRow, snapshot!.sourceID(row) == reading.sourceID,
      context.options.changeDetection == .stamps
    {
      return .same(.init(stamp: reading.stamp, isRacy: reading.isRacy))
    }
    if context.options.changeDetection == .stamps,
      let facts = context.cache.facts(
        path: file.path.path, sourceID: reading.sourceID, epoch: compilerEpochHex)
    {
      return .new(reading, facts, nil, imports: facts.imports.map { file.path.importing($0.path) })
    }
    let analysis = FileAnalysis(analyzing: reading.bytes, of: file.path.origin)
    let facts = FileFacts(analysis)
    return .new(
      reading, facts, analysis, imports: facts.imports.map { file.path.importing($0.path) })
  }

  private mutating func resolve(_ imports: [ModulePath], of file: Int, met: inout [Int]) {
    var targets: [ImportTarget] = []
    targets.reserveCapacity(imports.count)
    for target in imports {
      if let refused = ImportTarget.refused(target, rootFolder: context.rootFolderComponents) {
        targets.append(refused)
      } else {
        let countBefore = files.count
        targets.append(.file(index(of: target)))
        if files.count > countBefore { met.append(countBefore) }
      }
    }
    files[file].targets = targets
    guard let row = files.oldRow(of: file) else {
      hasNewShape = true
      return
    }
    if targets != snapshot!.imports(row).map({ .file(Int($0)) }) { hasNewShape = true }
  }

  /// The file's index; `nil`: the path was not met before.
  func knownIndex(of path: ModulePath) -> Int? {
    snapshot?.row(ofPath: path.path) ?? newFiles[path]
  }

  /// The file's index. Adds a path that was not met before.
  mutating func index(of path: ModulePath) -> Int {
    if let known = knownIndex(of: path) { return known }
    newFiles[path] = files.count
    files.append(path)
    return files.count - 1
  }

  /// All files in the order in which waves of imports, each read in order, meet them first.
  func orderOfWaves() -> [Int] {
    var order = [root]
    var isMet = [Bool](repeating: false, count: files.count)
    isMet[root] = true
    var next = 0
    while next < order.count {
      for target in targetFiles(of: order[next]) where !isMet[target] {
        isMet[target] = true
        order.append(target)
      }
      next += 1
    }
    return order
  }

  /// Reorders the files of a project without rows. No file can be added afterwards.
  ///
  /// - Parameter order: the old indices in the new order; each once, the root first.
  mutating func renumber(by order: [Int]) {
    precondition(snapshot == nil && order.count == files.count && order.first == root)
    var numbers = [Int](repeating: 0, count: order.count)
    for (number, file) in order.enumerated() { numbers[file] = number }
    files.renumber(by: order)
    for file in files.indices { files[file].renumberTargets(numbers) }
    root = 0
    newFiles = [:]
  }

  /// Lets files be found by their paths again, after ``renumber(by:)``.
  mutating func indexPaths() {
    for file in files.indices where files.oldRow(of: file) == nil {
      newFiles[files.path(of: file)] = file
    }
  }

  /// Determines which files the root reaches. If the shape is the last build's, or if there is no
  /// last build, that is every file.
  private mutating func markReachable() {
    guard hasNewShape, snapshot != nil else { return }
    markReachable(from: [root])
  }

  /// Determines which files are reached from these.
  mutating func markReachable(from roots: [Int]) {
    var reached = [Bool](repeating: false, count: files.count)
    var pending = roots
    for root in roots { reached[root] = true }
    while let file = pending.popLast() {
      for target in targetFiles(of: file) where !reached[target] {
        reached[target] = true
        pending.append(target)
      }
    }
    reachable = reached
  }
}
