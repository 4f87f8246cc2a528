// verify, indexes: header and checksums, and the consistency of the rows.

import FileIO
import ObjectStore

extension Verification {
  /// Loads a tree's index and checks it.
  ///
  /// - Returns: the rows that name the tree's objects, including those of native code and of
  ///   projects.
  mutating func checkIndex(
    of tree: ObjectDatabase.Tree, units: UnitCache?, projects: [LoadedProject]
  ) -> RowsByObject {
    @Sendable func others(_ layers: [KeyedIndex]) -> RowsByObject {
      RowsByObject(tree, layers, units: units?.index, projects: projects)
    }
    guard let chain = usableIndex(of: tree) else { return others([]) }
    let newer = NewerKeys(chain.layers)
    let beginnings = chain.layers.map { KeyBeginnings($0, tree) }
    let pieces = KeysPiece.all(of: chain.layers)
    var problem: String?
    var namers: RowsByObject?
    @Sendable func work(_ number: Int) -> IndexFinding {
      switch number {
      case 0: .disorder(chain.disorder())
      case 1: .namers(others(chain.layers))
      default: .keys(pieces[number - 2].finding(in: chain.layers, beginnings, newer))
      }
    }
    func take(_ number: Int, _ finding: IndexFinding) -> Bool {
      switch finding {
      case .disorder(let found): problem = found
      case .namers(let made): namers = made
      case .keys(let (rows, wrong)):
        count(rows: rows)
        let layer = chain.layers[pieces[number - 2].layer]
        for row in wrong { faultOfKey(row, of: layer, tree) }
      }
      return problem == nil
    }
    // All parts run at once, and their results are discarded if the index is in disorder. But in a
    // large index each part touches other pages, so there the first two run alone.
    let alone = chain.isLarge ? 2 : 0
    for number in 0..<alone where problem == nil { _ = take(number, work(number)) }
    if problem == nil {
      let count = pieces.count + 2 - alone
      Parallel.stream(count: count, threadsMax: threadsMax, aheadMax: max(count, 1)) {
        work($0 + alone)
      } inOrder: {
        take($0 + alone, $1)
      }
    }
    for layer in chain.layers { layer.heap.file.releaseAllPages() }
    if let problem {
      count(rows: chain.layers.reduce(0) { $0 + $1.count })
      faultOfIndex(tree, problem)
      return others([])
    }
    return namers ?? others(chain.layers)
  }

  private mutating func faultOfKey(
    _ row: Int, of layer: KeyedIndex, _ tree: ObjectDatabase.Tree
  ) {
    fault(
      tree.indexName, "the row of '\(layer.owner(row))' does not match its key",
      .forgetRow(tree, key: layer.key(row)))
  }

  private mutating func usableIndex(of tree: ObjectDatabase.Tree) -> KeyedChain? {
    switch load(tree) {
    case .loaded(let chain):
      if let problem = chain.tailProblem { fault(tree.indexName, problem, .rewriteIndex(tree)) }
      return chain
    case .absent:
      note(tree.indexName, "absent", "the next build that compiles something creates it")
    case .newer:
      note(tree.indexName, "written by a newer mini", "it is left alone")
    case .unreadable(let reason):
      fault(tree.indexName, reason, Repair.readable)
    case .damaged(let reason):
      faultOfIndex(tree, reason)
    }
    return nil
  }

  private func load(_ tree: ObjectDatabase.Tree) -> LoadOutcome<KeyedChain> {
    let path = directory.path(tree.indexName)
    return tree == .zir
      ? ZirCache.load(path, scrutiny: .inPieces, fileSystem: fileSystem)
        .flatMap { .loaded($0.chain) }
      : AirCache.load(path, scrutiny: .inPieces, fileSystem: fileSystem)
        .flatMap { .loaded($0.chain) }
  }

  /// A tree's index, without further checks; `nil` if there is none that can be used.
  func index(of tree: ObjectDatabase.Tree) -> KeyedChain? {
    guard case .loaded(let chain) = load(tree) else { return nil }
    return chain
  }

  private mutating func faultOfIndex(_ tree: ObjectDatabase.Tree, _ problem: String) {
    // A build may have written it again since. It is moved only if it is still damaged.
    if mode == .repair, let again = index(of: tree), again.disorder() == nil {
      return fault(tree.indexName, problem, .done("a build has rewritten it in the meantime"))
    }
    let path = directory.path(tree.indexName)
    fault(
      tree.indexName, problem,
      .moveAside(path, as: tree.indexName, then: "the next builds rebuild it"))
  }

