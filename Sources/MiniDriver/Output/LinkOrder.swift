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
    let (component, members) = components(ranks: ranks)
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

  /// Tarjan's algorithm with an explicit stack.
  ///
  /// - Returns: each module's component, and each component's members by rising rank.
  private func components(ranks: [Int]) -> (of: [Int], members: [[Int]]) {
    let unseen = -1
    var index = [Int](repeating: unseen, count: names.count)
    var low = [Int](repeating: 0, count: names.count)
    var component = [Int](repeating: unseen, count: names.count)
    var members: [[Int]] = []
    var open: [Int] = []
    var path: [(module: Int, nextImport: Int)] = []
    var nextIndex = 0
    for start in names.indices where index[start] == unseen {
      path.append((start, 0))
      while let (module, nextImport) = path.last {
        if nextImport == 0 {
          index[module] = nextIndex
          low[module] = nextIndex
          nextIndex += 1
          open.append(module)
        }
        if nextImport < imports[module].count {
          path[path.count - 1].nextImport += 1
          let target = imports[module][nextImport]
          if index[target] == unseen {
            path.append((target, 0))
          } else if component[target] == unseen {
            low[module] = min(low[module], index[target])
          }
          continue
        }
        path.removeLast()
        if let parent = path.last?.module { low[parent] = min(low[parent], low[module]) }
        guard low[module] == index[module] else { continue }
        var found: [Int] = []
        while let member = open.popLast() {
          component[member] = members.count
          found.append(member)
          if member == module { break }
        }
        members.append(found.sorted { ranks[$0] < ranks[$1] })
      }
    }
    return (component, members)
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
