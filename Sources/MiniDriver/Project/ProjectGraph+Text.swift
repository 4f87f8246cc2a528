// The graph's interface to the compiling half: texts, interfaces, keys.

import BuildCache
import MiniFrontend

/// A file's text, parsed for compiling, and its stamp if it was read only for that.
struct ParsedText: Sendable {
  let analysis: FileAnalysis
  let restamp: ProjectFile.Restamp?
}

extension ProjectGraph {
  /// The file's parsed text. Reads the file if this build has not read it.
  ///
  /// - Returns: ``Restart`` if the text is not that of its row, or contradicts the cache.
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

  /// Parses a text whose facts came from the cache, and compares the two.
  private func parsed(
    _ bytes: [UInt8], of file: Int, restamp: ProjectFile.Restamp?
  ) -> Result<ParsedText, Restart> {
    let analysis = FileAnalysis(analyzing: bytes)
    guard FileFacts(analysis) == facts(of: file) else {
      return .failure(Restart(path: files.path(of: file).path, cause: .cacheContradicts))
    }
    return .success(ParsedText(analysis: analysis, restamp: restamp))
  }

  /// Reads a file whose row was sufficient so far, because its text is needed now.
  mutating func readAgain(_ file: Int) throws(Restart) {
    take(try text(of: file).get(), of: file)
  }

  /// The interface that importers of `file` see.
  ///
  /// - Throws: ``Restart`` if the cache's interface cannot be decoded.
  func interface(of file: Int) throws(Restart) -> Interface {
    if let analysis = files[file].analysis { return analysis.interface }
    guard let interface = Interface(decoding: facts(of: file).interface) else {
      throw Restart(path: files.path(of: file).path, cause: .cacheContradicts)
    }
    return interface
  }

  /// The interfaces that compiling `importers` needs, by file; none for files that cannot be read.
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

  /// The module and interface of each import; `nil` for a failed import.
  ///
  /// - Parameter interface: of a file; `nil` if it could not be read.
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

  /// The imports' part of a file's combined hash.
  func importInputs(of file: Int) -> [ImportInput] {
    zip(facts(of: file).imports, targets(of: file)).map { fact, target in
      switch target {
      case .file(let index) where files.problem(of: index) == nil:
        ImportInput(
          namespace: fact.namespace, moduleName: files.path(of: index).module,
          interfaceID: interfaceID(of: index))
      case .file(let index):
        // The result is not cached, because a file with a failed import has errors. A name keeps
        // the inputs complete.
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

  /// The number of functions in all files that the root reaches. If the shape is the last build's,
  /// only touched files are counted again.
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

  /// The front end's encoded diagnostics, for readable files that the root reaches and that have
  /// any.
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
