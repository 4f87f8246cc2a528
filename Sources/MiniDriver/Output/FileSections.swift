// The sections of a program's files: made by this build, or as the last build left them.

import BuildCache
import FileIO
import MiniBackend
import ObjectStore

/// The sections of files in link order, each read on demand.
struct FileSections: Sendable {
  private let order: [Int]
  private let artifacts: FileArtifacts
  private let graph: ProjectGraph
  private let previous: PreviousIR?
  private let cache: MultiLevelCache
  private let object: @Sendable (ObjectID, [UInt8]) -> [UInt8]

  /// - Parameters:
  ///   - order: indices of the graph.
  ///   - previous: the last build's combined IR. Only parts with the right checksum are used.
  ///   - object: makes an object's IR of the section that was made of it.
  init(
    _ order: [Int], _ compilation: ProjectCompilation, previous: PreviousIR?,
    cache: MultiLevelCache,
    object: @escaping @Sendable (ObjectID, [UInt8]) -> [UInt8] = { _, section in section }
  ) {
    self.order = order
    artifacts = compilation.artifacts
    graph = compilation.graph
    self.previous = previous
    self.cache = cache
    self.object = object
  }

  var modules: [NativeProgram.Module] {
    order.map { file in
      if let artifact = artifacts[file] {
        return NativeProgram.Module(of: graph.files[file].path, artifact)
      }
      let snapshot = snapshot
      return .init(
        path: snapshot.path(file), irID: snapshot.irID(file),
        sizeBytes: Int(clamping: snapshot.section(file).length),
        role: .init(of: ModulePath(snapshot.path(file))))
    }
  }

  /// The ids that the files' IR has as objects.
  var irIDs: [ObjectID] {
    order.map { artifacts[$0]?.irID ?? snapshot.irID($0) }
  }

  /// The parts of the runtime that the files use.
  var runtimeParts: RuntimeParts {
    order.reduce(into: RuntimeParts()) { parts, file in
      parts.formUnion(
        RuntimeParts(rawValue: artifacts[file]?.runtimeParts ?? snapshot.runtimeParts(file)))
    }
  }

  /// The IR of the file that is this number in the order; `nil` if it is lost.
  subscript(number: Int) -> [UInt8]? {
    if let artifact = artifacts[order[number]] {
      guard artifact.numbersBase > 0 else { return artifact.ir }
      return DebugFields.rebased(artifact.ir, from: artifact.numbersBase, to: 0)
    }
    let range = snapshot.section(order[number])
    let copy = previous?.part(
      offset: range.offset, size: range.length, checksum: range.checksum)
    let id = snapshot.irID(order[number])
    return copy.map { object(id, $0) } ?? cache.fileIR(id, sizeBytes: range.length)
  }

  /// The IR of the files with these numbers.
  ///
  /// - Throws: ``LostSections`` that names those whose IR is lost.
  func sections(of numbers: [Int], threadsMax: Int) throws(LostSections) -> [[UInt8]] {
    let found = Parallel.map(numbers, threadsMax: threadsMax) { self[$0] }
    guard found.contains(nil) else { return found.compactMap(\.self) }
    throw lost(zip(numbers, found).compactMap { $1 == nil ? $0 : nil })
  }

  /// The error that names the files with these numbers.
  func lost(_ numbers: [Int]) -> LostSections { LostSections(files: numbers.map { order[$0] }) }

  private var snapshot: FileHashCache {
    guard let snapshot = graph.snapshot else {
      preconditionFailure("what has no row has been compiled")
    }
    return snapshot
  }
}
