// `mini key`: the keys of sources as they are.

package import BuildCache
import MiniFrontend
package import SystemPackage

extension ProjectQuestions {
  /// The key of a file, or of a function of it, as it is now. Nothing is compiled.
  ///
  /// - Throws: ``QuestionError`` if the file or the function does not exist, or has errors that show
  ///   without functions being compiled.
  package func key(
    of name: FilePath, function: String?
  ) throws(QuestionError) -> Digest {
    let file = try file(named: name)
    let shown = self.names.shown(graph.files.path(of: file).path)
    guard graph.files.problem(of: file) == nil else {
      throw QuestionError("'\(shown)' cannot be read; see 'mini check'")
    }
    var compilation = ProjectCompilation(context: context, graph: graph)
    let (key, compiler): (FileKey, FileCompiler)
    do throws(Restart) {
      (key, compiler) = try compilation.compiler(of: file)
    } catch {
      throw QuestionError(
        "'\(self.names.shown(error.path))' changes just now, or is not what the cache says: try again, or"
          + " with '--no-cache'")
    }
    // A name that an import does not have is an error, too.
    let names = key.inputs.imports.flatMap(\.names)
    guard !compiler.isInError, names.allSatisfy({ $0.form != nil }) else {
      throw QuestionError("'\(shown)' has errors, and no key; see 'mini check'")
    }
    guard let function else { return key.inputs.combinedHash.digest }
    let functions = compiler.analysis.zir.functions
    guard let found = functions.first(where: { $0.name == function }) else {
      throw QuestionError(
        "'\(shown)' has no function '\(function)'", function, among: functions.map(\.name))
    }
    guard let key = compiler.key(of: found) else {
      throw QuestionError("'\(shown):\(function)' has errors, and no key; see 'mini check'")
    }
    return key.digest
  }
}

extension ProjectCompilation {
  /// A file's key, and the compiler that a build would use for it.
  fileprivate mutating func compiler(
    of file: Int
  ) throws(Restart) -> (FileKey, FileCompiler) {
    changed = graph.changedDeclarations
    try graph.addInterfaces(ofTargetsOf: [file], to: &interfaces)
    try resolveNames(usedBy: [file])
    let facts = try graph.requiredFacts(of: file)
    let key = FileKey(of: file, facts, graph, interfaces, declarations)
    let declarations = try declarations(for: key)
    return (
      key,
      FileCompiler(
        context: context, path: graph.files.path(of: file),
        analysis: try graph.text(of: file).get().analysis, imported: key.imported,
        declarations: declarations)
    )
  }
}
