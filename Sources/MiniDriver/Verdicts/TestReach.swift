// All IR that a test can reach, on which its verdict depends.

import BuildCache
import FileIO
import MiniBackend

/// The graph of the functions and constants of a program's sections.
///
/// There is an edge for each name in a function's IR, called or not: a function that is used as a value
/// can be called from anywhere. Functions that reach each other form one component.
struct TestReach: Sendable {
  /// A digest of the IR of everything that a function reaches, itself included, and the effects of
  /// all that.
  struct Reached: Hashable, Sendable {
    let digest: Digest
    let effects: RuntimeEffects
  }

  /// A function with the constants of its own, or a constant.
  private struct Node: Sendable {
    let section: Int
    /// The last name that it defines: the function's.
    let name: Range<Int>
    let digest: Digest
  }

  private let sections: [[UInt8]]
  private let debugInfo: DebugInfo
  private let nodes: [Node]
  private let nodeOfName: [ArraySlice<UInt8>: Int]
  private let edges: [[Int]]
  private let component: [Int]
  /// By component.
  private let digests: [Digest]
  /// By component.
  private let effects: [RuntimeEffects]

  /// Cost: a look at each byte of the sections, and a SHA-256 of all of them.
  ///
  /// - Parameter debugInfo: as the sections were compiled.
  init(_ sections: [[UInt8]], debugInfo: DebugInfo, threadsMax: Int) {
    let scans = Parallel.map(sections, threadsMax: threadsMax) { section in
      let scan = SectionParts(section)
      return (scan: scan, digests: scan.parts.map { Digest(hashing: Array(section[$0.text])) })
    }
    var nodes: [Node] = []
    var nodeOfName: [ArraySlice<UInt8>: Int] = [:]
    var edges: [[Int]] = []
    for (section, (scan, digests)) in scans.enumerated() {
      for (part, digest) in zip(scan.parts, digests) {
        var same: [Int] = []
        for name in scan.names[part.defined] {
          let known = nodeOfName.updateValue(nodes.count, forKey: sections[section][name])
          // A name that two parts define stands for both.
          if let known, known != nodes.count { same.append(known) }
        }
        edges.append(same)
        nodes.append(
          Node(section: section, name: scan.names[part.defined.upperBound - 1], digest: digest))
      }
    }
    var effects: [RuntimeEffects] = []
    effects.reserveCapacity(nodes.count)
    for (section, (scan, _)) in scans.enumerated() {
      for part in scan.parts {
        var found = RuntimeEffects()
        for name in scan.names[part.used] {
          let name = sections[section][name]
          if let node = nodeOfName[name] {
            edges[effects.count].append(node)
          } else {
            found.formUnion(RuntimeEffects(ofName: name))
          }
        }
        effects.append(found)
      }
    }
    let components = StronglyConnectedComponents(edges: edges)
    self.sections = sections
    self.debugInfo = debugInfo
    (self.nodes, self.nodeOfName, self.edges) = (nodes, nodeOfName, edges)
    component = components.component
    digests = components.digests(ofAllReachedBy: edges, own: nodes.map(\.digest))
    self.effects = Self.effects(ofAllReachedIn: components, edges, effects)
  }

  /// - Parameter own: by node.
  /// - Returns: by component.
  private static func effects(
    ofAllReachedIn components: StronglyConnectedComponents, _ edges: [[Int]],
    _ own: [RuntimeEffects]
  ) -> [RuntimeEffects] {
    var all: [RuntimeEffects] = []
    all.reserveCapacity(components.members.count)
    for members in components.members {
      var used = RuntimeEffects()
      for member in members {
        used.formUnion(own[member])
        for target in edges[member]
        where components.component[target] != all.count {
          used.formUnion(all[components.component[target]])
        }
      }
      all.append(used)
    }
    return all
  }

  /// - Parameter symbol: a function's, as panics write it.
  /// - Returns: `nil` if no section defines the function.
  subscript(symbol: String) -> Reached? {
    node(of: symbol).map { node in
      Reached(digest: digests[component[node]], effects: effects[component[node]])
    }
  }

  /// The names and digests of the parts that a function reaches.
  ///
  /// - Complexity: linear in what it reaches.
  func parts(reachedBy symbol: String) -> [(name: ArraySlice<UInt8>, digest: Digest)] {
    guard let start = node(of: symbol) else { return [] }
    var seen: Set<Int> = [start]
    var pending = [start]
    while let node = pending.popLast() {
      for target in edges[node] where seen.insert(target).inserted { pending.append(target) }
    }
    return seen.sorted().map { node in
      (sections[nodes[node].section][nodes[node].name], nodes[node].digest)
    }
  }

  private func node(of symbol: String) -> Int? {
    nodeOfName[FunctionSymbol.name(of: symbol, debugInfo: debugInfo)[...]]
  }
}
