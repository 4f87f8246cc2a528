// The graph's interface to the compiling half: texts, interfaces, keys.

import BuildCache
import FileIO
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

  /// Parses a text whose facts came from the cache, and compares the two. If the cache has lost the
  /// facts, only the number of imports is compared.
  private func parsed(
    _ bytes: [UInt8], of file: Int, restamp: ProjectFile.Restamp?
  ) -> Result<ParsedText, Restart> {
    let analysis = FileAnalysis(analyzing: bytes, of: files.path(of: file).origin)
    let isRight =
      if let facts = facts(of: file) { FileFacts(analysis) == facts } else {
        analysis.zir.imports.count == targets(of: file).count
      }
    guard isRight else {
      return .failure(Restart(path: files.path(of: file).path, cause: .cacheContradicts))
    }
    return .success(ParsedText(analysis: analysis, restamp: restamp))
  }

  /// Reads a file whose row was sufficient so far, because its text is needed now.
  mutating func readAgain(_ file: Int) throws(Restart) {
    take(try text(of: file).get(), of: file)
  }

  /// The facts of a file's text; `nil` if the cache has lost them, so that the file must be read.
  func facts(of file: Int) -> FileFacts? {
    if let facts = files.facts(of: file) { return facts }
    if let analysis = files.analysis(of: file) { return FileFacts(analysis) }
    guard let facts = context.cache.facts(of: snapshot!.combinedHash(files.oldRow(of: file)!)),
      facts.imports.count == targets(of: file).count
    else { return nil }
    return facts
  }

  /// The facts of a file's text. Reads the file if the cache has lost them.
  mutating func requiredFacts(of file: Int) throws(Restart) -> FileFacts {
    if let facts = facts(of: file) { return facts }
    try readAgain(file)
    return FileFacts(files.analysis(of: file)!)
  }

  // MARK: Interfaces

  /// The signature of the root's `main`; `nil` if it has none.
  ///
  /// - Throws: ``Restart`` if the cache's is none of a `main`.
  func mainSignature() throws(Restart) -> Signature? {
    if files.facts(of: root) != nil { return interface(of: root)?.signature(of: "main") }
    // The root is as in the last build, which had no errors.
    let text = snapshot!.project.mainSignature
    guard let signature = ProgramDiagnostics.entryPoint(text) else {
      throw Restart(path: files.path(of: root).path, cause: .cacheContradicts)
    }
    return signature
  }

  /// The interface that importers of `file` see; `nil` if the cache has lost it, so that the file
  /// must be read.
  func interface(of file: Int) -> Interface? {
    if let analysis = files.analysis(of: file) { return analysis.interface }
    if let interface = files.faultyInterface(of: file) { return interface }
    let forms =
      files.facts(of: file)?.forms
      ?? context.cache.forms(of: snapshot!.combinedHash(files.oldRow(of: file)!))
    return forms.flatMap(Interface.init(decoding:))
  }

  /// The interface of the last build; `nil` if the file was not part of it.
  func lastInterface(of file: Int) -> Interface? {
    files.oldRow(of: file).flatMap { context.cache.forms(of: snapshot!.combinedHash($0)) }
      .flatMap(Interface.init(decoding:))
  }

  /// Adds the interfaces that compiling `importers` needs; none for files that cannot be read.
  mutating func addInterfaces(
    ofTargetsOf importers: [Int], to table: inout InterfaceTable
  ) throws(Restart) {
    var isWanted = [Bool](repeating: false, count: files.count)
    var wanted: [Int] = []
    for importer in importers {
      for target in targetFiles(of: importer)
      where !isWanted[target] && table[target] == nil && files.problem(of: target) == nil {
        isWanted[target] = true
        wanted.append(target)
      }
    }
    let found =
      wanted.count < Self.interfacesPerThreadMin
      ? wanted.map(interface)
      : Parallel.map(wanted, threadsMax: context.options.threadsMax) { [self] in interface(of: $0) }
    for (file, interface) in zip(wanted, found) {
      if let interface {
        table.add(interface, of: file)
      } else {
        try readAgain(file)
        table.add(files.analysis(of: file)!.interface, of: file)
      }
    }
  }

  /// Decoding fewer interfaces takes no longer than starting a thread.
  private static let interfacesPerThreadMin = 64

  // MARK: Keys

  /// A file's imports with their interfaces.
  ///
  /// - Parameter module: an import's, by the number of the import and the imported file.
  func imported(by file: Int, _ module: (Int, Int) -> ImportedModule) -> [ImportedModule] {
    targets(of: file).enumerated().map { number, target in
      switch target {
      case .file(let index): module(number, index)
      case .reserved(let path), .reentering(let path):
        ImportedModule(name: path, interface: nil)
      }
    }
  }

  /// The inputs of a file's combined hash. A file with a failed import has errors and is not
  /// cached; all names that it uses of the import are absent.
  func inputs(
    of file: Int, _ facts: FileFacts, _ imported: [ImportedModule]
  ) -> FileInputs {
    FileInputs(
      epoch: compilerEpochHex, options: context.irOptions, moduleName: files.path(of: file).module,
      sourceID: sourceID(of: file),
      imports: zip(facts.imports, imported).map { ImportInput($0, of: $1) })
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
  ///
  /// - Parameter isMade: whether a file was compiled or found in the cache by this build. The rows
  ///   of others also have the back end's warnings.
  func frontEndDiagnostics(_ isMade: (Int) -> Bool) -> [(file: Int, encoded: [UInt8])] {
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
      let text = isMade(row) ? facts(of: row)?.diagnostics : nil
      found.append((row, text ?? snapshot!.diagnostics(row)))
    }
    return found
  }
}