  // MARK: Projects

  /// Loads the indexes of all projects and checks them.
  mutating func loadProjects() throws(MaintenanceError) -> [LoadedProject] {
    let folders = try MaintenanceError.ofFile { () throws(FileError) in
      try ProjectFolder.all(in: directory, fileSystem: fileSystem)
    }
    var projects: [LoadedProject] = []
    for folder in folders {
      let path = folder.prefix + CacheName.fileHashes
      switch FileHashCache.load(folder.index, scrutiny: .inPieces, fileSystem: fileSystem) {
      case .absent:
        // The cache's top need not be a project's folder. It is if it has a combined IR.
        let combined = try MaintenanceError.ofFile { () throws(FileError) in
          try fileSystem.entries(of: folder.combinedFolder) ?? []
        }
        if combined.isEmpty { continue }
        note(path, "absent", "the next build reads all sources and creates it")
      case .newer: note(path, "written by a newer mini", "it is left alone")
      case .unreadable(let reason): fault(path, reason, Repair.readable)
      case .damaged(let reason): faultOfProject(folder, reason)
      case .loaded(let index):
        count(rows: index.count)
        if let problem = index.disorder(threadsMax: threadsMax) {
          faultOfProject(folder, problem)
        } else {
          projects.append(LoadedProject(folder: folder, index: index))
        }
        index.bytes.releaseAllPages()
      }
    }
    return projects
  }
}

/// The result of one part of the work on a tree's index.
private enum IndexFinding: Sendable {
  /// The first inconsistency, if there is any.
  case disorder(String?)
  case namers(RowsByObject)
  /// The number of a piece's rows that count, and the wrong ones among them.
  case keys((rows: Int, wrong: [Int]))
}

/// Rows of a layer whose keys are compared with those of their inputs.
private struct KeysPiece: Sendable {
  /// The layer's number, the newest first.
  let layer: Int
  let rows: Range<Int>

  /// Small enough that no thread waits long for another.
  private static let rowsPerPiece = 1024

  /// All rows of all layers, in pieces.
  static func all(of layers: [KeyedIndex]) -> [KeysPiece] {
    layers.enumerated().flatMap { number, layer in
      (0..<layer.count).pieces(of: rowsPerPiece).map {
        KeysPiece(layer: number, rows: $0)
      }
    }
  }

  func finding(
    in layers: [KeyedIndex], _ beginnings: [KeyBeginnings], _ newer: NewerKeys
  ) -> (rows: Int, wrong: [Int]) {
    let (index, beginning) = (layers[layer], beginnings[layer])
    let counting = rows.filter { !newer.supersede(index.key($0), ofLayer: layer) }
    let wrong = counting.filter { beginning.key(of: $0, in: index) != index.key($0) }
    if rows.upperBound % RowsByObject.walkedRowsMax == 0 { index.releasePages() }
    return (counting.count, wrong)
  }
}

/// The hashers of a layer's settings, each already fed its epoch and options. There are few
/// settings, and they are stored elsewhere than the rows, so reading them once touches fewer pages.
private struct KeyBeginnings: Sendable {
  private let tree: ObjectDatabase.Tree
  private let settings: [KeyHasher]

  /// Hashers to keep. No build makes more settings; those of more are computed for each row.
  private static let keptMax = 256

  init(_ index: KeyedIndex, _ tree: ObjectDatabase.Tree) {
    self.tree = tree
    settings = (0..<min(index.settings.rowCount, Self.keptMax)).map {
      Self.beginning(ofSetting: $0, in: index, tree)
    }
  }

  private static func beginning(
    ofSetting setting: Int, in index: KeyedIndex, _ tree: ObjectDatabase.Tree
  ) -> KeyHasher {
    let ranges = index.settingRanges(setting)
    var hasher = KeyHasher(kind: tree == .zir ? FileInputs.kind : FunctionInputs.kind)
    feed(
      epoch: IndexText(source: index.heap.file, range: ranges.epoch),
      options: IndexText(source: index.heap.file, range: ranges.options), into: &hasher)
    return hasher
  }

  /// The key of a row's recorded inputs; `nil` if the row is malformed.
  func key(of row: Int, in index: KeyedIndex) -> Digest? {
    let setting = index.entries.small(row, EntryField.setting)
    let beginning =
      setting < settings.count
      ? settings[setting] : Self.beginning(ofSetting: setting, in: index, tree)
    return tree == .zir
      ? ZirEntry.key(of: index, row: row, after: beginning)
      : AirEntry.key(of: index, row: row, after: beginning)
  }
}

