// Built-in functions, which are the outermost scope, and what people write in their place.

extension AstGen {
  /// The current meaning of a name. Looks for a built-in function where nothing else is declared.
  mutating func meaning(of name: Name) -> Binding {
    let binding = bindings[Int(name.index)]
    guard case .nothing = binding, let builtin = Self.builtin(names.text(name)) else {
      return binding
    }
    bindings[Int(name.index)] = builtin
    return builtin
  }

  private static func builtin(_ name: String) -> Binding? {
    if let statement = statements.first(where: { $0.name == name }) {
      return .statement(statement.tag)
    }
    return ZIR.Builtin(rawValue: name).map { .builtin($0) }
  }

  /// The built-in functions without a value.
  private static let statements: [(name: String, tag: ZIR.Tag)] = [
    ("print", .print), ("write", .write), ("assert", .assert), ("panic", .panic), ("exit", .exit),
  ]

  static let builtinNames = statements.map(\.name) + ZIR.Builtin.allCases.map(\.rawValue)

  // MARK: - Other languages

  static func note(onName text: String) -> RawDiagnostic.Note? {
    switch text {
    case "null", "nil", "None", "NULL", "nullptr", "undefined":
      .init("an optional without a value is 'none'")
    case "True", "TRUE", "yes": .init("did you mean 'true'?")
    case "False", "FALSE", "no": .init("did you mean 'false'?")
    case "this", "self":
      .init("there are no methods: a function takes what it changes as 'name: &T'")
    case "console", "Console", "System", "fmt", "std", "cout":
      .init("'print(…)' writes a line, 'write(…)' what is given alone")
    default: nil
    }
  }

  static func note(onFunction text: String) -> RawDiagnostic.Note? {
    switch text {
    case "length", "size", "count", "strlen", "sizeof": .init("did you mean 'len'?")
    case "println", "printf", "puts", "echo", "say", "log", "Println", "Printf", "WriteLine",
      "writeln":
      .init("did you mean 'print'?")
    case "str", "String", "string", "to_string", "toString", "repr":
      .init("a value as text is 'text(x)'")
    case "int", "Int":
      .init("'i32(x)' converts a number; 'strings.parse_i32(s)' of \"std:strings\" reads a text")
    case "float", "double", "Double", "Float":
      .init("'f64(x)' converts a number; 'strings.parse_f64(s)' of \"std:strings\" reads a text")
    case "uint", "UInt": .init("did you mean 'u32'?")
    case "chr", "char", "ord": .init("a byte is a 'u8': 'text([…])' of bytes, and 's[i]'")
    case "delete", "del", "erase", "unset": .init("'remove(&m, k)' removes a key")
    case "range": .init("a loop over numbers is 'for i in 0..10 { … }'")
    case "sorted": .init("'sort(&a)' sorts an array in its place")
    case "Some", "some", "Just", "Optional": .init("a value is an optional one without a word")
    case "Array", "Vec", "List", "list", "vec":
      .init("an array is '[1, 2, 3]', '[0; 100]' or '[]'")
    case "dict", "map", "Map", "Dict", "Dictionary", "HashMap":
      .init("a map is '[key: value, …]', an empty one '[:]'")
    case "exit_code", "quit", "abort", "die": .init("did you mean 'exit' or 'panic'?")
    default: nil
    }
  }
}
