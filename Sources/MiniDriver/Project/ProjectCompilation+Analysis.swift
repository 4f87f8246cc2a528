// Checks some files of a project that stays in memory, without IR.

import BuildCache
import MiniFrontend

extension ProjectCompilation {
  /// Checks files. Nothing remains of earlier calls but the graph and the cache's knowledge.
  ///
  /// - Returns: for each of the files all its diagnostics, sorted by place.
  mutating func analyze(_ wanted: [Int]) throws(Restart) -> [[Diagnostic]] {
    beginAnalysis()
    let readable = wanted.filter { graph.files.problem(of: $0) == nil }
    try diagnoseImports(of: readable)
    if readable.contains(graph.root) { try diagnoseEntryPoint() }
    let files = takeCompiled(readable)
    let misses = try lookUp(files)
    try compile(misses)
    let missed = Set(misses.map(\.file))
    for file in readable {
      let isKept =
        artifacts[file] == nil && !missed.contains(file) && graph.files.oldRow(of: file) != nil
      let encoded =
        isKept
        ? graph.snapshot!.diagnostics(graph.files.oldRow(of: file)!)
        : try graph.requiredFacts(of: file).diagnostics
      reportOfText(encoded, of: file)
    }
    return grouped(wanted)
  }

  /// The diagnostics so far, by file.
  private func grouped(_ wanted: [Int]) -> [[Diagnostic]] {
    var slots: [ModulePath: Int] = [:]
    for (slot, file) in wanted.enumerated() { slots[graph.files.path(of: file)] = slot }
    var all = [[Diagnostic]](repeating: [], count: wanted.count)
    for item in diagnostics {
      if let slot = slots[ModulePath(item.path)] { all[slot].append(item.diagnostic) }
    }
    return all.map { found in
      found.sorted {
        ($0.location.byteOffset, $0.code.rawValue) < ($1.location.byteOffset, $1.code.rawValue)
      }
    }
  }

  private mutating func beginAnalysis() {
    diagnostics = []
    failedImports = []
    artifacts = FileArtifacts()
    declarations = DeclarationGraph()
    interfaces = InterfaceTable(fileCount: graph.files.count)
  }
}
