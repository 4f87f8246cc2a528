// Changes to a project in memory: unsaved texts, and files that changed on disk.

import BuildCache
import FileIO
import MiniFrontend
import ObjectStore
package import SystemPackage

extension LiveProject {
  /// Replaces a file by a text, whether the project contains the file or not.
  package func setText(_ bytes: [UInt8], at path: FilePath) {
    guard let module = name(of: path) else { return }
    let known = graph.knownIndex(of: module)
    let isReached = known.map { graph.isReachable($0) } ?? false
    let file = known ?? compilation.graph.index(of: module)
    let analysis = FileAnalysis(analyzing: bytes, of: module.origin)
    let text = UnsavedText(
      reading: SourceText(location: .nowhere, bytes: bytes).reading, facts: FileFacts(analysis),
      analysis: analysis)
    texts[file] = text
    apply([(file, loaded(text, of: file))])
    if !isReached { markReachable() }
  }

  /// Ends the replacement of a file, whether the project reaches it now or not.
  package func removeText(at path: FilePath) {
    guard let file = name(of: path).flatMap({ graph.knownIndex(of: $0) }),
      texts.removeValue(forKey: file) != nil
    else { return }
    apply([(file, loaded(file))])
    markReachable()
  }

  /// Looks for changes on disk. Cost: a stat for each file.
  package func refresh() {
    let changes = filesChangedOnDisk()
    guard !changes.isEmpty else { return }
    let (graph, context) = (compilation.graph, compilation.context)
    let loaded = Parallel.map(changes, threadsMax: options.threadsMax) { file in
      ProjectGraph.load(graph.files[file], graph.snapshot, context)
    }
    apply(Array(zip(changes, loaded)))
  }

  func loaded(_ file: Int) -> ProjectGraph.Loaded {
    ProjectGraph.load(graph.files[file], graph.snapshot, compilation.context)
  }

  private func loaded(_ text: UnsavedText, of file: Int) -> ProjectGraph.Loaded {
    let path = graph.files.path(of: file)
    return .new(
      text.reading, text.facts, text.analysis,
      imports: text.facts.imports.map { path.importing($0.path) })
  }

  /// The files with unsaved texts are left out.
  private func filesChangedOnDisk() -> [Int] {
    let graph = compilation.graph
    var changed: [Int] = []
    if let snapshot = graph.snapshot {
      let rows = snapshot.changedRows(
        rootFolder: rootFolder, fixedPrefix: StandardModule.prefix, fileSystem: fileSystem,
        threadsMax: options.threadsMax)
      changed = rows.map(\.row).filter { !graph.files.isTouched($0) }
    }
    for file in graph.files.touchedIndices where texts[file] == nil {
      let path = graph.files.path(of: file)
      guard path.standardModule == nil else { continue }
      let full = rootFolder.pushing(FilePath(path.path))
      // A file that cannot be examined is read, which finds the reason.
      let status = (try? fileSystem.status(of: full, followingLinks: true)) ?? nil
      let isSame =
        if let stamp = graph.files.stamp(of: file) {
          status.map { Stamp($0) } == stamp && !graph.files.isRacy(file)
        } else {
          status == nil && graph.files.problem(of: file) == .absent
        }
      if !isSame { changed.append(file) }
    }
    return changed
  }

  /// Replaces files, and marks those that see a difference.
  func apply(_ changes: [(file: Int, loaded: ProjectGraph.Loaded)]) {
    var interfaces: [InterfaceChange] = []
    var hasOtherShape = false
    for (file, loaded) in changes {
      let before = Seen(file, in: graph)
      let met = compilation.graph.replace(file, by: loaded)
      let after = Seen(file, in: graph)
      if before.sourceID == after.sourceID, after.sourceID != nil { continue }
      stale.insert(file)
      stale.formUnion(met)
      releaseTexts(of: met + [file])
      hasOtherShape = hasOtherShape || !met.isEmpty || before.targets != after.targets
      if let change = after.change(since: before, graph) { interfaces.append(change) }
    }
    if hasOtherShape { markReachable() }
    if hasOtherShape || !interfaces.isEmpty {
      compilation.changed = graph.changedDeclarations
      stale.formUnion(graph.users(of: interfaces))
    }
  }

  /// Determines which files the root and the unsaved texts reach. A file that is reached no longer has
  /// no diagnostics, and one that is reached again is checked.
  private func markReachable() {
    let before = graph.files.indices.map { graph.isReachable($0) }
    compilation.graph.markReachable(from: [graph.root] + texts.keys.sorted())
    for file in graph.files.indices {
      let isReachable = graph.isReachable(file)
      if isReachable, !before[file] { stale.insert(file) }
      if !isReachable { set([], of: file) }
    }
  }
}

/// All that importers see of a file, and what it is compared by.
private struct Seen {
  let interface: Interface?
  let targets: [ImportTarget]
  /// `nil`: the file cannot be read.
  let sourceID: ObjectID?
  private let file: Int

  init(_ file: Int, in graph: ProjectGraph) {
    self.file = file
    guard graph.files.isKnown(file) else {
      (interface, targets, sourceID) = (nil, [], nil)
      return
    }
    interface = graph.interface(of: file)
    targets = graph.targets(of: file)
    sourceID = graph.sourceID(of: file)
  }

  func change(since before: Seen, _ graph: ProjectGraph) -> InterfaceChange? {
    guard let old = before.interface, let new = interface else {
      return before.sourceID == nil && sourceID == nil ? nil : InterfaceChange(ofAllIn: file)
    }
    return InterfaceChange(
      of: file, from: old, to: new, last: graph.lastInterface(of: file),
      hasOtherImports: before.targets != targets)
  }
}
