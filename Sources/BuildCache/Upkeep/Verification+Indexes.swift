// verify, indexes: frame and checksums, and that the rows inside fit together.

import FileIO
import ObjectStore

extension Verification {
  /// Loads a tree's index and checks it.
  ///
  /// - Returns: what names the tree's objects, the projects' rows among it.
  mutating func checkIndex(
    of tree: ObjectDatabase.Tree, projects: [LoadedProject]
  ) -> ObjectNamers {
    guard let chain = usableIndex(of: tree) else {
      return ObjectNamers(tree, [], projects: projects)
    }
    if let problem = chain.disorder() {
      count(rows: chain.layers.reduce(0) { $0 + $1.count })
      faultOfIndex(tree, problem)
      return ObjectNamers(tree, [], projects: projects)
    }
    var newer = NewerKeys()
    for layer in chain.layers {
      for row in 0..<layer.count {
        if row % ObjectNamers.residentRowsMax == 0 { layer.releasePages() }
        if newer.contain(layer.key(row)) { continue }
        count(rows: 1)
        if hasRightKey(layer, row, tree) { continue }
        fault(
          tree.indexName, "the row of '\(layer.owner(row))' is not what its key was made of",
          .forgetRow(tree, key: layer.key(row)))
      }
      if layer !== chain.layers.last { newer.add(layer) }
    }
    return ObjectNamers(tree, chain.layers, projects: projects)
  }

