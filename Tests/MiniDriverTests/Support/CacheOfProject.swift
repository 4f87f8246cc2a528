// Changes to a project's cache that no build makes.

import BuildCache
import FileIO
import MiniDriver
import SystemPackage
import TestSupport

extension MissReason {
  /// The labels of the inputs that changed; empty for other reasons.
  var labels: [String] {
    guard case .inputsChanged(let changes) = self else { return [] }
    return changes.map(\.label)
  }
}

/// A kind of damage to a file.
enum CacheDamage: String, CaseIterable, Sendable {
  case flipped, cut, emptied, deleted

  func apply(to path: FilePath, at position: Int? = nil) throws {
    guard var bytes = try Project.contents(path) else { return }
    switch self {
    case .deleted:
      try LocalFileSystem().remove(path)
      return
    case .flipped:
      guard !bytes.isEmpty else { return }
      bytes[(position ?? bytes.count / 2) % bytes.count] ^= 0x10
    case .cut: bytes.removeLast((bytes.count + 1) / 2)
    case .emptied: bytes = []
    }
    // With a new file: a process that has mapped the old one keeps it.
    try LocalFileSystem().replaceFile(path, with: bytes)
  }
}

extension Project {
  /// All regular files below the cache's folder except the lock, sorted.
  func cacheFiles() throws -> [FilePath] {
    try Project.files(below: cache).filter { $0.lastComponent != "lock" }
  }

  /// All regular files below a folder, sorted.
  static func files(below folder: FilePath) throws -> [FilePath] {
    var found: [FilePath] = []
    var pending = [folder]
    while let next = pending.popLast() {
      for entry in try LocalFileSystem().entries(of: next) ?? [] {
        let path = next.appending(entry.name)
        switch entry.kind {
        case .regular: found.append(path)
        case .directory: pending.append(path)
        default: break
        }
      }
    }
    return found.sorted { $0.string < $1.string }
  }

  /// The objects of a tree.
  func objects(in tree: String) throws -> [FilePath] {
    try Project.files(below: cache.appending(tree)).filter {
      $0.lastComponent?.string.utf8.count == 62
    }
  }

  func eachObject(in tree: String, _ body: (FilePath) throws -> Void) throws {
    for object in try objects(in: tree) { try body(object) }
  }

  func load<Index>(_ outcome: LoadOutcome<Index>) throws -> Index {
    guard case .loaded(let index) = outcome else {
      throw EditError(text: "the index cannot be loaded: \(outcome)")
    }
    return index
  }

  func projectIndex() throws -> FileHashCache {
    try load(
      FileHashCache.load(cache.appending("file_hashes.bin"), fileSystem: LocalFileSystem()))
  }

  func fileIndex() throws -> ZirCache {
    try load(ZirCache.load(cache.appending("zir_index.bin"), fileSystem: LocalFileSystem()))
  }

  func functionIndex() throws -> AirCache {
    try load(AirCache.load(cache.appending("air_index.bin"), fileSystem: LocalFileSystem()))
  }

  /// Writes an index that is sound except for its contents.
  func replaceIndex(_ name: String, _ bytes: [UInt8]) throws {
    try LocalFileSystem().replaceFile(cache.appending(name), with: bytes)
  }

  /// Rewrites all indexes as those of another compiler.
  func rewriteIndexes(epoch: String) throws {
    let old = try projectIndex()
    let project = ProjectRecord(
      epoch: epoch, options: old.project.options, rootName: old.project.rootName,
      mainSignature: old.project.mainSignature, projectHash: old.project.projectHash,
      headerLength: old.project.headerLength, outputs: old.project.outputs)
    let files = try fileIndex().all.map { entry in
      let inputs = FileInputs(
        epoch: epoch, options: entry.inputs.options, moduleName: entry.inputs.moduleName,
        sourceID: entry.inputs.sourceID, imports: entry.inputs.imports)
      return entry.with(inputs: inputs)
    }
    let functions = try functionIndex().all.map { entry in
      let inputs = FunctionInputs(
        epoch: epoch, options: entry.inputs.options, symbol: entry.inputs.symbol,
        body: entry.inputs.body, callees: entry.inputs.callees)
      return entry.with(inputs: inputs)
    }
    try replaceIndex(
      "file_hashes.bin",
      FileHashCache.encode(
        project: project, rows: (0..<old.count).map { .kept(row: $0) }, from: old))
    try replaceIndex("zir_index.bin", ZirCache.encode(nil, adding: Array(files)))
    try replaceIndex("air_index.bin", AirCache.encode(nil, adding: Array(functions)))
  }
}

extension ZirEntry {
  func with(
    inputs: FileInputs? = nil, forms: [UInt8]? = nil, ir: ZirEntry? = nil
  ) -> ZirEntry {
    let ir = ir ?? self
    let old = self.facts
    let facts = FileFacts(
      forms: forms ?? old.forms, imports: old.imports, diagnostics: old.diagnostics,
      functionCount: old.functionCount)
    return ZirEntry(
      path: path, inputs: inputs ?? self.inputs, facts: facts, irID: ir.irID, irSize: ir.irSize,
      irChecksum: ir.irChecksum, runtimeParts: ir.runtimeParts, costNanoseconds: costNanoseconds,
      usedDay: usedDay)
  }
}

extension AirEntry {
  func with(inputs: FunctionInputs? = nil, ir: AirEntry? = nil) -> AirEntry {
    let ir = ir ?? self
    return AirEntry(
      path: path, function: function, inputs: inputs ?? self.inputs,
      key: (inputs ?? self.inputs).key, irID: ir.irID, irSize: ir.irSize,
      runtimeParts: ir.runtimeParts, costNanoseconds: costNanoseconds, usedDay: usedDay)
  }
}

/// The files below a project's folder, with what distinguishes them.
struct Written {
  private struct File: Hashable {
    let path: FilePath
    let inode: UInt64
    let ctime: Int64
    let sizeBytes: UInt64
  }

  private var files: Set<File> = []

  init(_ project: Project) throws {
    for path in try Project.files(below: project.folder.path) {
      guard let status = try LocalFileSystem().status(of: path, followingLinks: false) else {
        continue
      }
      files.insert(
        File(
          path: path, inode: status.inode, ctime: status.ctimeNanoseconds,
          sizeBytes: status.sizeBytes))
    }
  }

  /// The bytes of all files that are new or replaced since, and of the growth of the others.
  func bytes(since before: Written) -> UInt64 {
    files.subtracting(before.files).reduce(0) { sum, file in
      let same = before.files.first { $0.path == file.path && $0.inode == file.inode }
      return sum + file.sizeBytes - (same?.sizeBytes ?? 0)
    }
  }
}
