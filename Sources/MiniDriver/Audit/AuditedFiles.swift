// The files of a built project as the graph of declarations sees them.

import BuildCache
import MiniFrontend

/// The rows of a project's index, with what the ZirCache knows of them.
struct AuditedFiles: DeclarationSource {
  let project: FileHashCache
  let index: ZirCache?
  let reader: SourceReader

  private func interface(_ row: Int) -> Interface? {
    guard row < project.count else { return nil }
    return index?.forms(of: project.combinedHash(row)).flatMap { Interface(decoding: $0) }
  }

  /// A file's imports; `nil` if the index does not contain them.
  func imported(_ row: Int, _ declared: FileDeclarations) -> [ImportedModule]? {
    var imported: [ImportedModule] = []
    for (number, target) in project.imports(row).map(Int.init).enumerated() {
      guard let interface = interface(target) else { return nil }
      imported.append(
        ImportedModule(
          name: ModulePath(project.path(target)).module, interface: interface,
          declared: declared.imported[number]))
    }
    return imported
  }

  func declaringFile(_ file: Int) throws(Restart) -> DeclaringFile? {
    guard let interface = interface(file) else { throw lost(file) }
    let targets = project.imports(file).map(Int.init)
    return DeclaringFile(
      module: ModulePath(project.path(file)).module, interface: interface,
      imports: targets.map { $0 < project.count ? ModulePath(project.path($0)).module : "" },
      targets: targets)
  }

  func isUnread(_ file: Int) -> Bool { false }

  /// Nothing is taken from the cache that is audited.
  func storedFacts(of name: String, in file: Int) -> StoredFacts { .unknown }

  func analysis(of file: Int) throws(Restart) -> FileAnalysis {
    guard case .success(let reading) = reader.read(project.path(file)),
      reading.sourceID == project.sourceID(file)
    else { throw lost(file) }
    return FileAnalysis(analyzing: reading.bytes)
  }

  private func lost(_ file: Int) -> Restart {
    Restart(path: file < project.count ? project.path(file) : "", cause: .sourceChanged)
  }
}
