// Errors that depend on several files: failed imports, and the program's `main`.

import BuildCache
import MiniFrontend

/// Makes the diagnostics that need the whole graph.
struct ProgramDiagnostics {
  /// The errors of one file's imports.
  ///
  /// - Parameters:
  ///   - targets: the target of each import.
  ///   - problem: why a file could not be read; `nil` if it could.
  ///   - neighbours: the names in the folder of a file that is absent.
  static func imports(
    of analysis: FileAnalysis, targets: [ImportTarget], paths: (Int) -> ModulePath,
    problem: (Int) -> SourceProblem?, neighbours: (Int) -> [String] = { _ in [] }
  ) -> [Diagnostic] {
    var found: [RawDiagnostic] = []
    for (declaration, target) in zip(analysis.zir.imports, targets) {
      switch target {
      case .reserved(let path):
        found.append(
          RawDiagnostic(
            .reservedModuleName, "the module name '\(ModulePath(path).module)' is reserved",
            at: declaration.range, label: ModulePath(path).reservation ?? "",
            notes: [.init("rename the file")]))
      case .reentering(let path):
        found.append(
          RawDiagnostic(
            .badImportPath, "the import path leaves the project's folder and enters it again",
            at: declaration.range, label: "this is '\(path)', seen from the root file's folder",
            notes: [.init("name the file by its path inside the project")]))
      case .file(let file):
        guard let problem = problem(file) else { continue }
        var error = diagnostic(of: problem, path: paths(file).path, at: declaration.range)
        if case .absent = problem,
          let meant = path(like: declaration.path, among: neighbours(file))
        {
          error.notes = [.init("did you mean '\(meant)'?")]
        }
        found.append(error)
      }
    }
    return found.map { analysis.lines.locate($0) }
  }

  /// The path of the source file whose name is nearest to that of an import; `nil` if none is near.
  private static func path(like path: String, among names: [String]) -> String? {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    let ending = ModulePath.suffix
    let stem = path.dropFirst(folder.count).dropLast(ending.count)
    let stems = names.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }
    return Suggestion.nearest(to: String(stem), among: stems).map { folder + $0 + ending }
  }

  private static func diagnostic(
    of problem: SourceProblem, path: String, at range: SourceRange
  ) -> RawDiagnostic {
    switch problem {
    case .absent:
      RawDiagnostic(
        .importNotFound, "the imported file was not found", at: range,
        label: "there is no '\(path)'")
    case .folder:
      RawDiagnostic(
        .unreadableImport, "the imported file is a folder", at: range,
        label: "'\(path)' is a folder, not a file")
    case .special:
      RawDiagnostic(
        .unreadableImport, "the imported file is not a regular file", at: range,
        label: "'\(path)' is a device, a pipe or a socket")
    case .tooLarge:
      RawDiagnostic(
        .fileTooLarge, "the imported file is too large", at: range,
        label: "'\(path)' has more than \(SourceBytes.sizeMaxBytes >> 20) MiB")
    case .unreadable(let reason):
      RawDiagnostic(
        .unreadableImport, "the imported file cannot be read", at: range,
        label: "'\(path)': \(reason)")
    }
  }

  /// The errors of the root module: it needs a `main` with a valid signature.
  static func entryPoint(of root: ModulePath, _ analysis: FileAnalysis) -> [Diagnostic] {
    let start = SourceRange(start: 0, end: 0)
    var found: [RawDiagnostic] = []
    if let reservation = root.reservation {
      found.append(
        RawDiagnostic(
          .reservedModuleName, "the module name '\(root.module)' is reserved", at: start,
          label: reservation,
          notes: [.init("rename the file")]))
    }
    if let main = analysis.zir.functions.first(where: { $0.name == "main" }) {
      if !isEntryPoint(main.signature) {
        found.append(
          RawDiagnostic(
            .wrongMainSignature, "'main' has a signature that no entry point can have",
            at: main.nameRange, label: "expected 'fn main() i32' or 'fn main()'"))
      }
    } else if !analysis.interface.isInError("main") {
      found.append(
        RawDiagnostic(
          .noMain, "the root file has no 'main' function", at: start,
          label: "the program starts in 'fn main() i32' or 'fn main()' of this file"))
    }
    return found.map { analysis.lines.locate($0) }
  }

  /// The signature with this text, if a program can start in a function of it.
  static func entryPoint(_ text: String) -> Signature? {
    [Type.i32, .void].lazy.map { Signature(parameters: [], result: $0) }.first { $0.text == text }
  }

  /// Whether a program can start in a function of this signature.
  static func isEntryPoint(_ signature: Signature) -> Bool {
    signature.parameters.isEmpty && (signature.result == .i32 || signature.result == .void)
  }
}
