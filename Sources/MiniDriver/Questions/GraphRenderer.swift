// Graphs and chains as text, as JSON lines and for Graphviz; as HTML, see Pages.

import MiniFrontend

/// The forms in which a graph is printed.
package enum GraphFormat: String, CaseIterable, Sendable {
  case text
  case dot
  case json
  case svg
  case html

  /// Whether it shows a graph or a chain, and no list.
  package var isDrawing: Bool { self == .svg || self == .html || self == .dot }
}

/// Renders the answers of ``ProjectQuestions``.
///
/// As text, a graph is a list of its parts, each followed by those that it uses:
///
///     lib/math.add
///     main.main
///       lib/math.add
///
/// As JSON, schema 1, it is an object a part:
///
/// - `schema`, `kind` (`module`, `function`, `struct`, `enum`, `constant`, `test`, `unit`), `name`
/// - `file`: relative to the working directory, but for units
/// - `line`, `column`: of a declaration's name; from 1, in Unicode scalars
/// - `modules`: the names of those in a unit
/// - `uses`: the names of those that it uses
///
/// A chain is an object a link: `schema`, `kind` (`import`, `use`), `from`, `to` (names), and the place
/// in the file of `from`: `file`, `line`, `column`.
package struct GraphRenderer: Sendable {
  let names: SourceNames
  let format: GraphFormat

  package init(names: SourceNames, format: GraphFormat) {
    self.names = names
    self.format = format
  }

  package func text(_ graph: PartGraph) -> String {
    switch format {
    case .text: list(graph)
    case .json:
      graph.parts.indices.map { number in
        let uses = graph.uses[number].map { JSON.string(graph.parts[$0].name) }
        return JSON.line(members(graph.parts[number]) + [("uses", .array(uses))])
      }.joined()
    case .dot, .svg, .html:
      Self.dot(
        nodes: graph.parts.map(\.name),
        edges: graph.parts.indices.flatMap { number in
          graph.uses[number].map { (graph.parts[number].name, graph.parts[$0].name) }
        })
    }
  }

  private func list(_ graph: PartGraph) -> String {
    var text = ""
    for (part, uses) in zip(graph.parts, graph.uses) {
      text += TerminalText.escaped(part.name)
      if part.kind == .unit {
        text += ": " + part.modules.map(TerminalText.escaped).joined(separator: ", ")
      }
      text += "\n"
      for used in uses { text += "  \(TerminalText.escaped(graph.parts[used].name))\n" }
    }
    return text
  }

  package func text(_ chain: PartChain) -> String {
    switch format {
    case .text:
      chain.links.map { link in
        let verb = link.from.kind == .module ? "imports" : "uses"
        return TerminalText.escaped(
          "\(place(link.from, link.location)): \(link.from.name) \(verb) \(link.to.name)") + "\n"
      }.joined()
    case .json:
      chain.links.map { link in
        JSON.line(
          [
            ("kind", .string(link.from.kind == .module ? "import" : "use")),
            ("from", .string(link.from.name)), ("to", .string(link.to.name)),
          ] + place(link.from.path, link.location))
      }.joined()
    case .dot, .svg, .html:
      Self.dot(
        nodes: chain.links.prefix(1).map(\.from.name) + chain.links.map(\.to.name),
        edges: chain.links.map { ($0.from.name, $0.to.name) })
    }
  }

  /// The parts that edits can reach, in three groups.
  package func text(_ affected: AffectedParts) -> String {
    guard format != .json else {
      return list(affected.files + affected.declarations + affected.tests)
    }
    func group(_ noun: String, _ names: [String]) -> String {
      NumberText.count(names.count, noun) + "\n"
        + names.map { "  \(TerminalText.escaped($0))\n" }.joined()
    }
    return group("file", affected.files.map { place($0, nil) })
      + group("declaration", affected.declarations.map(\.name))
      + group("test", affected.tests.map(\.name))
  }

  /// Declarations, each with its place.
  package func list(_ parts: [ProjectPart]) -> String {
    parts.map { part in
      format == .json
        ? JSON.line(members(part))
        : TerminalText.escaped("\(place(part, part.location)): \(part.name)") + "\n"
    }.joined()
  }

  // MARK: Parts

  /// `lib/math.mini:2:4`
  func place(_ part: ProjectPart, _ location: Diagnostic.Location?) -> String {
    let file = part.path.map(names.shown) ?? part.name
    return file + (location.map { ":\($0.line):\($0.column)" } ?? "")
  }

  func members(_ part: ProjectPart) -> [(String, JSON)] {
    var members: [(String, JSON)] = [
      ("kind", .string(part.kind.rawValue)), ("name", .string(part.name)),
    ]
    members += place(part.path, part.location)
    if part.kind == .unit {
      members.append(("modules", .array(part.modules.map { .string($0) })))
    }
    return members
  }

  private func place(_ path: String?, _ location: Diagnostic.Location?) -> [(String, JSON)] {
    var members: [(String, JSON)] = []
    if let path { members.append(("file", .string(names.shown(path)))) }
    if let location {
      members.append(("line", .integer(Int64(location.line))))
      members.append(("column", .integer(Int64(location.column))))
    }
    return members
  }

  /// - SeeAlso: the grammar of DOT, "ID": in a string only a quotation mark is escaped, and a `\`
  ///   begins an escape of a label
  static func dot(nodes: [String], edges: [(String, String)]) -> String {
    func quoted(_ name: String) -> String {
      let text = TerminalText.escaped(name)
      return "\"" + text.flatMap { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" } + "\""
    }
    return "digraph {\n" + nodes.map { "  \(quoted($0));\n" }.joined()
      + edges.map { "  \(quoted($0)) -> \(quoted($1));\n" }.joined() + "}\n"
  }
}