  private mutating func usableIndex(of tree: ObjectDatabase.Tree) -> KeyedChain? {
    switch load(tree) {
    case .loaded(let chain):
      if let problem = chain.tailProblem { fault(tree.indexName, problem, .rewriteIndex(tree)) }
      return chain
    case .absent:
      note(tree.indexName, "absent", "a build that compiles something makes it")
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
    switch tree {
    case .zir:
      return ZirCache.load(path, scrutiny: .inPieces, fileSystem: fileSystem)
        .flatMap { .loaded($0.chain) }
    case .objects:
      return AirCache.load(path, scrutiny: .inPieces, fileSystem: fileSystem)
        .flatMap { .loaded($0.chain) }
    }
  }

  /// A tree's index, unchecked; `nil` if there is none that can be used.
  func index(of tree: ObjectDatabase.Tree) -> KeyedChain? {
    guard case .loaded(let chain) = load(tree) else { return nil }
    return chain
  }

  private mutating func faultOfIndex(_ tree: ObjectDatabase.Tree, _ problem: String) {
    // A build may have healed it since: only what is damaged still is moved.
    if mode == .repair, let again = index(of: tree), again.disorder() == nil {
      return fault(tree.indexName, problem, .done("written anew meanwhile"))
    }
    let path = directory.path(tree.indexName)
    fault(
      tree.indexName, problem,
      .moveAside(path, as: tree.indexName, then: "the next builds make it anew"))
  }

  /// Whether a row's inputs, as they are recorded, hash to its key.
  private func hasRightKey(
    _ index: KeyedIndex, _ row: Int, _ tree: ObjectDatabase.Tree
  ) -> Bool {
    switch tree {
    case .zir: ZirEntry(index, row: row)?.inputs.combinedHash.digest == index.key(row)
    case .objects: AirEntry(index, row: row)?.inputs.key.digest == index.key(row)
    }
  }

  // MARK: Projects

  /// Loads the indexes of all projects and checks them.
  mutating func loadProjects() throws(UpkeepError) -> [LoadedProject] {
    let folders = try UpkeepError.ofFile { () throws(FileError) in
      try ProjectFolder.all(in: directory, fileSystem: fileSystem)
    }
    var projects: [LoadedProject] = []
    for folder in folders {
      let path = folder.prefix + ProjectFolder.indexName
      switch FileHashCache.load(folder.index, scrutiny: .inPieces, fileSystem: fileSystem) {
      case .absent:
        // The top need not be a project's folder; one that has a combined IR is.
        let combined = try UpkeepError.ofFile { () throws(FileError) in
          try fileSystem.entries(of: folder.combinedFolder) ?? []
        }
        if combined.isEmpty { continue }
        note(path, "absent", "the next build reads all sources and makes it")
      case .newer: note(path, "written by a newer mini", "it is left alone")
      case .unreadable(let reason): fault(path, reason, Repair.readable)
      case .damaged(let reason): faultOfProject(folder, reason)
      case .loaded(let index):
        count(rows: index.count)
        if let problem = index.disorder() {
          faultOfProject(folder, problem)
        } else {
          projects.append(LoadedProject(folder: folder, index: index))
        }
      }
    }
    return projects
  }
}

extension KeyedChain {
  /// What does not fit together in one of the layers; `nil` if all does.
  fileprivate func disorder() -> String? {
    for layer in layers {
      if let problem = layer.disorder() { return problem }
    }
    return nil
  }
}

extension KeyedIndex {
  /// What does not fit together; `nil` if all does.
  fileprivate func disorder() -> String? {
    for row in 1..<max(count, 1) {
      if row % ObjectNamers.residentRowsMax == 0 { releasePages() }
      guard key(row - 1) < key(row) else { return "its keys are not in order" }
    }
    for row in 1..<max(evicted.rowCount, 1) {
      if row % ObjectNamers.residentRowsMax == 0 { releasePages() }
      guard evicted.digest(row - 1, EvictedField.key) < evicted.digest(row, EvictedField.key)
      else { return "its evicted keys are not in order" }
    }
    var isNamed = [Bool](repeating: false, count: count)
    for name in 0..<names.rowCount {
      if name % ObjectNamers.residentRowsMax == 0 { releasePages() }
      let range = nameRange(name)
      if name > 0, heap.bytes.compare(nameRange(name - 1), with: heap.bytes, range) >= 0 {
        return "its names are not in order"
      }
      for generation in generationRows(ofName: name) {
        let row = generations.small(generation, 0)
        guard row < count, nameRow(row) == name, !isNamed[row] else {
          return "its names and entries do not fit together"
        }
        isNamed[row] = true
      }
    }
    return isNamed.allSatisfy { $0 } ? nil : "it has entries without a name"
  }
}

extension FileHashCache {
  /// What does not fit together; `nil` if all does.
  fileprivate func disorder() -> String? {
    var end = project.headerLength
    for row in 0..<count {
      if row % ObjectNamers.residentRowsMax == 0 { releasePages() }
      let path = path(row)
      guard self.row(ofPath: path) == row else {
        return "the file '\(path)' is not found by its path"
      }
      let section = section(row)
      let marker = CombinedOutput.markerLength(pathLength: path.utf8.count)
      let start = end.addingReportingOverflow(UInt64(marker))
      let next = section.offset.addingReportingOverflow(section.length)
      guard !start.overflow, section.offset == start.partialValue, !next.overflow else {
        return "the section of '\(path)' is not where it must be"
      }
      end = next.partialValue
    }
    guard end == project.outputLength else { return "its sections do not add up to the output" }
    return showsEachByteOnce() ? nil : "its rows overlap"
  }

  /// Whether all rows together show no more of names, warnings, imports and heap than there is.
  private func showsEachByteOnce() -> Bool {
    var namesLeft = names.rowCount
    for row in 0..<folders.rowCount { namesLeft -= folderRange(row).count }
    for row in 0..<stamps.rowCount {
      if row % ObjectNamers.residentRowsMax == 0 { releasePages() }
      namesLeft -= nameRange(row).count
    }
    var warningsLeft = warnings.rowCount
    for place in 0..<warned.rowCount { warningsLeft -= warningsRange(place).count }
    var (importsLeft, heapLeft) = (imports.rowCount, heap.rowCount)
    for row in 0..<count where importsLeft >= 0 {
      if row % ObjectNamers.residentRowsMax == 0 { releasePages() }
      heapLeft -= files.small(row, FileField.interfaceLength)
      importsLeft -= importRows(row).count
      for row in importRows(row) {
        heapLeft -=
          imports.small(row, ImportField.pathLength)
          + imports.small(row, ImportField.namespaceLength)
      }
    }
    return min(namesLeft, warningsLeft, importsLeft, heapLeft) >= 0
  }
}
