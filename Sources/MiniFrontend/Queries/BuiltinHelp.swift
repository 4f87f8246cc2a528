// The built-in functions as editors describe them. Their types are the type checker's.

/// A description of a built-in function.
package struct BuiltinHelp: Hashable, Sendable {
  /// One way to call a function.
  package struct Signature: Hashable, Sendable {
    package let label: String
    package let parameters: [String]

    fileprivate init(_ name: String, _ parameters: [String], _ result: String) {
      self.parameters = parameters
      label =
        "\(name)(\(parameters.joined(separator: ", ")))" + (result.isEmpty ? "" : " " + result)
    }
  }

  package let signatures: [Signature]
  /// A sentence about its effect.
  package let summary: String

  /// The names of all built-in functions.
  package static let names = AstGen.builtinNames

  /// - Returns: `nil` if there is no such function.
  package init?(_ name: String) {
    guard let row = Self.rows[name] else { return nil }
    signatures = row.forms.map { Signature(name, $0.parameters, $0.result) }
    summary = row.summary
  }

  private struct Row {
    let forms: [(parameters: [String], result: String)]
    let summary: String

    init(_ summary: String, _ forms: ([String], String)...) {
      self.summary = summary
      self.forms = forms.map { (parameters: $0.0, result: $0.1) }
    }
  }

  private static let rows: [String: Row] = [
    "print": Row("Writes its arguments and a line break to standard output.", (["a", "…"], "")),
    "write": Row("Writes its arguments to standard output.", (["a", "…"], "")),
    "assert": Row(
      "Stops the program with a panic unless the condition holds.", (["condition: bool"], ""),
      (["condition: bool", "message: text"], "")),
    "panic": Row("Stops the program with a message, status 101.", (["message: text"], "")),
    "exit": Row("Ends the program with a status.", (["status: i32"], "")),
    "len": Row(
      "The number of elements of an array or a map, or of bytes of a text.", (["x"], "i32")),
    "push": Row("Adds an element at the end of an array.", (["&a: [T]", "value: T"], "")),
    "pop": Row("Removes and returns the last element of an array.", (["&a: [T]"], "?T")),
    "insert": Row(
      "Inserts an element before the one at an index.",
      (["&a: [T]", "index: i32", "value: T"], "")),
    "remove": Row(
      "Removes and returns the element at an index, or the value of a key.",
      (["&a: [T]", "index: i32"], "T"), (["&m: [K: V]", "key: K"], "?V")),
    "truncate": Row(
      "Shortens an array to a number of elements.", (["&a: [T]", "count: i32"], "")),
    "append": Row("Adds the elements of another array.", (["&a: [T]", "b: [T]"], "")),
    "reverse": Row("Reverses the order of an array's elements.", (["&a: [T]"], "")),
    "sort": Row(
      "Sorts an array, and keeps the order of equal elements.", (["&a: [T]"], ""),
      (["&a: [T]", "less: fn(T, T) bool"], "")),
    "contains": Row(
      "Whether an array has an element, or a text a part.", (["a: [T]", "value: T"], "bool"),
      (["s: text", "part: text"], "bool")),
    "find": Row(
      "The index of the first such element of an array, or part of a text.",
      (["a: [T]", "value: T"], "?i32"), (["s: text", "part: text"], "?i32")),
    "bytes": Row("The bytes of a text.", (["s: text"], "[u8]")),
    "min": Row("The smaller of two numbers.", (["a: T", "b: T"], "T")),
    "max": Row("The larger of two numbers.", (["a: T", "b: T"], "T")),
    "abs": Row("The magnitude of a number.", (["a: T"], "T")),
    "keys": Row("The keys of a map, in the order of insertion.", (["m: [K: V]"], "[K]")),
    "entry": Row(
      "Inserts a value where a key is absent.", (["&m: [K: V]", "key: K", "value: V"], "")),
  ]
}
