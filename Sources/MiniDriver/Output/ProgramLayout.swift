// The combined output's parts in link order, and the index row of each.

import BuildCache
import MiniBackend
import MiniFrontend
import ObjectStore

/// The content of main.ll, and the project's index that describes it.
struct ProgramLayout {
  /// Files in link order, as indices of the graph.
  let order: [Int]
  let header: [UInt8]
  let projectHash: ProjectHash
  /// The sections in link order.
  let runs: [SectionRun]
  let mainReturnsValue: Bool
  private let mainSignature: String
  private let context: BuildContext
  /// With `-g`: the offset of the numbers of each kept section's object; otherwise empty.
  private let basesByObject: [ObjectID: UInt32]

  /// - Parameter compilation: with `-g`, its artifacts are renumbered for their places.
  init(context: BuildContext, compilation: inout ProjectCompilation) throws {
    self.context = context
    order = Self.linkOrder(of: compilation.graph)
    basesByObject =
      context.options.debugInfo == .full ? try compilation.placeSections(inOrder: order) : [:]
    let graph = compilation.graph
    var parts = RuntimeParts()
    var hashes = CombinedHashList.Builder()
    runs = Self.runs(in: order, compilation)
    for run in runs {
      switch run {
      case .made(_, let combinedHash, _): hashes.append(combinedHash)
      case .kept(let rows):
        guard let snapshot = graph.snapshot else { continue }
        hashes.append(rows, of: snapshot)
        for row in rows { parts.formUnion(RuntimeParts(rawValue: snapshot.runtimeParts(row))) }
      }
    }
    for artifact in compilation.artifacts.values {
      parts.formUnion(RuntimeParts(rawValue: artifact.runtimeParts))
    }
    guard let main = try graph.mainSignature() else {
      preconditionFailure("a program without a main function has errors")
    }
    mainSignature = main.text
    mainReturnsValue = main.result == .i32
    header = ProgramHeader.text(
      rootModule: context.rootModule, mainResult: main.result.scalar ?? .void, parts: parts,
      debugInfo: context.options.debugInfo)
    projectHash =
      ProjectInputs(
        epoch: compilerEpochHex, options: context.irOptions, rootModule: context.rootModule,
        mainSignature: mainSignature, files: hashes.finish()
      ).projectHash
  }

  /// The sections of the files in `order`. Rows that are also consecutive in the last build's index
  /// form one run.
  private static func runs(in order: [Int], _ compilation: ProjectCompilation) -> [SectionRun] {
    let graph = compilation.graph
    var runs: [SectionRun] = []
    var kept = 0..<0
    func endRun() {
      if !kept.isEmpty { runs.append(.kept(rows: kept)) }
      kept = 0..<0
    }
    for file in order {
      if let artifact = compilation.artifacts[file] {
        endRun()
        runs.append(
          .made(
            path: graph.files.path(of: file).path, combinedHash: artifact.combinedHash,
            ir: artifact.ir))
      } else if !kept.isEmpty, kept.upperBound == file {
        kept = kept.lowerBound..<(file + 1)
      } else {
        precondition(file < (graph.snapshot?.count ?? 0), "what has no row has been compiled")
        endRun()
        kept = file..<(file + 1)
      }
    }
    endRun()
    return runs
  }

  // MARK: Numbers of -g

  /// An object's IR, renumbered for its section.
  func section(of id: ObjectID, _ ir: [UInt8]) -> [UInt8] {
    basesByObject[id].map { DebugFields.rebased(ir, from: 0, to: $0) } ?? ir
  }

  /// The object's IR from which a kept section was made.
  func object(of id: ObjectID, _ section: [UInt8]) -> [UInt8] {
    basesByObject[id].map { DebugFields.rebased(section, from: $0, to: 0) } ?? section
  }

  static func linkOrder(of graph: ProjectGraph) -> [Int] {
    guard graph.hasNewShape else { return Array(graph.files.indices) }
    let reachable = graph.files.indices.filter { graph.isReachable($0) }
    var position = [Int](repeating: 0, count: graph.files.count)
    for (index, file) in reachable.enumerated() { position[file] = index }
    return LinkOrder(
      names: reachable.map { graph.files.path(of: $0).module },
      imports: reachable.map { graph.targetFiles(of: $0).map { position[$0] } }
    ).sorted().map { reachable[$0] }
  }

