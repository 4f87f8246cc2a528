// The strongly connected components of a graph.

/// The nodes of a graph in groups: two nodes are in one if each can be reached from the other.
struct StronglyConnectedComponents {
  /// The component of each node.
  let component: [Int]
  /// The nodes of each component. A component comes after those that it has edges to.
  let members: [[Int]]

  /// Tarjan's algorithm with an explicit stack.
  ///
  /// - Parameter edges: for each node those that it has an edge to.
  /// - Complexity: O(nodes + edges); no recursion.
  init(edges: [[Int]]) {
    let unseen = -1
    var index = [Int](repeating: unseen, count: edges.count)
    var low = [Int](repeating: 0, count: edges.count)
    var component = [Int](repeating: unseen, count: edges.count)
    var members: [[Int]] = []
    var open: [Int] = []
    var path: [(node: Int, nextEdge: Int)] = []
    var nextIndex = 0
    for start in edges.indices where index[start] == unseen {
      path.append((start, 0))
      while let (node, nextEdge) = path.last {
        if nextEdge == 0 {
          index[node] = nextIndex
          low[node] = nextIndex
          nextIndex += 1
          open.append(node)
        }
        if nextEdge < edges[node].count {
          path[path.count - 1].nextEdge += 1
          let target = edges[node][nextEdge]
          if index[target] == unseen {
            path.append((target, 0))
          } else if component[target] == unseen {
            low[node] = min(low[node], index[target])
          }
          continue
        }
        path.removeLast()
        if let parent = path.last?.node { low[parent] = min(low[parent], low[node]) }
        guard low[node] == index[node] else { continue }
        var found: [Int] = []
        while let member = open.popLast() {
          component[member] = members.count
          found.append(member)
          if member == node { break }
        }
        members.append(found)
      }
    }
    self.component = component
    self.members = members
  }
}
