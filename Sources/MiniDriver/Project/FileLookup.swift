// The lookup of an affected file: unchanged, known to the ZirCache, or to be compiled.

import BuildCache

/// A file and everything that its combined hash depends on.
struct FileKey: Sendable {
  let file: Int
  let facts: FileFacts
  /// One per import.
  let imported: [ImportedModule]
  let inputs: FileInputs

  /// - Parameters:
  ///   - interfaces: those of the files that it imports.
  ///   - declarations: knows the names that it uses of them.
  init(
    of file: Int, _ facts: FileFacts, _ graph: ProjectGraph, _ interfaces: InterfaceTable,
    _ declarations: DeclarationGraph
  ) {
    self.file = file
    self.facts = facts
    imported = graph.imported(by: file) { number, target in
      ImportedModule(
        name: graph.files.path(of: target).module, interface: interfaces[target],
        declared: declarations.declaredNames(facts.imports[number].names, of: target))
    }
    inputs = graph.inputs(of: file, facts, imported)
  }
}

/// A file that must be compiled.
struct FileMiss: Sendable {
  let key: FileKey
  let reason: MissReason
  var file: Int { key.file }

  init(_ key: FileKey, reason: MissReason) {
    self.key = key
    self.reason = reason
  }
}

enum FileLookup: Sendable {
  case kept
  /// The cache has lost the facts of the file's text, which must be read first.
  case unknown
  case hit(FileArtifact)
  /// The cache's entry must be compared with the compiler's output. (Rare, and large.)
  indirect case rechecked(FileMiss, cached: ZirEntry)
  case miss(FileMiss)

  init(
    of file: Int, in graph: ProjectGraph, _ interfaces: InterfaceTable,
    _ declarations: DeclarationGraph, _ context: BuildContext
  ) {
    guard let facts = graph.facts(of: file) else {
      self = .unknown
      return
    }
    let key = FileKey(of: file, facts, graph, interfaces, declarations)
    let hash = key.inputs.combinedHash
    if context.options.changeDetection == .stamps, let row = graph.files.oldRow(of: file),
      graph.snapshot!.combinedHash(row) == hash
    {
      self = .kept
      return
    }
    let path = graph.files.path(of: file).path
    switch context.cache.file(key.inputs, path: path) {
    case .miss(let reason): self = .miss(FileMiss(key, reason: reason))
    case .hit(let entry):
      guard context.options.changeDetection == .stamps else {
        self = .rechecked(FileMiss(key, reason: .contradicted), cached: entry)
        return
      }
      let found =
        context.options.goal.makesIR
        ? context.cache.fileIR(of: entry) : []
      guard let ir = found else {
        self = .miss(FileMiss(key, reason: context.cache.reasonForLoss(of: entry.irID)))
        return
      }
      self = .hit(
        FileArtifact(
          combinedHash: hash, irID: entry.irID, ir: ir, runtimeParts: entry.runtimeParts,
          irChecksum: Checksum.crc32(ir),
          sectionChecksum: SectionMarker.checksum(ofSection: path, hash, ir),
          warnings: entry.warnings))
    }
  }

  var traceDetails: [(String, JSON)] {
    switch self {
    case .kept: [("outcome", .string("kept: the same inputs as in the last build"))]
    case .unknown: [("outcome", .string("the cache has lost the facts of its text"))]
    case .hit: [("outcome", .string("hit"))]
    case .miss(let miss), .rechecked(let miss, _): miss.reason.traceDetails
    }
  }
}
