// The graph of declarations: which declaration names which, through any number of files. It finds
// out, for as few of them as possible, whether they can be used and what their users depend on.

import BuildCache
import MiniFrontend

/// The declarations that a build has looked at so far.
///
/// Nodes are declarations, edges are ``Interface/Form/uses``. Nothing names a function, so that each
/// is a node without edges to it. Files whose forms say all have no nodes.
struct DeclarationGraph: Sendable {
  struct File: Sendable {
    let declaring: DeclaringFile
    /// The node of its first declaration; the others follow.
    let firstNode: Int
  }

  /// The place of a declaration in its file.
  struct Node: Sendable {
    /// Index into `files`.
    let slot: Int
    let index: Int
  }

  /// For each file of the project its index in `files`, or ``unknown``.
  private var slots: [Int32] = []
  private static let unknown: Int32 = -1
  private static let failed: Int32 = -2
  private(set) var files: [File] = []
  private(set) var fileOfSlot: [Int] = []
  private(set) var nodes: [Node] = []
  /// `nil`: not found out yet.
  var states: [DeclarationState?] = []
  /// The declarations that each node names; `nil`: not looked at yet.
  var namedByNode: [NodeUses?] = []
  /// During a search: the number of each node that belongs to it, from 1.
  private var numbers: [Int32] = []
  /// Whether all that can be reached from a node is known.
  private var isClosed: [Bool] = []
  /// Of a constant whose value was found out: the nodes of the structs and enums in its type.
  var valueTypes: [[Int]?] = []
  /// For each file in `files` the places of its declarations among the types or the constants of its
  /// ZIR; `nil`: not looked up yet.
  var places: [[Int]?] = []
  /// The errors that were found in declarations, by file.
  private(set) var errors: [(file: Int, error: RawDiagnostic)] = []

  // MARK: Results

  /// The errors in the declarations of a file.
  func errors(of file: Int) -> [RawDiagnostic] {
    errors.filter { $0.file == file }.map(\.error)
  }

  /// Adds an error in a declaration of the file with a node.
  mutating func report(_ error: RawDiagnostic, at node: Int) {
    errors.append((fileOfSlot[nodes[node].slot], error))
  }

  /// The states of names of a file; `nil` if its forms say all, or it cannot be read. They must have
  /// been found out.
  func declaredNames(_ names: [String], of file: Int) -> DeclaredNames? {
    guard let known = known(file), !known.declaring.interface.isSelfContained else { return nil }
    return DeclaredNames(
      names: names,
      states: names.map { name in
        guard let node = node(of: name, in: known) else {
          return known.declaring.interface.isInError(name) ? .inError : nil
        }
        return states[node]
      })
  }

  /// The facts of all declarations of a file, for its entry; empty if its forms say all.
  func encodedFacts(of file: Int) -> [UInt8] {
    guard let known = known(file), !known.declaring.interface.isSelfContained else { return [] }
    return known.declaring.interface.declarations.indices.map { index in
      states[known.firstNode + index]?.declaration?.facts
    }.encoded()
  }

  // MARK: Finding out

  /// Finds out about names of a file.
  ///
  /// - Parameter names: sorted; `nil`: all that it declares.
  /// - Returns: a file that must be read before; `nil` if there is none.
  mutating func resolve(
    _ names: [String]?, of file: Int, from source: inout some DeclarationSource
  ) throws(Restart) -> Int? {
    guard let known = try load(file, from: &source) else {
      return source.isUnread(file) ? file : nil
    }
    guard !known.declaring.interface.isSelfContained else { return nil }
    return try resolve(nodes(names, in: known), from: &source)
  }

  /// The nodes of names of a file; `names` is `nil`: of all. None if its forms say all.
  func nodes(_ names: [String]?, of file: Int) -> [Int] {
    guard let known = known(file), !known.declaring.interface.isSelfContained else { return [] }
    return nodes(names, in: known)
  }

  private func nodes(_ names: [String]?, in file: File) -> [Int] {
    names?.compactMap { node(of: $0, in: file) }
      ?? Array(file.firstNode..<file.firstNode + file.declaring.interface.declarations.count)
  }

  /// Finds out about declarations.
  ///
  /// - Returns: a file that must be read before; `nil` if there is none.
  mutating func resolve(
    _ roots: [Int], from source: inout some DeclarationSource
  ) throws(Restart) -> Int? {
    var search = Walk()
    defer { for node in search.found { numbers[node] = 0 } }
    try meet(roots, &search, from: &source)
    var edges: [[Int]] = []
    var broken: [Bool] = []
    while edges.count < search.found.count {
      let node = search.found[edges.count]
      if !search.isDeep, states[node] == nil, !entry(of: node).form.expressions.isEmpty {
        search.isDeep = true
        (edges, broken) = ([], [])
        try meet(roots, &search, from: &source)
        continue
      }
      let uses: NodeUses
      switch try self.uses(of: node, from: &source) {
      case .unread(let file): return file
      case .found(let found): uses = found
      }
      try meet(uses.nodes, &search, from: &source)
      edges.append(uses.nodes)
      broken.append(uses.isBroken)
    }
    // Nodes that are known already, and need not be walked again, are left out.
    let graph = edges.map { $0.compactMap { numbers[$0] > 0 ? Int(numbers[$0]) - 1 : nil } }
    for members in StronglyConnectedComponents(edges: graph).members {
      let nodes = members.map { search.found[$0] }
      guard nodes.contains(where: { states[$0] == nil }) else { continue }
      let isCyclic = members.count > 1 || graph[members[0]].contains(members[0])
      try settle(
        nodes, isCyclic: isCyclic, isBroken: members.contains { broken[$0] }, from: &source)
    }
    if search.isDeep || !search.hasStored { for node in search.found { isClosed[node] = true } }
    return nil
  }

