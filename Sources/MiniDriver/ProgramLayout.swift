// The combined output's parts in link order, and the index row of each.

import BuildCache
import MiniBackend
import MiniFrontend
import ObjectStore

/// What main.ll consists of, and what the project's index says of it.
struct ProgramLayout {
  /// Files (indices of the graph) in link order.
  let order: [Int]
  let header: [UInt8]
  let projectHash: ProjectHash
  let sections: [Section]
  private let mainSignature: String
  private let context: BuildContext

  init(context: BuildContext, compilation: ProjectCompilation) throws(Restart) {
    let graph = compilation.graph
    let snapshot = graph.snapshot
    self.context = context
    order = Self.linkOrder(of: graph)
    var parts = RuntimeParts()
    var hashes: [CombinedHash] = []
    var sections: [Section] = []
    hashes.reserveCapacity(order.count)
    sections.reserveCapacity(order.count)
    for file in order {
      let path = graph.files[file].path.path
      if let artifact = compilation.artifacts[file] {
        parts.formUnion(RuntimeParts(rawValue: artifact.runtimeParts))
        hashes.append(artifact.combinedHash)
        sections.append(
          Section(path: path, combinedHash: artifact.combinedHash, source: .bytes(artifact.ir)))
      } else {
        guard let snapshot, let row = graph.files[file].oldRow else {
          preconditionFailure("a file without a row has been compiled")
        }
        parts.formUnion(RuntimeParts(rawValue: snapshot.runtimeParts(row)))
        hashes.append(snapshot.combinedHash(row))
        sections.append(
          Section(
            path: path, combinedHash: snapshot.combinedHash(row),
            source: .cached(irID: snapshot.irID(row), previous: snapshot.section(row))))
      }
    }
    self.sections = sections
    guard let main = try graph.interface(of: graph.root).lookup("main") else {
      preconditionFailure("a program without a main function has errors")
    }
    mainSignature = signatureText(main)
    header = programHeader(
      rootModule: context.rootModule, mainResult: main.result, parts: parts)
    projectHash =
      ProjectInputs(
        epoch: compilerEpochHex, options: context.irOptions, rootModule: context.rootModule,
        mainSignature: mainSignature, files: hashes
      ).projectHash
  }

  private static func linkOrder(of graph: ProjectGraph) -> [Int] {
    guard graph.hasNewShape else { return Array(graph.files.indices) }
    let reachable = graph.files.indices.filter { graph.files[$0].isReachable }
    var position = [Int](repeating: 0, count: graph.files.count)
    for (index, file) in reachable.enumerated() { position[file] = index }
    return LinkOrder(
      names: reachable.map { graph.files[$0].path.module },
      imports: reachable.map { graph.targetFiles(of: $0).map { position[$0] } }
    ).sorted().map { reachable[$0] }
  }

  /// The project's index as this build leaves it.
  func encodedIndex(_ compilation: ProjectCompilation, outputs: [OutputRecord]) -> [UInt8] {
    let graph = compilation.graph
    var rowOf = [UInt32](repeating: 0, count: graph.files.count)
    for (row, file) in order.enumerated() { rowOf[file] = UInt32(row) }
    let rows = order.map { file in
      row(of: file, compilation, targets: graph.targetFiles(of: file).map { rowOf[$0] })
    }
    let project = ProjectRecord(
      epoch: compilerEpochHex, options: context.irOptions, rootName: context.rootName,
      mainSignature: mainSignature, projectHash: projectHash,
      headerLength: UInt64(header.count), outputs: outputs)
    return FileHashCache.encode(project: project, rows: rows, from: graph.snapshot)
  }

  private func row(
    of file: Int, _ compilation: ProjectCompilation, targets: [UInt32]
  ) -> FileRow {
    let state = compilation.graph.files[file]
    guard let artifact = compilation.artifacts[file] else {
      guard let row = state.oldRow else {
        preconditionFailure("a file without a row has been compiled")
      }
      guard let restamp = state.restamp else { return .kept(row: row) }
      return .restamped(row: row, stamp: restamp.stamp, isRacy: restamp.isRacy)
    }
    let stamp: (Stamp, Bool)
    if let reading = state.reading {
      stamp = (reading.stamp, reading.isRacy)
    } else if let restamp = state.restamp {
      stamp = (restamp.stamp, restamp.isRacy)
    } else {
      let snapshot = compilation.graph.snapshot!
      stamp = (snapshot.stamp(state.oldRow!), snapshot.isRacy(state.oldRow!))
    }
    return .new(
      FileRecord(
        path: state.path.path, stamp: stamp.0, isRacy: stamp.1,
        sourceID: compilation.graph.sourceID(of: file), facts: compilation.graph.facts(of: file),
        importTargets: targets, combinedHash: artifact.combinedHash, irID: artifact.irID,
        irSize: UInt64(artifact.ir.count), irChecksum: Checksum.crc32(artifact.ir),
        runtimeParts: artifact.runtimeParts))
  }
}
