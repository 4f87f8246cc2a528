// Programs at random whose values own memory.

import TestSupport

/// Makes programs with texts, arrays, optionals, structs, enums, maps and function values. They read
/// variables that the same statement changes, and change what they walk over. All values stay small,
/// and every program ends soon.
struct RandomValueText {
  private var random: SplitMix64
  private var variables: [(name: String, type: String, isConstant: Bool)] = []
  private var nameCount = 0

  /// Types whose values are compared and printed.
  private static let compared = [
    "i32", "text", "[i32]", "[text]", "?i32", "?text", "Pair", "Shape", "Color", "[i32: i32]",
    "[text: Pair]", "[Color: [text]]",
  ]
  private static let types = compared + ["fn(i32) i32", "Op", "[text: fn(i32) i32]"]

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// The text of a program of one module.
  mutating func next() -> String {
    var text = Self.prelude
    var main = ""
    for number in 0..<3 {
      let parameters = (0..<3).map { _ in pick(Self.types) }
      let result = pick(Self.types)
      variables = zip(["p", "q", "r"], parameters).map { ($0, $1, $0 != "r") }
      text += "fn f\(number)(p: \(parameters[0]), q: \(parameters[1]), r: &\(parameters[2])) "
      text += "\(result) {\n\(block(depth: 2))return \(value(result, depth: 2));\n}\n"
      variables = []
      main += "var v\(number): \(parameters[2]) = \(value(parameters[2], depth: 1));\n"
      let arguments = parameters.prefix(2).map { value($0, depth: 1) }.joined(separator: ", ")
      main += "const w\(number): \(result) = f\(number)(\(arguments), &v\(number));\n"
      for (name, type) in [("v\(number)", parameters[2]), ("w\(number)", result)]
      where Self.compared.contains(type) {
        main += "print(\(name));\n"
      }
    }
    variables = []
    return text + "fn main() i32 {\n\(main)\(block(depth: 3))return \(value("i32", depth: 2));\n}\n"
  }

  private mutating func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