  /// The declarations that one call finds out about.
  private struct Walk {
    /// In the order in which they were met.
    var found: [Int] = []
    /// Whether it goes on beyond declarations that are known from an earlier build. An expression is
    /// evaluated with all that can be reached from it.
    var isDeep = false
    var hasStored = false
  }

  /// Adds declarations to the search and numbers them, except those that are known.
  private mutating func meet(
    _ nodes: [Int], _ search: inout Walk, from source: inout some DeclarationSource
  ) throws(Restart) {
    for node in nodes where numbers[node] == 0 && !isClosed[node] {
      if states[node] == nil,
        case .known(let facts) = try source.storedFacts(of: name(of: node), in: file(of: node))
      {
        states[node] = .usable(declaration(node, facts))
      }
      if states[node] != nil {
        search.hasStored = true
        if !search.isDeep { continue }
      }
      search.found.append(node)
      numbers[node] = Int32(search.found.count)
    }
  }

  /// The structs and enums that can be reached from declarations: sorted, each once. The files that
  /// they name have been read.
  mutating func types(
    reachedFrom roots: [Int], from source: inout some DeclarationSource
  ) throws(Restart) -> [Declaration] {
    try typeNodes(reachedFrom: roots, from: &source).compactMap { states[$0]?.declaration }
      .sorted { ($0.module, $0.name) < ($1.module, $1.name) }
  }

  /// Their nodes, in no order.
  mutating func typeNodes(
    reachedFrom roots: [Int], from source: inout some DeclarationSource
  ) throws(Restart) -> [Int] {
    var found: [Int] = []
    var met = Set(roots)
    var pending = Array(met)
    while let node = pending.popLast() {
      // A declaration that is stored is known without those that it names.
      if states[node] == nil, try resolve([node], from: &source) != nil { continue }
      guard let declaration = states[node]?.declaration else { continue }
      if declaration.isType { found.append(node) }
      for next in try typesNamed(by: node, declaration, from: &source)
      where met.insert(next).inserted {
        pending.append(next)
      }
    }
    return found
  }

  /// The declarations that lead to the types of a declaration's parts, or of its value.
  private mutating func typesNamed(
    by node: Int, _ declaration: Declaration, from source: inout some DeclarationSource
  ) throws(Restart) -> [Int] {
    if let value = declaration.facts?.value {
      guard value.type.hasNames else { return [] }
      if let types = valueTypes[node] { return types }
    }
    guard case .found(let uses) = try uses(of: node, from: &source) else { return [] }
    guard declaration.facts?.value == nil else { return uses.nodes }
    return uses.nodes.filter { entry(of: $0).form.isType }
  }

  // MARK: Declarations

  /// The node of a declaration; `nil` if there is none of this name, or the file has no nodes.
  func node(of name: String, in file: File) -> Int? {
    guard !file.declaring.interface.isSelfContained else { return nil }
    return file.declaring.interface.index(of: name).map { file.firstNode + $0 }
  }

  func name(of node: Int) -> String { entry(of: node).name }

  func module(of node: Int) -> String { files[nodes[node].slot].declaring.module }

  func file(of node: Int) -> Int { fileOfSlot[nodes[node].slot] }

  func entry(of node: Int) -> Interface.Entry {
    files[nodes[node].slot].declaring.interface.declarations[nodes[node].index]
  }

  /// A declaration's form with types that any file can name.
  func resolvedForm(of node: Int) -> Interface.Form {
    let file = files[nodes[node].slot].declaring
    return entry(of: node).form.resolved(in: file.module, imports: file.imports)
  }

  func declaration(_ node: Int, _ facts: DeclarationFacts?) -> Declaration {
    Declaration(
      module: module(of: node), name: name(of: node), form: resolvedForm(of: node), facts: facts)
  }

  // MARK: Files

  /// A file that is loaded.
  func known(_ file: Int) -> File? {
    guard file < slots.count, slots[file] >= 0 else { return nil }
    return files[Int(slots[file])]
  }

  /// Loads a file; `nil` if it cannot be read, or has not been read yet.
  mutating func load(
    _ file: Int, from source: inout some DeclarationSource
  ) throws(Restart) -> File? {
    if file >= slots.count {
      slots += repeatElement(Self.unknown, count: file + 1 - slots.count)
    }
    if slots[file] == Self.failed { return nil }
    if slots[file] >= 0 { return files[Int(slots[file])] }
    guard let declaring = try source.declaringFile(file) else {
      if !source.isUnread(file) { slots[file] = Self.failed }
      return nil
    }
    let loaded = File(declaring: declaring, firstNode: nodes.count)
    slots[file] = Int32(files.count)
    files.append(loaded)
    fileOfSlot.append(file)
    places.append(nil)
    guard !declaring.interface.isSelfContained else { return loaded }
    for index in declaring.interface.declarations.indices {
      nodes.append(Node(slot: files.count - 1, index: index))
    }
    states += repeatElement(nil, count: declaring.interface.declarations.count)
    namedByNode += repeatElement(nil, count: declaring.interface.declarations.count)
    valueTypes += repeatElement(nil, count: declaring.interface.declarations.count)
    isClosed += repeatElement(false, count: declaring.interface.declarations.count)
    numbers += repeatElement(0, count: declaring.interface.declarations.count)
    return loaded
  }
}
