// The head of `main.ll`: the entry point, the declarations, and the parts of the runtime in use.

package import MiniFrontend

/// The head of a program.
package enum ProgramHeader {
  /// Makes the head of a program's combined IR.
  ///
  /// - Parameters:
  ///   - rootModule: the root file's module name.
  ///   - point: what the program's entry point calls.
  ///   - parts: the union of all functions' parts; the parts that they need are added here.
  ///   - debugInfo: as the functions were compiled.
  /// - Returns: LLVM IR text that ends with an empty line; sections follow. Together they are a whole
  ///   program: `lli` runs it, and `clang` compiles it with nothing but the C library.
  package static func text(
    rootModule: String, point: EntryPoint, parts: RuntimeParts, debugInfo: DebugInfo = .none
  ) -> [UInt8] {
    let library = RuntimeLibrary.needed(by: parts, isOfTests: point.isOfTests)
    let parts = parts.union(library.parts)
    let used = RuntimeUnit.all.filter { parts.closure.contains($0.part) }
    var text = IRText()
    text.append("; Made by mini. Root module: ")
    text.append(escaped: rootModule.utf8)
    text.append("\n\n")
    point.append(using: parts.closure, to: &text)
    let declarations = Set(
      used.flatMap(\.declarations) + library.entries.flatMap(\.declarations))
    for declaration in declarations.sorted() { text.append("declare ", declaration, "\n") }
    if !declarations.isEmpty { text.append("\n") }
    for unit in used where !unit.definitions.isEmpty {
      text.append(
        unit.part == .exit && point.isOfTests ? RuntimeOutput.exitOfTest : unit.definitions)
      text.append("\n\n")
    }
    for entry in library.entries {
      text.append(entry.definition)
      text.append("\n\n")
    }
    if debugInfo == .full { ProgramMetadata.append(name: rootModule + ".mini", to: &text) }
    return text.bytes
  }
}

extension ProgramHeader {
  /// The head of a program that starts in a `main`.
  ///
  /// - Parameter mainResult: the result type of the root's `main`: `.i32`, or `.void` for a status
  ///   of 0.
  package static func text(
    rootModule: String, mainResult: Scalar, parts: RuntimeParts, debugInfo: DebugInfo = .none
  ) -> [UInt8] {
    precondition(mainResult == .i32 || mainResult == .void, "main returns i32 or nothing")
    return text(
      rootModule: rootModule, point: .main(module: rootModule, returnsValue: mainResult == .i32),
      parts: parts, debugInfo: debugInfo)
  }
}