  private mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }

  private mutating func name() -> String {
    nameCount += 1
    return "x\(nameCount)"
  }

  // MARK: Statements

  private mutating func block(depth: Int) -> String {
    let count = variables.count
    defer { variables.removeLast(variables.count - count) }
    return (0..<2 + below(4)).map { _ in statement(depth: depth) }.joined()
  }

  private mutating func statement(depth: Int) -> String {
    switch below(depth > 0 ? 14 : 8) {
    case 0, 1: return declaration(pick(Self.types))
    case 2:
      let values = (0...below(2)).map { _ in value(pick(Self.compared), depth: 2) }
      return "print(\(values.joined(separator: ", \" \", ")));\n"
    case 3...7: return change()
    case 8: return "if \(condition()) {\n\(block(depth: depth - 1))}\n"
    case 9:
      let (optional, bound) = (pick(["?i32", "?text"]), name())
      let head = "if const \(bound) = \(value(optional, depth: 2)) {\n"
      let then = self.block(depth: depth - 1, with: [(bound, String(optional.dropFirst()))])
      return head + then + "} else {\n\(block(depth: depth - 1))}\n"
    case 10: return choice(depth: depth)
    default: return loop(depth: depth)
    }
  }

  private mutating func block(depth: Int, with names: [(String, String)]) -> String {
    let count = variables.count
    defer { variables.removeLast(variables.count - count) }
    variables += names.map { ($0.0, $0.1, true) }
    return block(depth: depth)
  }

  private mutating func declaration(_ type: String) -> String {
    let (own, value) = (name(), value(type, depth: 2))
    let isConstant = below(3) == 0
    variables.append((own, type, isConstant))
    return "\(isConstant ? "const" : "var") \(own): \(type) = \(value);\n"
  }

  private mutating func choice(depth: Int) -> String {
    let (a, b) = (name(), name())
    return """
      switch \(value("Shape", depth: 2)) {
      .circle(\(a)) {
      \(block(depth: depth - 1, with: [(a, "i32")]))}
      .pair(\(a), \(b)) {
      \(block(depth: depth - 1, with: [(a, "Pair"), (b, "text")]))}
      .list(\(a)) {
      \(block(depth: depth - 1, with: [(a, "[i32]")]))}
      else {
      \(block(depth: depth - 1))}
      }

      """
  }

  private mutating func loop(depth: Int) -> String {
    let (a, b) = (name(), name())
    let (type, names): (String, [(String, String)]) = pick([
      ("[i32: i32]", [(a, "i32"), (b, "i32")]), ("[text: Pair]", [(a, "text"), (b, "Pair")]),
      ("[Color: [text]]", [(a, "Color"), (b, "[text]")]), ("[i32]", [(a, "i32"), (b, "i32")]),
      ("[text]", [(a, "i32"), (b, "text")]),
    ])
    let head = "for \(a), \(b) in \(value(type, depth: 1)) {\n"
    return head + block(depth: depth - 1, with: names) + "}\n"
  }

  /// Changes a variable or a part of one.
  private mutating func change() -> String {
    let places = variables.filter { !$0.isConstant }
    guard !places.isEmpty else { return declaration(pick(Self.types)) }
    let (v, type, _) = pick(places)
    let i = value("i32", depth: 2)
    let t = value("text", depth: 1)
    if below(3) == 0 { return "\(v) = \(value(type, depth: 2));\n" }
    switch type {
    case "text": return "\(v) += cut(\(t));\n"
    case "i32": return "\(v) \(pick(["+", "-", "*"]))= \(i);\n"
    case "[i32]":
      return pick([
        "push(&\(v), \(i));\n", "sort(&\(v), \(pick(["less", "more"])));\n", "\(v)[0] = \(i);\n",
        "\(v) = cut_list(\(v));\n", "insert(&\(v), 0, \(i));\n", "reverse(&\(v));\n",
      ])
    case "[text]":
      return pick([
        "push(&\(v), \(t));\n", "sort(&\(v), shorter);\n", "\(v)[0] += cut(\(t));\n",
        "append(&\(v), \(value("[text]", depth: 1)));\ntruncate(&\(v), 4);\n",
      ])
    case "Pair": return pick(["\(v).n += \(i);\n", "\(v).s = \(t);\n", "\(v).s += cut(\(t));\n"])
    case "[i32: i32]":
      return pick([
        "\(v)[key(\(i))] = \(value("i32", depth: 1));\n", "\(v)[key(\(i))] += 1;\n",
        "entry(&\(v), key(\(i)), 7);\n\(v)[key(2)] = 1;\n", "remove(&\(v), key(\(i)));\n",
      ])
    case "[text: Pair]":
      let k = name()
      let head = "const \(k) = cut(\(t));\nentry(&\(v), \(k), \(value("Pair", depth: 1)));\n"
      return head
        + pick([
          "\(v)[\(k)].n += \(i);\n", "\(v)[\(k)].s += cut(\(t));\n", "remove(&\(v), \(t));\n",
        ])
    case "[Color: [text]]":
      let k = name()
      return "const \(k) = color(\(i));\nentry(&\(v), \(k), []);\npush(&\(v)[\(k)], \(t));\n"
        + "truncate(&\(v)[\(k)], 3);\n"
    case "Op": return "\(v).run = \(value("fn(i32) i32", depth: 1));\n"
    case "[text: fn(i32) i32]": return "\(v)[cut(\(t))] = \(value("fn(i32) i32", depth: 1));\n"
    default: return "\(v) = \(value(type, depth: 2));\n"
    }
  }

  // MARK: Expressions

  private mutating func condition() -> String {
    if below(3) == 0 { return "\(value("i32", depth: 1)) < \(value("i32", depth: 1))" }
    let type = pick(Self.compared)
    return "\(value(type, depth: 2)) \(pick(["==", "!="])) \(value(type, depth: 1))"
  }

  /// The argument of a function that changes a variable of a type; `nil`: there is none.
  private mutating func changed(_ type: String) -> String? {
    let places = variables.filter { !$0.isConstant && $0.type == type }
    return places.isEmpty ? nil : "&" + pick(places).name
  }

  private mutating func value(_ type: String, depth: Int) -> String {
    let known = variables.filter { $0.type == type }
    if !known.isEmpty, below(2) == 0 { return pick(known).name }
    guard depth > 0 else { return literal(type) }
    let i = value("i32", depth: depth - 1)
    let t = value("text", depth: depth - 1)
    switch type {
    case "i32": return number(i, t, depth: depth - 1)
    case "text": return text(i, t, depth: depth - 1)
    case "[i32]": return pick(["[\(i), \(i)]", "keys(\(value("[i32: i32]", depth: depth - 1)))"])
    case "[text]":
      return pick([
        "[\(t), \(t)]", "keys(\(value("[text: Pair]", depth: depth - 1)))",
        "(\(value("[Color: [text]]", depth: depth - 1))[color(\(i))] orelse [\(t)])",
      ])
    case "?i32":
      return pick(["maybe(\(i))", "\(value("[i32: i32]", depth: depth - 1))[key(\(i))]"])
    case "?text": return "maybe_text(\(t))"
    case "Pair":
      return pick([
        "Pair(n: \(i), s: \(t))", "Pair(n: \(i))",
        "(\(value("[text: Pair]", depth: depth - 1))[\(t)] orelse Pair(n: \(i)))",
      ])
    case "Shape":
      return pick([
        "Shape.dot", "Shape.circle(\(i))", "Shape.list(\(value("[i32]", depth: depth - 1)))",
        "Shape.pair(\(value("Pair", depth: depth - 1)), \(t))",
      ])
    case "Color": return "color(\(i))"
    case "[i32: i32]": return "[key(\(i)): \(i), key(\(value("i32", depth: 0))): 5]"
    case "[text: Pair]": return "[cut(\(t)): \(value("Pair", depth: depth - 1)), \"k\": Pair(n: 1)]"
    case "[Color: [text]]": return "[color(\(i)): [\(t)], color(1): \(value("[text]", depth: 0))]"
    case "Op": return "Op(name: \(t), run: \(value("fn(i32) i32", depth: depth - 1)))"
    case "[text: fn(i32) i32]":
      return "[\"a\": inc, cut(\(t)): \(value("fn(i32) i32", depth: depth - 1))]"
    default:
      return pick([
        "(\(value("[text: fn(i32) i32]", depth: depth - 1))[\(t)] orelse inc)",
        "(\(value("Op", depth: depth - 1))).run", "choose(\(i), negate)",
      ])
    }
  }

  private mutating func number(_ i: String, _ t: String, depth: Int) -> String {
    switch below(12) {
    case 0: return "(\(i) \(pick(["+", "-", "*"])) \(value("i32", depth: depth)))"
    case 1: return "len(\(t))"
    case 2: return "(\(value("[i32: i32]", depth: depth))[key(\(i))] orelse \(i))"
    case 3: return "(\(value("Pair", depth: depth))).n"
    case 4: return "size(\(value("Shape", depth: depth)))"
    case 5: return "total(\(value("[i32: i32]", depth: depth)))"
    case 6: return "(\(value("?i32", depth: depth)) orelse \(i))"
    case 7: return "(\(value("fn(i32) i32", depth: depth)))(\(i))"
    case 8: return changed("[i32: i32]").map { "take_key(\($0), \(i))" } ?? i
    case 9: return changed("[i32]").map { "take(\($0), \(i))" } ?? i
    case 10: return changed("fn(i32) i32").map { "take_function(\($0), \(i))" } ?? i
    default: return "sum(\(value("[i32]", depth: depth)))"
    }
  }

  private mutating func text(_ i: String, _ t: String, depth: Int) -> String {
    switch below(7) {
    case 0: return "cut(\(t) + \(value("text", depth: depth)))"
    case 1:
      // An array literal is not converted.
      let type = pick(Self.compared.filter { !$0.hasPrefix("[") || $0.contains(":") })
      return "cut(text(\(value(type, depth: depth))))"
    case 2: return "(\(value("Pair", depth: depth))).s"
    case 3: return "(\(value("?text", depth: depth)) orelse \(t))"
    case 4: return changed("text").map { "take_text(\($0), \(t))" } ?? t
    case 5: return changed("Pair").map { "take_pair(\($0), \(i))" } ?? t
    default: return changed("[text: Pair]").map { "take_entry(\($0), \(t))" } ?? t
    }
  }

  private mutating func literal(_ type: String) -> String {
    switch type {
    case "i32": pick(["0", "1", "-3", "2147483647", "10"])
    case "text": pick(["\"\"", "\"a\"", "\"bc\"", "\"k\""])
    case "[i32]": pick(["cut_list([])", "[3, 1, 2]"])
    case "[text]": pick(["[\"x\"]", "[\"y\", \"\"]"])
    case "?i32": "maybe(\(below(4)))"
    case "?text": "maybe_text(\"z\")"
    case "Pair": "Pair(n: 3)"
    case "Shape": "Shape.dot"
    case "Color": pick(["Color.red", "Color.blue"])
    case "[i32: i32]": "[1: 2, 3: 4]"
    case "[text: Pair]": "[\"k\": Pair(n: 9, s: \"nine\")]"
    case "[Color: [text]]": "[Color.green: [\"g\"]]"
    case "Op": "Op(name: \"op\", run: inc)"
    case "[text: fn(i32) i32]": "[\"k\": negate]"
    default: pick(["inc", "negate"])
    }
  }

  private static let prelude = """
    struct Pair { n: i32, s: text = "none" }
    struct Op { name: text, run: fn(i32) i32 }
    enum Shape { dot, circle(i32), pair(Pair, text), list([i32]) }
    enum Color { red, green, blue }
    fn cut(s: text) text { return s[0..min(len(s), 6)]; }
    fn cut_list(a: [i32]) [i32] { return a[0..min(len(a), 5)]; }
    fn key(n: i32) i32 { return n & 3; }
    fn color(n: i32) Color { switch n & 3 { 0 { return .red; } 1 { return .green; } else { return .blue; } } }
    fn maybe(n: i32) ?i32 { if n % 3 == 0 { return none; } return n; }
    fn maybe_text(s: text) ?text { if len(s) % 2 == 0 { return none; } return s + "?"; }
    fn sum(a: [i32]) i32 { var s = 0; for i, x in a { s += i * x + 1; } return s; }
    fn total(m: [i32: i32]) i32 { var t = 0; for k, v in m { t = t * 3 + k - v; } return t; }
    fn size(s: Shape) i32 {
        switch s { .dot { return 0; } .circle(r) { return r; } .pair(p, t) { return p.n + len(t) + len(p.s); } .list(a) { return sum(a); } }
    }
    fn inc(x: i32) i32 { return x + 1; }
    fn negate(x: i32) i32 { return -x; }
    fn choose(n: i32, f: fn(i32) i32) fn(i32) i32 { if n > 0 { return f; } return inc; }
    fn less(a: i32, b: i32) bool { return a < b; }
    fn more(a: i32, b: i32) bool { return b < a; }
    fn shorter(a: text, b: text) bool { return len(a) < len(b); }
    fn take(a: &[i32], x: i32) i32 { if len(a) > 3 { return pop(&a) orelse x; } push(&a, x); return len(a); }
    fn take_text(s: &text, t: text) text { const old = s; s = cut(t + s); return old; }
    fn take_key(m: &[i32: i32], k: i32) i32 { const old = remove(&m, key(k)) orelse k; m[key(old)] = k; return old; }
    fn take_entry(m: &[text: Pair], k: text) text {
        if const p = remove(&m, k) { m[p.s] = p; return p.s; }
        m[cut(k)] = Pair(n: len(m), s: k);
        return k;
    }
    fn take_pair(p: &Pair, n: i32) text { const old = p.s; p = Pair(n: n, s: cut(old + text(n))); return old; }
    fn take_function(f: &fn(i32) i32, x: i32) i32 { const old = f; f = negate; return old(x); }

    """
}
