// The functions of the standard modules, for notes on calls of functions that are not found.

extension StandardModule {
  /// The numbers of parameters of its functions by name, those that begin with `_` left out.
  package var functions: KeyValuePairs<String, Int> {
    switch self {
    case .io:
      [
        "read_line": 0, "read_all": 0, "args": 0, "env": 1, "read_file": 1, "write_file": 2,
        "error": 1, "now": 0,
      ]
    case .math:
      [
        "sqrt": 1, "cbrt": 1, "pow": 2, "exp": 1, "log": 1, "log2": 1, "log10": 1, "sin": 1,
        "cos": 1, "tan": 1, "asin": 1, "acos": 1, "atan": 1, "atan2": 2, "floor": 1, "ceil": 1,
        "round": 1, "trunc": 1, "hypot": 2, "is_nan": 1,
      ]
    case .random: ["seeded": 1, "next": 1, "between": 3, "fraction": 1, "chance": 2]
    case .strings:
      [
        "split": 2, "join": 2, "words": 1, "lines": 1, "trim": 1, "starts_with": 2, "ends_with": 2,
        "replace": 3, "repeat": 2, "lower": 1, "upper": 1, "pad_left": 2, "pad_right": 2,
        "parse_i32": 1, "parse_i64": 1, "parse_f64": 1, "fixed": 2,
      ]
    }
  }

  /// The module that has a function of this name; `nil`: none has.
  static func offering(_ function: String) -> StandardModule? {
    allCases.first { $0.parameterCount(of: function) != nil }
  }

  /// A call of a function of one of the modules, with `value` as its first argument; `nil`: none has
  /// a function of this name.
  static func call(of function: String, on value: String) -> (text: String, module: Self)? {
    guard let module = offering(function), let count = module.parameterCount(of: function) else {
      return nil
    }
    let arguments = count == 0 ? "" : count == 1 ? value : "\(value), …"
    return ("\(module.rawValue).\(function)(\(arguments))", module)
  }

  private func parameterCount(of function: String) -> Int? {
    functions.first { $0.key == function }?.value
  }
}
