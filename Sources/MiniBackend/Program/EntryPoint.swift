// The entry point of a program: what it calls, and its IR.

import MiniFrontend

/// The function or functions with which a program starts.
package enum EntryPoint: Hashable, Sendable {
  /// The root module's `main`. `returnsValue`: its result, an `i32`, is the exit status.
  case main(module: String, returnsValue: Bool)
  /// Tests by their symbols. The program runs those whose numbers it reads: see
  /// `Sources/CMiniRuntime/test.c`. It need not contain the others.
  case tests([String])
  /// All of these tests, one after the other.
  case testsInTurn([String])

  /// Declarations of what it calls, without `declare`.
  var declarations: [[UInt8]] {
    switch self {
    case .main(let module, let returnsValue):
      [Self.declaration(of: Self.symbol(of: module), result: returnsValue ? "i32 " : "void ")]
    case .tests(let symbols):
      symbols.map { Self.declaration(of: $0, result: "extern_weak void ") }
    case .testsInTurn(let symbols): symbols.map { Self.declaration(of: $0, result: "void ") }
    }
  }

  private static func declaration(of symbol: String, result: StaticString) -> [UInt8] {
    var text = IRText()
    text.append(result)
    text.append(symbol: symbol)
    text.append("()")
    return text.bytes
  }

  private static func symbol(of module: String) -> String {
    FunctionSymbol.raw(module: module, function: "main")
  }

  /// Appends `@main`, which calls it, on the program's own stack if there is one, and then writes the
  /// rest of the output.
  func append(using parts: RuntimeParts, to text: inout IRText) {
    let hasStack = parts.contains(.guardStack)
    let hasStatus = if case .main(_, true) = self { true } else { false }
    let hasArguments = !isOfTests && parts.contains(RuntimeParts(.arguments))
    let parameters: StaticString = isOfTests || hasArguments ? "i32 %count, ptr %words" : ""
    text.append("define i32 @main(", parameters, ") {\nentry:\n")
    if hasArguments {
      text.append("  store i32 %count, ptr @mini_argument_count\n")
      text.append("  store ptr %words, ptr @mini_arguments\n")
    }
    if isOfTests {
      text.append("  %test = call i32 @mini_test_next(ptr %words)\n")
      text.append("  store i32 %test, ptr @mini_test\n")
    }
    if hasStack { text.append("  call void @mini_run()\n") } else { appendCalls(to: &text) }
    if parts.contains(.output) { text.append("  call void @mini_flush()\n") }
    if hasStack, hasStatus { text.append("  %status = load i32, ptr @mini_status\n") }
    text.append(hasStatus ? "  ret i32 %status\n}\n\n" : "  ret i32 0\n}\n\n")
    if isOfTests {
      text.append("@mini_test = internal global i32 0\n\n")
      text.append("define void @", Self.missing, "() {\n  call void @llvm.trap()\n")
      text.append("  unreachable\n}\n\ndeclare void @llvm.trap()\n\n")
    }
    guard hasStack else { return }
    if hasStatus { text.append("@mini_status = internal global i32 0\n\n") }
    text.append("define internal void @mini_main() {\nentry:\n")
    appendCalls(to: &text)
    if hasStatus { text.append("  store i32 %status, ptr @mini_status\n") }
    text.append("  ret void\n}\n\n")
  }

  private func appendCalls(to text: inout IRText) {
    switch self {
    case .main(let module, let returnsValue):
      text.append(returnsValue ? "  %status = call i32 " : "  call void ")
      text.append(symbol: Self.symbol(of: module))
      text.append("()\n")
    case .tests(let symbols):
      text.append("  %number = load i32, ptr @mini_test\n")
      text.append("  switch i32 %number, label %end [\n")
      for number in symbols.indices {
        text.append("    i32 ", number, ", label %test", number, "\n")
      }
      text.append("  ]\n")
      for (number, symbol) in symbols.enumerated() {
        text.append("test", number, ":\n  call void ")
        text.append(symbol: symbol)
        text.append("()\n  br label %end\n")
      }
      text.append("end:\n")
    case .testsInTurn(let symbols):
      for symbol in symbols {
        text.append("  call void ")
        text.append(symbol: symbol)
        text.append("()\n")
      }
    }
  }

  /// The function in a program of tests that stands for all that no test of it can reach.
  package static let missing: StaticString = "mini_test_missing"

  /// Whether it reads which tests to run.
  var isOfTests: Bool { if case .tests = self { true } else { false } }
}
