// The modules of a project as queries see them: all that a query reads.

package import MiniFrontend

/// The text of a module and all that the front end says of it.
///
/// A class, because queries about many files share it, and it never changes.
package final class QueriedModule: Sendable {
  package let name: String
  package let source: [UInt8]
  private let origin: SourceOrigin
  private let target: @Sendable (String) -> String
  package let analysis: FileAnalysis
  package let symbols: FileSymbols
  /// The names of the modules that it imports, one per import of its ZIR.
  package let imports: [String]

  /// - Parameter target: the name of the module that an import's path names.
  package init(
    name: String, source: [UInt8], origin: SourceOrigin = .project,
    importing target: @escaping @Sendable (String) -> String
  ) {
    self.name = name
    self.source = source
    self.origin = origin
    self.target = target
    analysis = FileAnalysis(analyzing: source, of: origin)
    symbols = FileSymbols(source)
    imports = analysis.zir.imports.map { target($0.path) }
  }

  /// The module with another text.
  func with(_ source: [UInt8]) -> QueriedModule {
    QueriedModule(name: name, source: source, origin: origin, importing: target)
  }

  /// The name of the module that a path names in an import.
  func module(atPath path: String) -> String { target(path) }

  /// The name of the module that the import with this namespace names; `nil`: its path is wrong.
  ///
  /// - Parameter namespace: the index of a symbol.
  func importedModule(_ namespace: Int) -> String? {
    let range = symbols.symbols[namespace].range
    let index = analysis.zir.imports.firstIndex {
      range.start <= $0.range.start && $0.range.end <= range.end
    }
    return index.map { imports[$0] }
  }

  /// The import with this namespace; `nil`: there is none.
  func namespace(of module: String) -> Int? {
    symbols.symbols.indices.first {
      symbols.symbols[$0].kind == .namespace && importedModule($0) == module
    }
  }

  /// Whether a `(` follows an offset.
  package func isCall(after offset: UInt32) -> Bool {
    Int(offset) < source.count && source[Int(offset)] == UInt8(ascii: "(")
  }

  /// Whether a `.` follows an offset.
  package func isMember(after offset: UInt32) -> Bool {
    Int(offset) < source.count && source[Int(offset)] == UInt8(ascii: ".")
  }

  /// Text of the source.
  func text(_ range: SourceRange) -> String {
    let end = min(Int(range.end), source.count)
    return String(decoding: source[min(Int(range.start), end)..<end], as: UTF8.self)
  }
}

/// The modules that a query may look at.
package protocol ModuleLibrary {
  /// The module with this name; `nil` if it cannot be read.
  func module(_ name: String) -> QueriedModule?
}

/// A thing with a name, in whichever file it is declared.
package enum Entity: Hashable, Sendable {
  /// A function, a type, a constant, or a test of a module.
  case declaration(module: String, name: String)
  /// A field or a case of a type.
  case member(module: String, type: String, name: String)
  /// A parameter or a local name: the index of its symbol.
  case local(Int)
  /// The namespace of an import: the index of its symbol.
  case namespace(Int)
  /// A module, named by the path of an import.
  case module(String)
  /// A built-in function.
  case builtin(String)

  /// Whether other files can mention it.
  package var isShared: Bool {
    switch self {
    case .declaration, .member: true
    case .local, .namespace, .module, .builtin: false
    }
  }
}

/// The replacement of a part of a text.
package struct TextEdit: Hashable, Sendable {
  package let range: SourceRange
  package let text: String

  package init(range: SourceRange, text: String) {
    self.range = range
    self.text = text
  }
}
