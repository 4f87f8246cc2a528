// The graph that questions about a project are answered from: parts, and what each uses.

package import MiniFrontend
import ObjectStore

/// A part of a project: a module, a declaration or a unit.
package struct ProjectPart: Sendable {
  package enum Kind: String, Hashable, Sendable {
    case module
    case function
    case structure = "struct"
    case enumeration = "enum"
    case constant
    case test
    /// Native code that is compiled in one piece.
    case unit
  }

  package let kind: Kind
  /// `lib/math`, `lib/math.add`, `lib/math.test "adds"`, `unit 01`.
  package let name: String
  /// Relative to the root file's folder; `nil`: a unit.
  package let path: String?
  /// The place of a declaration's name.
  package var location: Diagnostic.Location?
  /// The modules of a unit.
  package var modules: [String] = []
}

/// Parts of a project, sorted by name, and which uses which.
package struct PartGraph: Sendable {
  package let parts: [ProjectPart]
  /// For each part those that it uses: ascending, each once.
  package let uses: [[Int]]

  /// - Parameter uses: for each part those that it uses, in any order.
  init(_ parts: [ProjectPart], uses: [[Int]]) {
    let order = parts.indices.sorted { parts[$0].name < parts[$1].name }
    var numbers = [Int](repeating: 0, count: parts.count)
    for (number, part) in order.enumerated() { numbers[part] = number }
    self.parts = order.map { parts[$0] }
    self.uses = order.map { part in Set(uses[part].map { numbers[$0] }).sorted() }
  }

  private init(kept: [Int], of graph: PartGraph) {
    var numbers = [Int?](repeating: nil, count: graph.parts.count)
    for (number, part) in kept.enumerated() { numbers[part] = number }
    parts = kept.map { graph.parts[$0] }
    uses = kept.map { graph.uses[$0].compactMap { numbers[$0] } }
  }

  /// For each part those that use it.
  private var users: [[Int]] {
    var users = [[Int]](repeating: [], count: parts.count)
    for (part, uses) in uses.enumerated() {
      for used in uses { users[used].append(part) }
    }
    return users
  }

  /// The parts that some reach in a number of steps, themselves included.
  private static func reached(
    from parts: some Sequence<Int>, in edges: [[Int]], stepsMax: Int = .max
  ) -> Set<Int> {
    var reached = Set(parts)
    var wave = Array(reached)
    var steps = 0
    while !wave.isEmpty, steps < stepsMax {
      var next: [Int] = []
      for part in wave {
        for other in edges[part] where reached.insert(other).inserted { next.append(other) }
      }
      wave = next
      steps += 1
    }
    return reached
  }

  /// The parts that others use, directly or through others, and those.
  func reached(from parts: some Sequence<Int>) -> Set<Int> {
    Self.reached(from: parts, in: uses)
  }

  /// Some parts, those that they use within a number of steps, and those that use them.
  package func focused(on parts: [Int], depth: Int) -> PartGraph {
    let near = Self.reached(from: parts, in: uses, stepsMax: depth)
      .union(Self.reached(from: parts, in: users, stepsMax: depth))
    return PartGraph(kept: near.sorted(), of: self)
  }

  /// The graph without standard parts that the project's own files do not reach.
  func withoutUnusedStandardParts() -> PartGraph {
    let own = parts.indices.filter { !parts[$0].isStandard }
    return PartGraph(kept: reached(from: own).sorted(), of: self)
  }

  /// A shortest chain of uses, both ends included; of a part with itself, a shortest circle. Of
  /// several, that whose names come first.
  ///
  /// - Returns: `nil` if there is none.
  func chain(from start: Int, to end: Int) -> [Int]? {
    var previous = [Int?](repeating: nil, count: parts.count)
    var wave = [start]
    while !wave.isEmpty {
      var next: [Int] = []
      for part in wave {
        for used in uses[part] where previous[used] == nil {
          previous[used] = part
          guard used == end else {
            next.append(used)
            continue
          }
          var chain = [used]
          while let before = previous[chain[chain.count - 1]] {
            chain.append(before)
            if before == start { break }
          }
          return chain.reversed()
        }
      }
      wave = next
    }
    return nil
  }

  /// The index of the part with a name; `nil`: there is none.
  func index(of name: String) -> Int? {
    let index = parts.indices.partitionPoint { parts[$0].name < name }
    return index < parts.count && parts[index].name == name ? index : nil
  }
}

extension ProjectPart {
  /// Whether it is a standard module or a declaration of one.
  var isStandard: Bool { path.map { ModulePath($0).standardModule != nil } ?? false }
}
