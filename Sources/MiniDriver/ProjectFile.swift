// One file of a project while a build looks at it.

import BuildCache
import MiniFrontend
import ObjectStore

/// A file of the project: either as the last build left it (a row of the project's index), or as
/// read by this build.
struct ProjectFile: Sendable {
  let path: ModulePath
  /// Its row in the last build's index.
  let oldRow: Int?
  /// Set when this build read the file and found other bytes than the row's, or no row.
  var reading: SourceReading?
  /// Set when this build read the file and found the row's bytes under another stamp.
  var restamp: Restamp?
  /// The file could not be read: an error of those that import it.
  var problem: SourceProblem?
  /// What its text says; `nil`: what its row says.
  var facts: FileFacts?
  /// Set when this build parsed the text.
  var analysis: FileAnalysis?
  /// One per import in `facts`; `nil`: what its row says.
  var targets: [ImportTarget]?

  struct Restamp: Sendable {
    let stamp: Stamp
    let isRacy: Bool
  }

  init(path: ModulePath, oldRow: Int?) {
    self.path = path
    self.oldRow = oldRow
  }

  /// - Parameter numbers: of each file, by what it was until now.
  mutating func renumberTargets(_ numbers: [Int]) {
    guard let count = targets?.count else { return }
    for place in 0..<count {
      if case .file(let file) = targets?[place] { targets?[place] = .file(numbers[file]) }
    }
  }

  mutating func take(_ reading: SourceReading, _ facts: FileFacts, _ analysis: FileAnalysis?) {
    self.reading = reading
    self.facts = facts
    self.analysis = analysis
    if analysis != nil { self.reading?.bytes = [] }
  }
}

/// What an import leads to.
enum ImportTarget: Hashable, Sendable {
  /// A file of the project: its index among ``ProjectGraph/files``.
  case file(Int)
  /// LLVM's own name.
  case reserved(String)
  /// Out of the root's folder and into it again by its name.
  case reentering(String)
}

extension FileFacts {
  /// What a file's text says, as the cache keeps it.
  init(_ analysis: FileAnalysis) {
    let interface = analysis.interface.encoded()
    let warnings = analysis.zir.diagnostics.map { analysis.lines.locate($0) }
    self.init(
      interface: interface,
      interfaceID: InterfaceID(digest: Digest(hashing: interface)),
      imports: analysis.zir.imports.map {
        ImportFact(path: $0.path, namespace: $0.namespace)
      },
      diagnostics: warnings.isEmpty ? [] : warnings.encoded(),
      functionCount: UInt32(analysis.zir.functions.count))
  }
}

extension FileAnalysis {
  /// Whether the text alone makes the file wrong; such a file is never cached.
  var hasErrors: Bool { zir.diagnostics.contains { $0.code.severity == .error } }
}
