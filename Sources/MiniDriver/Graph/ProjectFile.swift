// One file of a project during a build.

import BuildCache
import MiniFrontend

/// A file of the project: either unchanged since the last build (a row of the project's index), or
/// read by this build.
struct ProjectFile: Sendable {
  let path: ModulePath
  /// Its row in the last build's index.
  let oldRow: Int?
  /// Set if this build read the file and its bytes differ from the row's, or it has no row.
  var reading: SourceReading?
  /// Set if this build read the file and found the row's bytes with another stamp.
  var restamp: Restamp?
  /// Set if the file could not be read, which is an error of its importers.
  var problem: SourceProblem?
  /// The facts of its text; `nil`: those of its row.
  var facts: FileFacts?
  /// Set if this build parsed the text.
  var analysis: FileAnalysis?
  /// Set if the facts do not say all that importers see, because the text has errors.
  var faultyInterface: Interface?
  /// One per import in `facts`; `nil`: those of its row.
  var targets: [ImportTarget]?

  struct Restamp: Sendable {
    let stamp: Stamp
    let isRacy: Bool
  }

  init(path: ModulePath, oldRow: Int?) {
    self.path = path
    self.oldRow = oldRow
  }

  /// - Parameter numbers: the new index of each file, by its old index.
  mutating func renumberTargets(_ numbers: [Int]) {
    guard let count = targets?.count else { return }
    for index in 0..<count {
      if case .file(let file) = targets?[index] { targets?[index] = .file(numbers[file]) }
    }
  }

  mutating func take(_ reading: SourceReading, _ facts: FileFacts, _ analysis: FileAnalysis?) {
    self.reading = reading
    self.facts = facts
    self.analysis = analysis
    guard let analysis else { return }
    self.reading?.bytes = []
    if !analysis.interface.isSound { faultyInterface = analysis.interface }
  }
}

enum ImportTarget: Hashable, Sendable {
  /// A file of the project: its index in ``ProjectGraph/files``.
  case file(Int)
  /// A name that is reserved.
  case reserved(String)
  /// A path that leaves the root's folder and enters it again by its name.
  case reentering(String)

  /// The target of a path that is wrong whatever is on disk; `nil` if it can name a file.
  ///
  /// - Parameter rootFolder: the components of the root folder's absolute path.
  static func refused(_ path: ModulePath, rootFolder: [String]) -> ImportTarget? {
    if path.reservation != nil { return .reserved(path.path) }
    if path.reenters(rootFolder: rootFolder) { return .reentering(path.path) }
    return nil
  }
}

extension FileFacts {
  /// The facts of a file's text, in the form that the cache stores.
  init(_ analysis: FileAnalysis) {
    let warnings = analysis.zir.diagnostics.map { analysis.lines.locate($0) }
    self.init(
      forms: analysis.interface.encoded(),
      imports: Self.imports(of: analysis),
      diagnostics: warnings.isEmpty ? [] : warnings.encoded(),
      functionCount: UInt32(analysis.zir.functions.count))
  }
}

extension FileFacts {
  private static func imports(of analysis: FileAnalysis) -> [ImportFact] {
    var isInForms = [Bool](repeating: false, count: analysis.zir.imports.count)
    if !analysis.interface.isSelfContained {
      for declaration in analysis.interface.declarations {
        for use in declaration.form.uses {
          if let index = use.importIndex { isInForms[Int(index)] = true }
        }
      }
    }
    return zip(analysis.zir.imports, analysis.usedNames).enumerated().map { index, item in
      ImportFact(
        path: item.0.path, namespace: item.0.namespace, names: item.1,
        isInForms: isInForms[index])
    }
  }
}

extension FileAnalysis {
  /// Whether the text alone has errors; such a file is never cached.
  var hasErrors: Bool { zir.diagnostics.contains { $0.code.severity == .error } }
}
