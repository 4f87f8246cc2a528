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
    rootModule: String, mainResult: Type, parts: RuntimeParts, debugInfo: DebugInfo = .none
  ) -> [UInt8] {
    precondition(mainResult == .i32 || mainResult == .void, "main returns i32 or nothing")
    let used = RuntimeUnit.all.filter { parts.closure.contains($0.part) }
    var text = IRText()
    text.append("; Made by mini. Root module: ")
    text.append(escaped: rootModule.utf8)
    text.append("\n\n")
    appendMain(rootModule: rootModule, result: mainResult, used: parts.closure, to: &text)
    let declarations = Set(used.flatMap(\.declarations)).sorted()
    for declaration in declarations { text.append("declare ", declaration, "\n") }
    if !declarations.isEmpty { text.append("\n") }
    for unit in used where !unit.definitions.isEmpty {
      text.append(unit.definitions)
      text.append("\n\n")
    }
    if debugInfo == .full { ProgramMetadata.append(name: rootModule + ".mini", to: &text) }
    return text.bytes
  }

  /// The program's entry point. It calls the root's `main`, then writes the rest of the output.
  private static func appendMain(
    rootModule: String, result: Type, used: RuntimeParts, to text: inout IRText
  ) {
    text.append("define i32 @main() {\nentry:\n")
    if used.contains(.guardStack) { text.append("  call void @mini_guard_stack()\n") }
    text.append(result == .i32 ? "  %status = call i32 " : "  call void ")
    text.append(symbol: FunctionSymbol.raw(module: rootModule, function: "main"))
    text.append("()\n")
    if used.contains(.output) { text.append("  call void @mini_flush()\n") }
    text.append(result == .i32 ? "  ret i32 %status\n}\n\n" : "  ret i32 0\n}\n\n")
  }
}
