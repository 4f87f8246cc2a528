// The arguments of `assert`, `panic` and `exit`.

import MiniFrontend

extension TypeChecker {
  /// Sets the contexts of a built-in function's arguments, or reports their number.
  mutating func checkArguments(ofBuiltin index: Int) {
    let instruction = function.code[index]
    let arguments = Array(function.run(at: instruction.a))
    let (name, form, counts) = instruction.tag.builtin
    guard counts.contains(arguments.count) else {
      let start = function.ranges[index].start
      isSound = false
      diagnostics.error(
        RawDiagnostic(
          .wrongArgumentCount,
          "'\(name)' takes \(counts.upperBound == 1 ? "1 argument" : "1 or 2 arguments"), "
            + "found \(arguments.count)",
          at: SourceRange(start: start, end: start + UInt32(name.utf8.count)),
          notes: [.init("it is a built-in function: \(form)")]))
      for argument in arguments { contexts[Int(argument)] = .written }
      return
    }
    switch instruction.tag {
    case .assert:
      expect(.bool, of: arguments[0])
      if arguments.count == 2 { expectMessage(arguments[1]) }
    case .panic: expectMessage(arguments[0])
    default: expect(.i32, of: arguments[0])
    }
  }

  private mutating func expectMessage(_ value: UInt32) {
    if function.code[Int(value)].tag == .string {
      contexts[Int(value)] = .written
      return
    }
    // A value that is none is reported by itself.
    expect(nil, of: value)
    guard let found = naturals[Int(value)].settled, found != .void else { return }
    report(
      .typeMismatch, "type mismatch: expected a string, found \(found.name)", at: Int(value),
      label: "a message is a string literal")
  }
}

extension ZIR.Tag {
  /// A built-in function's name, its arguments, and how many they are.
  fileprivate var builtin: (name: String, form: String, counts: ClosedRange<Int>) {
    switch self {
    case .assert: ("assert", "assert(condition) or assert(condition, message)", 1...2)
    case .panic: ("panic", "panic(message)", 1...1)
    case .exit: ("exit", "exit(status)", 1...1)
    default: preconditionFailure("not a built-in function with a fixed number of arguments")
    }
  }
}
