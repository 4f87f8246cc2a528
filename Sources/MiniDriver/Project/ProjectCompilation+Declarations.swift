// The project's files as the graph of declarations sees them.

import BuildCache
import MiniFrontend

/// The knowledge of the last build about a file's declarations.
struct StoredDeclarations: Sendable {
  private let interface: Interface
  private let facts: [DeclarationFacts?]

  /// - Returns: `nil` if the bytes are malformed, or do not belong together.
  init?(forms: [UInt8], facts: [UInt8]) {
    guard let interface = Interface(decoding: forms) else { return nil }
    if interface.isSelfContained {
      self.facts = Array(repeating: nil, count: interface.declarations.count)
    } else {
      guard let facts = [DeclarationFacts?](decoding: facts),
        facts.count == interface.declarations.count
      else { return nil }
      self.facts = facts
    }
    self.interface = interface
  }

  subscript(name: String) -> StoredFacts {
    guard let index = interface.index(of: name) else { return .unknown }
    let form = interface.declarations[index].form
    // Only a function's form can say all. A constant has a value, and so has each default.
    switch form {
    case .function: return .known(facts[index])
    case .enumeration: return facts[index] == nil ? .unknown : .known(facts[index])
    case .structure(let fields):
      guard let known = facts[index],
        form.expressions.isEmpty ? known.defaults.isEmpty : known.defaults.count == fields.count
      else { return .unknown }
      return .known(known)
    case .constant: return facts[index]?.value == nil ? .unknown : .known(facts[index])
    }
  }
}

extension ProjectGraph {
  /// A file as its importers see it.
  func declaringFile(_ file: Int, _ interface: Interface) -> DeclaringFile {
    let targets = targets(of: file)
    return DeclaringFile(
      module: files.path(of: file).module, interface: interface,
      imports: targets.map { target in
        switch target {
        case .file(let index): files.path(of: index).module
        case .reserved(let path), .reentering(let path): path
        }
      },
      targets: targets.map { target in
        if case .file(let index) = target, files.problem(of: index) == nil { index } else { nil }
      })
  }
}

extension ProjectCompilation: DeclarationSource {
  mutating func declaringFile(_ file: Int) throws(Restart) -> DeclaringFile? {
    guard graph.files.problem(of: file) == nil else { return nil }
    if let interface = interfaces[file] ?? graph.interface(of: file) {
      return graph.declaringFile(file, interface)
    }
    return graph.declaringFile(file, try analysis(of: file).interface)
  }

  mutating func analysis(of file: Int) throws(Restart) -> FileAnalysis {
    if let analysis = graph.files.analysis(of: file) { return analysis }
    try graph.readAgain(file)
    return graph.files.analysis(of: file)!
  }

  func isUnread(_ file: Int) -> Bool { false }

  mutating func storedFacts(of name: String, in file: Int) throws(Restart) -> StoredFacts {
    guard context.options.changeDetection == .stamps, !changed.contain(name, of: file),
      let row = graph.files.oldRow(of: file)
    else { return .unknown }
    if stored[file] == nil {
      let known = context.cache.declarations(of: graph.snapshot!.combinedHash(row))
      stored[file] = .some(
        known.flatMap { StoredDeclarations(forms: $0.forms, facts: $0.facts) })
    }
    return stored[file]??[name] ?? .unknown
  }

  /// Finds out about the names that files use of their imports. Nothing to do where all forms say
  /// all.
  mutating func resolveNames(usedBy files: [Int]) throws(Restart) {
    guard !interfaces.areSelfContained else { return }
    try withDeclarations { declarations, compilation throws(Restart) in
      for file in files {
        let facts = try compilation.graph.requiredFacts(of: file)
        for (target, fact) in zip(compilation.graph.targets(of: file), facts.imports) {
          guard case .file(let index) = target,
            let interface = compilation.interfaces[index], !interface.isSelfContained
          else { continue }
          _ = try declarations.resolve(fact.names, of: index, from: &compilation)
        }
      }
    }
  }

  /// The declarations that compiling a file needs.
  mutating func declarations(for key: FileKey) throws(Restart) -> FileDeclarations {
    let isPlain =
      key.imported.allSatisfy { $0.declared == nil }
      && (graph.interface(of: key.file)?.isSelfContained ?? false)
    let module = graph.files.path(of: key.file).module
    guard !isPlain else {
      return FileDeclarations(module: module, importCount: key.imported.count)
    }
    return try withDeclarations { declarations, compilation throws(Restart) in
      let names = key.facts.imports.map(\.names)
      switch try declarations.declarations(of: key.file, names: names, from: &compilation) {
      case .found(let found): return found
      case .unread: preconditionFailure("all files have been read")
      }
    }
  }

  /// Lends the graph of declarations to a function that also uses the rest.
  private mutating func withDeclarations<Result>(
    _ body: (inout DeclarationGraph, inout ProjectCompilation) throws(Restart) -> Result
  ) throws(Restart) -> Result {
    var lent = DeclarationGraph()
    swap(&lent, &declarations)
    defer { swap(&lent, &declarations) }
    return try body(&lent, &self)
  }
}
