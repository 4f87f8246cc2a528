// Collects the errors of the whole program, and the warnings of files that were not compiled.

import BuildCache
import FileIO
import MiniFrontend
import SystemPackage

extension ProjectCompilation {
  mutating func diagnoseImports() throws(Restart) {
    guard graph.hasNewShape else { return }
    try diagnoseImports(of: graph.files.indices.filter { graph.isReachable($0) })
  }

  /// Reports the failed imports of some files.
  mutating func diagnoseImports(of files: [Int]) throws(Restart) {
    for file in files {
      let targets = graph.targets(of: file)
      guard targets.contains(where: hasFailed), graph.files.problem(of: file) == nil else {
        continue
      }
      try graph.readAgain(file)
      let starts = graph.files[file].analysis!.zir.imports.map(\.range.start) + [.max]
      for (number, target) in targets.enumerated() where hasFailed(target) {
        failedImports.append((file, starts[number]..<starts[number + 1]))
      }
      let found = ProgramDiagnostics.imports(
        of: graph.files[file].analysis!, targets: targets,
        paths: { ModulePath(context.names.shown(graph.files.path(of: $0).path)) },
        problem: { graph.files.problem(of: $0) }, neighbours: neighbours)
      report(found, of: file)
    }
  }

  /// The names in a file's folder; none if it cannot be listed.
  private func neighbours(of file: Int) -> [String] {
    let folder = context.rootFolder.pushing(FilePath(graph.files.path(of: file).path))
      .removingLastComponent()
    return ((try? context.fileSystem.entries(of: folder)) ?? nil)?.map(\.name) ?? []
  }

  private func hasFailed(_ target: ImportTarget) -> Bool {
    switch target {
    case .file(let index): graph.files.problem(of: index) != nil
    case .reserved, .reentering: true
    }
  }

  mutating func diagnoseEntryPoint() throws(Restart) {
    if context.options.goal == .tests { return }
    if try hasEntryPoint() { return }
    let path = graph.files.path(of: graph.root)
    try graph.readAgain(graph.root)
    report(
      ProgramDiagnostics.entryPoint(of: path, graph.files[graph.root].analysis!), of: graph.root)
  }

  /// Whether the root has a `main` with which a program can start.
  mutating func hasEntryPoint() throws(Restart) -> Bool {
    guard let main = try graph.mainSignature() else { return false }
    return ProgramDiagnostics.isEntryPoint(main)
      && graph.files.path(of: graph.root).reservation == nil
  }

  mutating func report(_ found: [Diagnostic], of file: Int) {
    let path = graph.files.path(of: file).path
    diagnostics += found.map { FileDiagnostic(path: path, diagnostic: $0) }
  }

  /// The front end's diagnostics of all reachable files, parsed or cached.
  mutating func replayFrontEndDiagnostics() {
    for (file, encoded) in graph.frontEndDiagnostics({ artifacts[$0]?.warnings != nil }) {
      reportOfText(encoded, of: file)
    }
  }

  /// Reports the diagnostics that are known from a file's text.
  mutating func reportOfText(_ encoded: [UInt8], of file: Int) {
    guard !encoded.isEmpty else { return }
    let found = [Diagnostic](decoding: encoded) ?? []
    report(failedImports.isEmpty ? found : found.filter { !isExcused($0, of: file) }, of: file)
  }

  /// A failed import is not also reported as unused.
  private func isExcused(_ diagnostic: Diagnostic, of file: Int) -> Bool {
    diagnostic.code == .unusedImport
      && failedImports.contains {
        $0.file == file && $0.bytes.contains(diagnostic.location.byteOffset)
      }
  }
}
