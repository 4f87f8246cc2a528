// `mini graph --why`: a chain of imports or uses, with the place of each.

package import MiniFrontend
import SystemPackage

/// A shortest way from one part of a project to another.
package struct PartChain: Sendable {
  /// An import, or a use of a declaration.
  package struct Link: Sendable {
    package let from: ProjectPart
    package let to: ProjectPart
    /// In the file of `from`; `nil`: the text has changed in this moment.
    package let location: Diagnostic.Location?
  }

  package let links: [Link]

  /// The chain as a graph, for drawings.
  package var graph: PartGraph {
    PartGraph(
      links.prefix(1).map(\.from) + links.map(\.to),
      uses: links.indices.map { [$0 + 1] } + (links.isEmpty ? [] : [[]]))
  }

  /// The kind of its parts: `module` or `declaration`.
  package var noun: String { links.first?.from.kind == .module ? "module" : "declaration" }
}

extension ProjectQuestions {
  /// A shortest chain from one part to another.
  ///
  /// - Parameters:
  ///   - start: a module's or a declaration's name; of a module also its file.
  ///   - end: one of the same kind.
  /// - Returns: `nil` if there is none.
  package func chain(
    from start: String, to end: String
  ) throws(QuestionError) -> (chain: PartChain?, isReversed: Bool) {
    let modules = modules
    let ends = (self.module(named: start, in: modules), self.module(named: end, in: modules))
    if let start = ends.0, let end = ends.1 {
      return chain(from: start, to: end, in: modules)
    }
    let declarations = declarations(of: files)
    let parts = (declarations.index(of: start), declarations.index(of: end))
    if ends.0 == nil, parts.0 == nil { throw unknown(start, in: modules, declarations) }
    if ends.1 == nil, parts.1 == nil { throw unknown(end, in: modules, declarations) }
    guard let start = parts.0, let end = parts.1 else {
      throw QuestionError(
        "'\(start)' and '\(end)' are a module and a declaration: name two of the same kind")
    }
    return chain(from: start, to: end, in: declarations)
  }

  private func chain(
    from start: Int, to end: Int, in graph: PartGraph
  ) -> (chain: PartChain?, isReversed: Bool) {
    guard let parts = graph.chain(from: start, to: end) else {
      return (nil, graph.chain(from: end, to: start) != nil)
    }
    let links = zip(parts, parts.dropFirst()).map { from, to in
      PartChain.Link(
        from: graph.parts[from], to: graph.parts[to],
        location: place(of: graph.parts[to], in: graph.parts[from]))
    }
    return (PartChain(links: links), false)
  }

  /// The first place where a module imports another, or a declaration names another.
  private func place(of used: ProjectPart, in user: ProjectPart) -> Diagnostic.Location? {
    guard let path = user.path, let file = graph.knownIndex(of: ModulePath(path)),
      let target = used.path.flatMap({ graph.knownIndex(of: ModulePath($0)) }),
      let analysis = analysis(of: file)
    else { return nil }
    let targets = targets(of: analysis, in: file)
    guard used.kind != .module else {
      return targets.firstIndex(of: target).map {
        analysis.lines.location(of: analysis.zir.imports[$0].range)
      }
    }
    let mention = FileMentions(analysis).all.first { mention in
      mention.importIndex.map { targets[$0] == target } ?? (file == target)
        && user.name == "\(module(file)).\(mention.declaration)"
        && used.name == "\(module(target)).\(mention.name)"
    }
    return mention.map { analysis.lines.location(of: $0.range) }
  }

  // MARK: Names

  /// The parts of a graph that a name stands for: itself, or the declarations of a module.
  ///
  /// - Parameter name: of a module also its file.
  package func parts(named name: String, in graph: PartGraph) throws(QuestionError) -> [Int] {
    if let part = graph.index(of: name) ?? module(named: name, in: graph) { return [part] }
    let modules = modules
    if let module = module(named: name, in: modules) {
      let (module, path) = (modules.parts[module].name, modules.parts[module].path)
      let parts = graph.parts.indices.filter { part in
        graph.parts[part].kind == .unit
          ? graph.parts[part].modules.contains(module) : graph.parts[part].path == path
      }
      if !parts.isEmpty { return parts }
    }
    throw unknown(name, in: graph, graph.parts.first?.kind == .unit ? modules : graph)
  }

  /// The module with a name or a file: a path as messages write it, or another one to the same file.
  private func module(named name: String, in graph: PartGraph) -> Int? {
    if let index = graph.index(of: name) { return index }
    guard name.hasSuffix(ModulePath.suffix) else { return nil }
    // A file in a folder that does not exist is none of the project.
    let path = try? location.path(ofFile: FilePath(name), fileSystem: fileSystem)
    return graph.parts.firstIndex { part in
      part.kind == .module && part.path.map { names.shown($0) == name || $0 == path } ?? false
    }
  }

  private func unknown(
    _ name: String, in graph: PartGraph, _ other: PartGraph
  ) -> QuestionError {
    let parts = graph.parts + other.parts
    return QuestionError(
      "the project '\(names.shown(context.rootName))' has no '\(name)'", name,
      among: name.hasSuffix(ModulePath.suffix)
        ? parts.compactMap { $0.path.map(names.shown) } : parts.map(\.name))
  }
}
