// All files that a file can reach by imports, on which the verdicts of its tests depend.

import BuildCache
import ObjectStore

/// The files of a project with their imports.
///
/// A test reaches nothing but what the files contain that its file imports, directly or through others.
struct ImportClosures: Sendable {
  /// By position in the order, the positions of the files that a file imports.
  private let edges: [[Int]]
  /// By position: a digest of the IR of the file and of all that it reaches.
  let digests: [Digest]

  /// - Parameters:
  ///   - order: the files, as indices of the graph, with all that they import.
  ///   - irIDs: theirs, by position.
  /// - Complexity: linear in the number of imports, with a SHA-256 for each file.
  init(_ order: [Int], _ graph: ProjectGraph, irIDs: [ObjectID]) {
    var position = [Int](repeating: 0, count: graph.files.count)
    for (place, file) in order.enumerated() { position[file] = place }
    let edges = order.map { file in graph.targetFiles(of: file).map { position[$0] } }
    let components = StronglyConnectedComponents(edges: edges)
    let reached = components.digests(ofAllReachedBy: edges, own: irIDs.map { Digest($0) })
    self.edges = edges
    digests = components.component.map { reached[$0] }
  }

  /// The positions of all files that some files reach, themselves included, in order.
  func reached(from starts: some Sequence<Int>) -> [Int] {
    var isReached = [Bool](repeating: false, count: edges.count)
    var pending = Array(starts)
    for start in pending { isReached[start] = true }
    while let file = pending.popLast() {
      for target in edges[file] where !isReached[target] {
        isReached[target] = true
        pending.append(target)
      }
    }
    return isReached.indices.filter { isReached[$0] }
  }
}

extension StronglyConnectedComponents {
  /// A digest for each component: of the different digests of its nodes, and of the digests of the
  /// components that it has edges to, each in the order of the digests.
  ///
  /// - Parameters:
  ///   - edges: those of the graph.
  ///   - own: by node.
  func digests(ofAllReachedBy edges: [[Int]], own: [Digest]) -> [Digest] {
    var digests: [Digest] = []
    digests.reserveCapacity(members.count)
    for members in members {
      var targets: Set<Digest> = []
      for member in members {
        for target in edges[member] where component[target] != digests.count {
          targets.insert(digests[component[target]])
        }
      }
      let nodes = members.count == 1 ? [own[members[0]]] : Set(members.map { own[$0] }).sorted()
      let node = nodes.count == 1 ? nodes[0] : Digest(of: nodes)
      digests.append(Digest(of: [node] + targets.sorted()))
    }
    return digests
  }
}
