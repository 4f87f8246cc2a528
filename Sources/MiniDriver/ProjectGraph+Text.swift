// What the compiling half asks of the graph: texts, interfaces, keys.

import BuildCache
import MiniFrontend
import ObjectStore

/// A file's text as parsed for compiling, and the stamp if it was read for that alone.
struct ParsedText: Sendable {
  let analysis: FileAnalysis
  let restamp: ProjectFile.Restamp?
}

extension ProjectGraph {
  /// The file's parsed text, read now if this build has not read it.
  ///
  /// - Returns: ``Restart`` if the text is not what its row says any more, or says what the cache
  ///   does not.
  func text(of file: Int) -> Result<ParsedText, Restart> {
    if let analysis = files[file].analysis {
      return .success(ParsedText(analysis: analysis, restamp: nil))
    }
    let known = files.reading(of: file)
    if let known, !known.bytes.isEmpty { return parsed(known.bytes, of: file, restamp: nil) }
    let path = files.path(of: file).path
    guard case .success(let reading) = context.reader.read(path),
      reading.sourceID == sourceID(of: file)
    else { return .failure(Restart(path: path, cause: .sourceChanged)) }
    let restamp = ProjectFile.Restamp(stamp: reading.stamp, isRacy: reading.isRacy)
    return parsed(reading.bytes, of: file, restamp: known == nil ? restamp : nil)
  }

  /// Parses a text whose facts came from the cache, and holds the two against each other.
  private func parsed(
    _ bytes: [UInt8], of file: Int, restamp: ProjectFile.Restamp?
  ) -> Result<ParsedText, Restart> {
    let analysis = FileAnalysis(analyzing: bytes)
    guard FileFacts(analysis) == facts(of: file) else {
      return .failure(Restart(path: files.path(of: file).path, cause: .cacheContradicts))
    }
    return .success(ParsedText(analysis: analysis, restamp: restamp))
  }

  /// Reads a file whose row was good enough so far, because its text is needed after all.
  mutating func readAgain(_ file: Int) throws(Restart) {
    take(try text(of: file).get(), of: file)
  }

  /// What importers of `file` see.
  ///
  /// - Throws: ``Restart`` if what the cache holds is no interface.
  func interface(of file: Int) throws(Restart) -> Interface {
    if let analysis = files[file].analysis { return analysis.interface }
    guard let interface = Interface(decoding: facts(of: file).interface) else {
      throw Restart(path: files.path(of: file).path, cause: .cacheContradicts)
    }
    return interface
  }

  /// The interfaces that compiling `importers` needs, by file; none of files that cannot be read.
  func interfaces(ofTargetsOf importers: [Int]) throws(Restart) -> [Interface?] {
    var found = [Interface?](repeating: nil, count: files.count)
    for importer in importers {
      for target in targetFiles(of: importer)
      where found[target] == nil && files.problem(of: target) == nil {
        found[target] = try interface(of: target)
      }
    }
    return found
  }

  /// What compiling a file needs of each of its imports; `nil` where one has failed.
  ///
  /// - Parameter interface: of a file; `nil` where it could not be read.
  func imported(
    by file: Int, _ interface: (Int) -> Interface?
  ) -> [(module: String, interface: Interface)?] {
    targets(of: file).map { target in
      guard case .file(let index) = target, let interface = interface(index) else { return nil }
      return (files.path(of: index).module, interface)
    }
  }

  /// The inputs of a file's combined hash.
  func inputs(of file: Int, _ context: BuildContext) -> FileInputs {
    FileInputs(
      epoch: compilerEpochHex, options: context.irOptions, moduleName: files.path(of: file).module,
      sourceID: sourceID(of: file), imports: importInputs(of: file))
  }

  /// What of a file's imports goes into its combined hash.
  func importInputs(of file: Int) -> [ImportInput] {
    zip(facts(of: file).imports, targets(of: file)).map { fact, target in
      switch target {
      case .file(let index) where files.problem(of: index) == nil:
        ImportInput(
          namespace: fact.namespace, moduleName: files.path(of: index).module,
          interfaceID: interfaceID(of: index))
      case .file(let index):
        // Not cached: a file with a failed import has errors. A name keeps the inputs complete.
        ImportInput(
          namespace: fact.namespace, moduleName: files.path(of: index).module,
          interfaceID: InterfaceID(digest: Digest(hashing: [])))
      case .reserved(let path), .reentering(let path):
        ImportInput(
          namespace: fact.namespace, moduleName: path,
          interfaceID: InterfaceID(digest: Digest(hashing: [])))
      }
    }
  }

  /// The functions of all files that the root reaches. Cost: with the last build's shape, that of the
  /// files that were touched.
  var functionCount: Int {
    guard !hasNewShape, let snapshot else {
      return files.indices.reduce(0) { $0 + (isReachable($1) ? functionCount(of: $1) : 0) }
    }
    return files.touchedIndices.reduce(snapshot.functionCountTotal) { total, file in
      total + functionCount(of: file) - Int(snapshot.functionCount(file))
    }
  }

  func functionCount(of file: Int) -> Int {
    if let facts = files.facts(of: file) { return Int(facts.functionCount) }
    guard files.problem(of: file) == nil, let row = files.oldRow(of: file) else { return 0 }
    return Int(snapshot!.functionCount(row))
  }

  /// The front end's encoded diagnostics of the files that the root reaches and that can be read:
  /// those that have any.
  var frontEndDiagnostics: [(file: Int, encoded: [UInt8])] {
    var found: [(file: Int, encoded: [UInt8])] = []
    for file in files.touchedIndices where isReachable(file) {
      guard files.problem(of: file) == nil, let facts = files.facts(of: file),
        !facts.diagnostics.isEmpty
      else { continue }
      found.append((file, facts.diagnostics))
    }
    for row in snapshot?.rowsWithDiagnostics ?? [] where isReachable(row) {
      if files.isTouched(row), files.problem(of: row) != nil || files.facts(of: row) != nil {
        continue
      }
      found.append((row, snapshot!.diagnostics(row)))
    }
    return found
  }
}