extension KeyedChain {
  fileprivate var isLarge: Bool { layers.contains { $0.heap.file.isLarge } }

  /// The first inconsistency in a layer; `nil` if there is none.
  fileprivate func disorder() -> String? {
    for layer in layers {
      if let problem = layer.disorder() { return problem }
    }
    return nil
  }
}

extension KeyedIndex {
  /// The first inconsistency; `nil` if there is none. Walks through one table after the other, so
  /// that little of the index is in memory.
  fileprivate func disorder() -> String? {
    let misfit = "its names and entries do not fit together"
    // For each entry the name that lists it as a generation.
    var owners = [Int32](repeating: -1, count: count)
    for name in 0..<names.rowCount {
      if name % RowsByObject.walkedRowsMax == 0 { releasePages() }
      let range = nameRange(name)
      if name > 0, heap.file.compare(nameRange(name - 1), with: heap.file, range) >= 0 {
        return "its names are not in order"
      }
      for generation in generationRows(ofName: name) {
        let row = generations.small(generation, 0)
        guard row < count, owners[row] < 0 else { return misfit }
        owners[row] = Int32(clamping: name)
      }
    }
    for row in 0..<count {
      if row % RowsByObject.walkedRowsMax == 0 { releasePages() }
      guard row == 0 || key(row - 1) < key(row) else { return "its keys are not in order" }
      guard owners[row] >= 0 else { return "it has entries without a name" }
      guard nameRow(row) == Int(owners[row]) else { return misfit }
    }
    for row in 1..<max(evicted.rowCount, 1) {
      if row % RowsByObject.walkedRowsMax == 0 { releasePages() }
      guard evicted.digest(row - 1, EvictedField.key) < evicted.digest(row, EvictedField.key)
      else { return "its evicted keys are not in order" }
    }
    return nil
  }
}

extension FileHashCache {
  /// The first inconsistency; `nil` if there is none.
  fileprivate func disorder(threadsMax: Int) -> String? {
    let pieces = (0..<count).pieces(of: RowsByObject.walkedRowsMax)
    let problems = Parallel.map(pieces, threadsMax: threadsMax) { rows in
      let problem = disorder(of: rows)
      releasePages()
      return problem
    }
    if let problem = problems.lazy.compactMap(\.self).first { return problem }
    guard end(ofSectionsBefore: count) == project.outputLength else {
      return "its sections do not add up to the output"
    }
    return showsEachByteOnce() ? nil : "its rows overlap"
  }

  private func disorder(of rows: Range<Int>) -> String? {
    for row in rows {
      let path = path(row)
      guard self.row(ofPath: path) == row else {
        return "the file '\(path)' is not found by its path"
      }
      guard
        importRows(row).allSatisfy({
          imports.small($0, ImportField.importer) == row
            && imports.small($0, ImportField.target) < count
        })
      else { return "the imports of '\(path)' are not its own" }
      let marker = SectionMarker.length(pathLength: path.utf8.count)
      let start = end(ofSectionsBefore: row)?.addingReportingOverflow(UInt64(marker))
      guard let start, !start.overflow, section(row).offset == start.partialValue,
        end(ofSectionsBefore: row + 1) != nil
      else { return "the section of '\(path)' is not at its offset" }
    }
    return nil
  }

  /// The end of the section before `row`, or of the header for row 0; `nil` if it overflows.
  private func end(ofSectionsBefore row: Int) -> UInt64? {
    guard row > 0 else { return project.headerLength }
    let section = section(row - 1)
    let (end, overflow) = section.offset.addingReportingOverflow(section.length)
    return overflow ? nil : end
  }

  /// Whether all rows together refer to no more of names, warnings and imports than these contain.
  private func showsEachByteOnce() -> Bool {
    var namesLeft = names.rowCount
    for row in 0..<folders.rowCount { namesLeft -= folderRange(row).count }
    for row in 0..<stamps.rowCount {
      if row % RowsByObject.walkedRowsMax == 0 { releasePages() }
      namesLeft -= nameRange(row).count
    }
    var warningsLeft = warnings.rowCount
    for row in 0..<warned.rowCount { warningsLeft -= warningsRange(row).count }
    var importsLeft = imports.rowCount
    for row in 0..<count {
      if row % RowsByObject.walkedRowsMax == 0 { releasePages() }
      importsLeft -= importRows(row).count
    }
    return min(namesLeft, warningsLeft, importsLeft) >= 0
  }
}
