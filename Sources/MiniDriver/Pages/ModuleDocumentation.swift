// The declarations of a module with their doc comments, for people who use it.

import BuildCache
import FileIO
package import MiniFrontend

/// The declarations that a module offers others. Declarations whose names begin with `_` are its own.
package struct ModuleDocumentation: Sendable {
  package struct Item: Sendable {
    package let name: String
    /// The declaration, without a function's body.
    package let declaration: String
    /// The text of the doc comment; empty: there is none.
    package let comment: String
  }

  /// The module's path: `std:strings`, `lib/math.mini`.
  package let path: ModulePath
  /// In source order.
  package let items: [Item]
  /// The modules that its namespaces are.
  let imports: [String: ModulePath]

  /// `lib/math`, `std:strings`.
  package var module: String { path.module }

  /// - Parameter source: may have errors.
  package init(_ source: [UInt8], path: ModulePath) {
    let zir = FileAnalysis(analyzing: source, of: path.origin).zir
    self.path = path
    imports = Dictionary(
      zir.imports.map { ($0.namespace, path.importing($0.path)) }, uniquingKeysWith: { a, _ in a })
    let comments = Dictionary(
      zir.documentation.map { ($0.declaration, $0.text) }, uniquingKeysWith: { a, _ in a })
    items = FileSymbols(source).symbols.filter { symbol in
      symbol.owner == nil && !symbol.name.hasPrefix("_") && !symbol.name.isEmpty
        && [.function, .structure, .enumeration, .constant].contains(symbol.kind)
    }.sorted { $0.range.start < $1.range.start }.map { symbol in
      var bytes = source[Int(symbol.range.start)..<Int(symbol.range.end)]
      if symbol.kind == .function, let body = bytes.firstIndex(of: UInt8(ascii: "{")) {
        bytes = bytes[..<body]
      }
      while let last = bytes.last, last == 0x20 || last == 0x0A { bytes.removeLast() }
      return Item(
        name: symbol.name, declaration: String(decoding: bytes, as: UTF8.self),
        comment: comments[symbol.name] ?? "")
    }
  }

  /// The documentation of a standard module.
  package init(_ module: StandardModule) {
    self.init(module.text, path: ModulePath(module.path))
  }

  // MARK: Text

  /// All declarations, as they would be in a source file.
  package var text: String {
    "import \"\(TerminalText.escaped(path.path))\";\n"
      + items.map { "\n" + Self.text($0) }.joined()
  }

  /// One declaration; `nil`: there is none.
  package func text(of name: String) -> String? {
    items.first { $0.name == name }.map {
      "import \"\(TerminalText.escaped(path.path))\";\n\n" + Self.text($0)
    }
  }

  private static func text(_ item: Item) -> String {
    let comment =
      item.comment.isEmpty
      ? []
      : item.comment.split(
        separator: "\n", omittingEmptySubsequences: false)
    let lines =
      comment.map { $0.isEmpty ? "///" : "/// \($0)" }
      + item.declaration.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return lines.map { TerminalText.escaped($0) + "\n" }.joined()
  }
}

extension ProjectQuestions {
  /// The documentation of the modules that the root reaches, without standard ones, by name. Files
  /// that cannot be read are not among them.
  package var documentation: [ModuleDocumentation] {
    let own = files.filter { !isStandard($0) && graph.files.problem(of: $0) == nil }
    return Parallel.map(own, threadsMax: context.options.threadsMax) { file in
      let path = graph.files.path(of: file)
      // A file that goes away in this moment is missing as if it had gone before.
      return (try? context.reader.reading(of: path.path)).map {
        ModuleDocumentation($0.bytes, path: path)
      }
    }.compactMap { $0 }.sorted { $0.path < $1.path }
  }
}
