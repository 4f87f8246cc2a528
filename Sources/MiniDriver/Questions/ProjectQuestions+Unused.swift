// `mini graph --unused`: declarations that the program and its tests do not need.

import MiniFrontend

extension ProjectQuestions {
  /// The declarations of the project's own files that neither the root's `main` nor a test reaches,
  /// by file and place.
  package var unused: [ProjectPart] {
    let graph = declarations(of: files)
    let main = context.rootModule + ".main"
    let used = graph.reached(
      from: graph.parts.indices.filter {
        let part = graph.parts[$0]
        return part.name == main || part.kind == .test && !part.isStandard
      })
    return graph.parts.indices.filter { !used.contains($0) && !graph.parts[$0].isStandard }
      .map { graph.parts[$0] }.sorted { a, b in
        let (pathA, pathB) = (ModulePath(a.path ?? ""), ModulePath(b.path ?? ""))
        guard pathA == pathB else { return pathA < pathB }
        return a.location?.byteOffset ?? 0 < b.location?.byteOffset ?? 0
      }
  }

  /// Whether the root file has a `main`.
  package var hasMain: Bool { graph.interface(of: graph.root)?.lookup("main") != nil }
}
