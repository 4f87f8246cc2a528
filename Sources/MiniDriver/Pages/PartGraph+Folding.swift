// A graph with the folders of its parts, by which it is folded.

import MiniFrontend

extension ProjectPart {
  /// The folder in which the part is shown: that of a module, or a declaration's module.
  var fold: String {
    guard kind != .unit, let path else { return "" }
    let module = ModulePath(path).module
    guard kind == .module else { return module }
    return module.lastIndex(of: "/").map { String(module[..<$0]) } ?? ""
  }

  /// The name in that folder.
  var foldedName: String {
    let fold = fold
    let rest = name.dropFirst(fold.isEmpty ? 0 : fold.count + 1)
    return name.hasPrefix(fold) ? String(rest) : name
  }
}

extension PartGraph {
  /// For `graph.js`: `parts`, each `[folder, name]`, and `uses`, the numbers of those that each uses.
  var pageJSON: JSON {
    .object([
      (
        "parts",
        .array(
          parts.map {
            .array([
              .string(TerminalText.escaped($0.fold)), .string(TerminalText.escaped($0.foldedName)),
            ])
          })
      ),
      ("uses", .array(uses.map { .array($0.map { .count($0) }) })),
    ])
  }

  /// The graph of the folders at a depth, and of the parts above them.
  ///
  /// - Parameter depth: the number of folders in a path, from 1.
  /// - Returns: the names, and for each the numbers of those that it uses.
  func folded(toDepth depth: Int) -> (names: [String], uses: [[Int]]) {
    var numbers: [String: Int] = [:]
    var counts: [Int] = []
    var names: [String] = []
    let places = parts.map { part in
      let folders = part.fold.split(separator: "/")
      let name =
        folders.count < depth
        ? part.name : folders.prefix(depth).joined(separator: "/") + "/"
      let number = numbers[name] ?? names.count
      if number == names.count {
        numbers[name] = number
        names.append(name)
        counts.append(0)
      }
      counts[number] += 1
      return number
    }
    var edges = [Set<Int>](repeating: [], count: names.count)
    for (part, uses) in uses.enumerated() {
      for used in uses where places[used] != places[part] {
        edges[places[part]].insert(places[used])
      }
    }
    return (
      zip(names, counts).map { $0.hasSuffix("/") ? "\($0) (\(NumberText.grouped($1)))" : $0 },
      edges.map { $0.sorted() }
    )
  }

  /// The folders on the way to the deepest part.
  var depthMax: Int { parts.map { $0.fold.split(separator: "/").count }.max() ?? 0 }
}
