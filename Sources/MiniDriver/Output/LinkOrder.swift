// The order of the sections in main.ll, which depends only on the import graph.

/// Sorts modules so that imports come first. The strongly connected components of the import graph
/// are sorted topologically; of several ready ones, that with the smallest module name is next.
/// Modules of a component are sorted by name. See Architecture, section 7.
package struct LinkOrder {
  /// The names of the modules, which break ties.
  private let names: [String]
  /// The imports of each module, as indices into `names`.
  private let imports: [[Int]]

  package init(names: [String], imports: [[Int]]) {
    precondition(names.count == imports.count)
    self.names = names
    self.imports = imports
  }

  /// Indices of all modules, in link order.
  ///
  /// - Complexity: O(modules · log(modules) + imports); no recursion.
  package func sorted() -> [Int] {
    let ranks = nameRanks()
    let components = StronglyConnectedComponents(edges: imports)
    let component = components.component
    let members = components.members.map { $0.sorted { ranks[$0] < ranks[$1] } }
    // For each component: the number of imports it waits for, and the components that wait for it.
    var waitsFor = [Int](repeating: 0, count: members.count)
    var waiting = [[Int]](repeating: [], count: members.count)
    for module in names.indices {
      for target in imports[module] where component[target] != component[module] {
        waitsFor[component[module]] += 1
        waiting[component[target]].append(component[module])
      }
    }
    var ready = SmallestFirst()
    for index in members.indices where waitsFor[index] == 0 {
      ready.insert(rank: ranks[members[index][0]], component: index)
    }
    var order: [Int] = []
    order.reserveCapacity(names.count)
    while let next = ready.removeSmallest() {
      order.append(contentsOf: members[next])
      for dependent in waiting[next] {
        waitsFor[dependent] -= 1
        if waitsFor[dependent] == 0 {
          ready.insert(rank: ranks[members[dependent][0]], component: dependent)
        }
      }
    }
    return order
  }

  /// Each module's position in the byte order of the names.
  private func nameRanks() -> [Int] {
    let order = names.indices.sorted {
      names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8)
    }
    var ranks = [Int](repeating: 0, count: names.count)
    for (rank, module) in order.enumerated() { ranks[module] = rank }
    return ranks
  }
}

/// A binary heap of components, the one with the smallest rank first.
private struct SmallestFirst {
  private var items: [(rank: Int, component: Int)] = []

  mutating func insert(rank: Int, component: Int) {
    items.append((rank, component))
    var child = items.count - 1
    while child > 0, case let parent = (child - 1) / 2, items[child].rank < items[parent].rank {
      items.swapAt(child, parent)
      child = parent
    }
  }

  mutating func removeSmallest() -> Int? {
    guard let smallest = items.first else { return nil }
    let last = items.removeLast()
    guard !items.isEmpty else { return smallest.component }
    items[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < items.count {
        if items[child].rank < items[least].rank { least = child }
      }
      if least == parent { return smallest.component }
      items.swapAt(parent, least)
      parent = least
    }
  }
}
