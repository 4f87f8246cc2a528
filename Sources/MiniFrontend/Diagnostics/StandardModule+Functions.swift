// The functions of the standard modules, for notes on calls of functions that are not found.

extension StandardModule {
  /// The names of its functions, those that begin with `_` left out.
  package var functionNames: [String] {
    switch self {
    case .io:
      ["read_line", "read_all", "args", "env", "read_file", "write_file", "error", "now"]
    case .math:
      [
        "sqrt", "cbrt", "pow", "exp", "log", "log2", "log10", "sin", "cos", "tan", "asin", "acos",
        "atan", "atan2", "floor", "ceil", "round", "trunc", "hypot", "is_nan",
      ]
    case .random: ["seeded", "next", "between", "fraction", "chance"]
    case .strings:
      [
        "split", "join", "words", "lines", "trim", "starts_with", "ends_with", "replace", "repeat",
        "lower", "upper", "pad_left", "pad_right", "parse_i32", "parse_i64", "parse_f64", "fixed",
      ]
    }
  }

  /// The module that has a function of this name; `nil`: none has.
  static func offering(_ function: String) -> StandardModule? {
    allCases.first { $0.functionNames.contains(function) }
  }
}