  /// The project's index after this build.
  func encodedIndex(_ compilation: ProjectCompilation, outputs: [OutputRecord]) -> IndexImage {
    let graph = compilation.graph
    let project = ProjectRecord(
      epoch: compilerEpochHex, options: context.irOptions, rootName: context.rootName,
      mainSignature: mainSignature, projectHash: projectHash,
      headerLength: UInt64(header.count), outputs: outputs)
    if let snapshot = graph.snapshot, !graph.hasNewShape {
      // An artifact belongs to a file that was read or that uses names with new forms.
      let changed = (graph.files.touchedIndices + compilation.artifacts.files).sorted()
      var changes: [(row: Int, source: FileRow)] = []
      for file in changed where file != changes.last?.row {
        changes.append((file, row(of: file, compilation, targets: snapshot.imports(file))))
      }
      return snapshot.patched(
        project: project, changes: changes, functionCount: graph.functionCount)
    }
    var rowOf = [UInt32](repeating: 0, count: graph.files.count)
    for (row, file) in order.enumerated() { rowOf[file] = UInt32(row) }
    let rows = order.map { file in
      row(of: file, compilation, targets: graph.targetFiles(of: file).map { rowOf[$0] })
    }
    return IndexImage(
      FileHashCache.encode(project: project, rows: rows, from: graph.snapshot))
  }

  private func row(
    of file: Int, _ compilation: ProjectCompilation, targets: [UInt32]
  ) -> FileRow {
    let files = compilation.graph.files
    guard let artifact = compilation.artifacts[file] else {
      guard let row = files.oldRow(of: file) else {
        preconditionFailure("a file without a row has been compiled")
      }
      guard let restamp = files[file].restamp else { return .kept(row: row) }
      return .restamped(row: row, stamp: restamp.stamp, isRacy: restamp.isRacy)
    }
    let stamp: (Stamp, Bool)
    if let reading = files.reading(of: file) {
      stamp = (reading.stamp, reading.isRacy)
    } else if let restamp = files[file].restamp {
      stamp = (restamp.stamp, restamp.isRacy)
    } else {
      let (snapshot, row) = (compilation.graph.snapshot!, files.oldRow(of: file)!)
      stamp = (snapshot.stamp(row), snapshot.isRacy(row))
    }
    let text = text(of: file, compilation.graph, warnings: artifact.warnings)
    return .new(
      FileRecord(
        path: files.path(of: file).path, stamp: stamp.0, isRacy: stamp.1,
        sourceID: compilation.graph.sourceID(of: file), diagnostics: text.diagnostics,
        functionCount: text.functionCount,
        imports: zip(targets, text.names).map { ImportLink(target: $0, names: $1) },
        combinedHash: artifact.combinedHash, irID: artifact.irID,
        irSize: UInt64(artifact.ir.count), irChecksum: artifact.irChecksum,
        sectionChecksum: artifact.sectionChecksum, runtimeParts: artifact.runtimeParts))
  }

  /// A row's fields that follow from a file's text: of this build, else of the old row.
  private func text(
    of file: Int, _ graph: ProjectGraph, warnings: [UInt8]?
  ) -> (diagnostics: [UInt8], functionCount: UInt32, names: [NameMask]) {
    if let facts = graph.files.facts(of: file) {
      return (
        Diagnostic.merged(facts.diagnostics, warnings ?? []), facts.functionCount,
        facts.imports.map { NameMask($0.names, isInForms: $0.isInForms) }
      )
    }
    let (snapshot, row) = (graph.snapshot!, graph.files.oldRow(of: file)!)
    return (
      diagnostics(ofRow: row, of: file, graph, warnings: warnings), snapshot.functionCount(row),
      snapshot.links(row).map(\.names)
    )
  }

  /// The warnings of a file whose text is that of its row.
  ///
  /// - Parameter warnings: the back end's, of this build; `nil`: those of the row.
  private func diagnostics(
    ofRow row: Int, of file: Int, _ graph: ProjectGraph, warnings: [UInt8]?
  ) -> [UInt8] {
    let old = graph.snapshot!.diagnostics(row)
    guard let warnings, !(warnings.isEmpty && old.isEmpty) else { return old }
    guard let facts = graph.facts(of: file) else { return old }
    return Diagnostic.merged(facts.diagnostics, warnings)
  }
}

extension Diagnostic {
  /// The encoded diagnostics of two stages as one list, in the order of the text.
  static func merged(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
    if second.isEmpty { return first }
    let all = ([Diagnostic](decoding: first) ?? []) + ([Diagnostic](decoding: second) ?? [])
    return all.enumerated().sorted {
      ($0.element.location.byteOffset, $0.offset) < ($1.element.location.byteOffset, $1.offset)
    }.map(\.element).encoded()
  }
}
