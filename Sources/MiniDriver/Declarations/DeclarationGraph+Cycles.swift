// Reports declarations that are defined by themselves, and types that contain themselves.

import MiniFrontend

extension DeclarationGraph {
  /// Reports the errors of a component whose nodes reach themselves, each once: at the member of the
  /// smallest module that comes first in its file.
  ///
  /// - Returns: whether there is one.
  mutating func reportCycles(
    among members: [Int], from source: inout some DeclarationSource
  ) throws(Restart) -> Bool {
    var numbers: [Int: Int] = [:]
    for (number, member) in members.enumerated() { numbers[member] = number }
    func edges(_ uses: (Int) -> [ZIR.Callee]) -> [[Int]] {
      members.map { member in
        uses(member).compactMap { node(of: $0, namedBy: member).flatMap { numbers[$0] } }
      }
    }
    // A value that its own definition needs.
    let values = edges { entry(of: $0).form.valueUses }
    if values.contains(where: { !$0.isEmpty }) {
      let cycle = try cycle(of: members, edges { entry(of: $0).form.uses }, from: &source)
      try report(cycle, Self.valueCycle, from: &source)
      return true
    }
    let parts = edges { entry(of: $0).form.contained }
    var isFound = false
    for component in StronglyConnectedComponents(edges: parts).members
    where component.count > 1 || parts[component[0]].contains(component[0]) {
      let cycle = try cycle(of: members, parts, among: component, from: &source)
      try report(cycle, Self.containment, from: &source)
      isFound = true
    }
    return isFound
  }

  private struct Words {
    let code: DiagnosticCode
    /// After the declaration's name.
    let message: String
    let label: String
    /// Between two names.
    let verb: String
  }

  private static let valueCycle = Words(
    code: .constantCycle, message: "is defined by itself", label: "its value needs itself",
    verb: "needs")
  private static let containment = Words(
    code: .typeContainsItself, message: "contains itself",
    label: "it may contain an array of itself", verb: "contains")

  /// The shortest way from the first declaration of a component back to itself.
  ///
  /// - Parameters:
  ///   - edges: between the numbers of `members`.
  ///   - component: the numbers of some members; `nil`: all.
  /// - Returns: nodes, the first one first.
  private func cycle(
    of members: [Int], _ edges: [[Int]], among component: [Int]? = nil,
    from source: inout some DeclarationSource
  ) throws(Restart) -> [Int] {
    let component = component ?? Array(members.indices)
    let module = component.map { self.module(of: members[$0]) }.min()
    var places: [(start: UInt32, number: Int)] = []
    for number in component where self.module(of: members[number]) == module {
      let range = try nameRange(of: members[number], from: &source)
      places.append((range.start, number))
    }
    let first = places.min { $0.start < $1.start }!.number
    // Breadth first: each number's predecessor on the shortest way from the first.
    var before = [Int?](repeating: nil, count: members.count)
    var queue = [first]
    var next = 0
    while next < queue.count, before[first] == nil {
      for target in edges[queue[next]] where before[target] == nil {
        before[target] = queue[next]
        queue.append(target)
      }
      next += 1
    }
    var way: [Int] = []
    var number = before[first] ?? first
    while number != first {
      way.append(number)
      number = before[number] ?? first
    }
    return ([first] + way.reversed()).map { members[$0] }
  }

  private mutating func report(
    _ cycle: [Int], _ words: Words, from source: inout some DeclarationSource
  ) throws(Restart) {
    let head = cycle[0]
    func shown(_ node: Int) -> String {
      module(of: node) == module(of: head)
        ? "'\(name(of: node))'" : "'\(module(of: node)).\(name(of: node))'"
    }
    var notes: [RawDiagnostic.Note] = []
    for (index, node) in cycle.enumerated() where cycle.count > 1 {
      let next = cycle[(index + 1) % cycle.count]
      let isHere = index > 0 && file(of: node) == file(of: head)
      notes.append(
        .init(
          "\(shown(node)) \(words.verb) \(shown(next))",
          at: isHere ? try nameRange(of: node, from: &source) : nil))
    }
    report(
      RawDiagnostic(
        words.code, "'\(name(of: head))' \(words.message)",
        at: try nameRange(of: head, from: &source), label: words.label, notes: notes),
      at: head)
  }

  /// The range of a declaration's name in its file.
  private func nameRange(
    of node: Int, from source: inout some DeclarationSource
  ) throws(Restart) -> SourceRange {
    let zir = try source.analysis(of: file(of: node)).zir
    let name = name(of: node)
    return zir.types.first { $0.name == name }?.nameRange
      ?? zir.constants.first { $0.name == name }?.nameRange ?? SourceRange(start: 0, end: 0)
  }
}

extension Interface.Form {
  /// The declarations that values in it need, without the types that it states for them: an empty
  /// array of a struct needs nothing of the struct.
  fileprivate var valueUses: [ZIR.Callee] {
    func uses(_ constant: Interface.ConstantForm?, _ type: Type?) -> [ZIR.Callee] {
      let stated = Set(type?.typeNames.compactMap(ZIR.Callee.init) ?? [])
      return constant?.uses.filter { !stated.contains($0) } ?? []
    }
    switch self {
    case .function, .enumeration: return []
    case .structure(let fields): return fields.flatMap { uses($0.defaultValue, $0.type) }
    case .constant(let constant): return uses(constant, constant.type)
    }
  }

  /// The structs and enums whose values are part of each value, not only of arrays in it.
  fileprivate var contained: [ZIR.Callee] {
    types.compactMap { type in
      var part = type
      while case .optional(let value) = part { part = value }
      guard case .named(let named) = part else { return nil }
      return ZIR.Callee(named)
    }
  }
}
