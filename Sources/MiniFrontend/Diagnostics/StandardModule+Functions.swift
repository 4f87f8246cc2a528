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

  /// Other languages' names of its functions, in small letters and without `_`.
  private var foreignNames: KeyValuePairs<String, String> {
    switch self {
    case .io: ["input": "read_line", "gets": "read_line", "scanf": "read_line", "getenv": "env"]
    case .math: ["ln": "log", "ceiling": "ceil", "truncate": "trunc"]
    case .random: ["rand": "next", "randint": "between"]
    case .strings:
      [
        "strip": "trim", "trimmed": "trim", "hasprefix": "starts_with", "hassuffix": "ends_with",
        "replaceall": "replace", "replacingoccurrences": "replace", "splitlines": "lines",
        "tolower": "lower", "tolowercase": "lower", "lowercase": "lower", "lowercased": "lower",
        "toupper": "upper", "touppercase": "upper", "uppercase": "upper", "uppercased": "upper",
        "padstart": "pad_left", "rjust": "pad_left", "padend": "pad_right", "ljust": "pad_right",
        "parseint": "parse_i32", "toint": "parse_i32", "atoi": "parse_i32",
        "parsefloat": "parse_f64", "tofloat": "parse_f64", "atof": "parse_f64", "tofixed": "fixed",
      ]
    }
  }

  /// A function of one of the modules.
  struct Offer {
    let module: StandardModule
    let function: String
    let parameterCount: Int

    /// A call with this argument first, if the function has parameters.
    func call(_ first: String) -> String {
      let arguments = parameterCount > 1 && first != "…" ? "\(first), …" : first
      return "\(module.rawValue).\(function)(\(parameterCount > 0 ? arguments : ""))"
    }
  }

  /// The function of this name, or of the same meaning in another language; `nil`: there is none.
  static func offer(_ name: String) -> Offer? {
    let bare = name.lowercased().filter { $0 != "_" }
    let namesake =
      firstOffer { $0 == name } ?? firstOffer { function in function.filter { $0 != "_" } == bare }
    if let namesake { return namesake }
    for module in allCases {
      for (foreign, function) in module.foreignNames where foreign == bare {
        return firstOffer { $0 == function }
      }
    }
    return nil
  }

  private static func firstOffer(where isMeant: (String) -> Bool) -> Offer? {
    for module in allCases {
      for (function, parameterCount) in module.functions where isMeant(function) {
        return Offer(module: module, function: function, parameterCount: parameterCount)
      }
    }
    return nil
  }
}
