// The head of `main.ll`: the entry point, the declarations, and the parts of the runtime in use.

package import MiniFrontend

/// The head of a program.
package enum ProgramHeader {
  /// Makes the head of a program's combined IR.
  ///
  /// - Parameters:
  ///   - rootModule: the root file's module name.
  ///   - mainResult: the result type of the root's `main`: `.i32`, or `.void` for a status of 0.
  ///   - parts: the union of all functions' parts; the parts that they need are added here.
  ///   - debugInfo: as the functions were compiled.
  /// - Returns: LLVM IR text that ends with an empty line; sections follow. Together they are a whole
  ///   program: `lli` runs it, and `clang` compiles it with nothing but the C library.
  package static func text(
    rootModule: String, mainResult: Scalar, parts: RuntimeParts, debugInfo: DebugInfo = .none
  ) -> [UInt8] {
    precondition(mainResult == .i32 || mainResult == .void, "main returns i32 or nothing")
    let library = RuntimeLibrary.needed(by: parts)
    let parts = parts.union(library.parts)
    let used = RuntimeUnit.all.filter { parts.closure.contains($0.part) }
    var text = IRText()
    text.append("; Made by mini. Root module: ")
    text.append(escaped: rootModule.utf8)
    text.append("\n\n")
    appendMain(rootModule: rootModule, result: mainResult, used: parts.closure, to: &text)
    let declarations = Set(
      used.flatMap(\.declarations) + library.entries.flatMap(\.declarations)
    ).sorted()
    for declaration in declarations { text.append("declare ", declaration, "\n") }
    if !declarations.isEmpty { text.append("\n") }
    for unit in used where !unit.definitions.isEmpty {
      text.append(unit.definitions)
      text.append("\n\n")
    }
    for entry in library.entries {
      text.append(entry.definition)
      text.append("\n\n")
    }
    if debugInfo == .full { ProgramMetadata.append(name: rootModule + ".mini", to: &text) }
    return text.bytes
  }

  /// The program's entry point. It calls the root's `main`, on the program's own stack if there is
  /// one, then writes the rest of the output.
  private static func appendMain(
    rootModule: String, result: Scalar, used: RuntimeParts, to text: inout IRText
  ) {
    let hasStack = used.contains(.guardStack)
    text.append("define i32 @main() {\nentry:\n")
    if hasStack {
      text.append("  call void @mini_run()\n")
    } else {
      appendCall(of: rootModule, result, to: &text)
    }
    if used.contains(.output) { text.append("  call void @mini_flush()\n") }
    if hasStack, result == .i32 { text.append("  %status = load i32, ptr @mini_status\n") }
    text.append(result == .i32 ? "  ret i32 %status\n}\n\n" : "  ret i32 0\n}\n\n")
    guard hasStack else { return }
    if result == .i32 { text.append("@mini_status = internal global i32 0\n\n") }
    text.append("define internal void @mini_main() {\nentry:\n")
    appendCall(of: rootModule, result, to: &text)
    if result == .i32 { text.append("  store i32 %status, ptr @mini_status\n") }
    text.append("  ret void\n}\n\n")
  }

  private static func appendCall(of rootModule: String, _ result: Scalar, to text: inout IRText) {
    text.append(result == .i32 ? "  %status = call i32 " : "  call void ")
    text.append(symbol: FunctionSymbol.raw(module: rootModule, function: "main"))
    text.append("()\n")
  }
}
