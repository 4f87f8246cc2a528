// Makes the numbers and texts of random programs.

extension RandomModules {
  mutating func scalar(_ name: String, depth: Int) -> String {
    let type = RandomType.scalar(name)
    let left = value(type, depth: depth)
    switch name {
    case "bool":
      let strings = Reference.module("strings")
      return pick([
        "!(\(left))", "(\(left) and \(value(type, depth: depth)))",
        "(\(left) or \(natural(.i32, depth: depth)) > 3)",
        "\(strings).starts_with(\(value(.text, depth: depth)), \"a\")",
      ])
    case "text": return text(left, depth: depth)
    case "f64":
      let math = Reference.module("math")
      let function = pick(["sqrt", "floor", "sin", "round"])
      return pick([
        "\(math).\(function)(\(left))",
        "(\(left) / \(value(type, depth: depth)))", "f64(i32(\(natural(.i32, depth: depth))))",
        "(\(left) * \(value(type, depth: depth)) - \(math).pi)",
      ])
    case "i32": return integer(left, depth: depth)
    default:
      return pick([
        "\(name)(i32(\(natural(.i32, depth: depth))))",
        "(\(natural(type, depth: 0)) \(pick(["+", "-", "*", "^"])) \(left))",
        "(\(natural(type, depth: 0)) >> \(below(8)))", "~\(natural(type, depth: depth))",
      ])
    }
  }

  private mutating func integer(_ left: String, depth: Int) -> String {
    let right = value(.i32, depth: depth)
    switch below(10) {
    case 0: return "(\(left) \(pick(["+", "-", "*", "&", "|", "^"])) \(right))"
    case 1: return "(\(left) \(pick(["/", "%"])) \(below(8) == 0 ? right : "\(2 + below(7))"))"
    case 2: return "len(\(natural(.text, depth: depth)))"
    case 3: return "len(\(natural(.map(.text, .i32), depth: depth)))"
    case 4:
      let map = natural(.map(.text, .i32), depth: depth)
      return "(\(map)[\(value(.text, depth: depth))] orelse \(right))"
    case 5: return "(\(natural(.optional(.i32), depth: depth)) orelse \(right))"
    case 6: return "i32(\(natural(pick([.f64, .scalar("u8"), .scalar("i64")]), depth: depth)))"
    case 7: return "\(pick(["min", "max"]))(\(left), \(right))"
    case 8:
      let array = natural(.array(.i32), depth: depth)
      return "(find(\(array), \(right)) orelse \(left))"
    default:
      let array = natural(.array(.i32), depth: depth)
      return below(3) == 0 ? "\(array)[\(below(6) == 0 ? right : "0")]" : "len(\(array))"
    }
  }

  private mutating func text(_ left: String, depth: Int) -> String {
    let cut = Reference.name(0)
    let strings = Reference.module("strings")
    switch below(8) {
    case 0: return "\(cut)(\(left) + \(value(.text, depth: depth)))"
    case 1, 2:
      // An array literal is not converted.
      let choices = types().filter {
        if case .array = $0 { return false }
        return isCompared($0)
      }
      return "\(cut)(text(\(natural(pick(choices), depth: depth))))"
    case 3: return "\(strings).upper(\(left))"
    case 4: return "\(cut)(\(strings).replace(\(left), \"a\", \(value(.text, depth: depth))))"
    case 5: return "\(cut)(\(strings).join(\(value(.array(.text), depth: depth)), \",\"))"
    case 6: return "\(cut)(\(strings).pad_left(\(left), \(below(5))))"
    default: return "\(cut)(\(strings).fixed(\(value(.f64, depth: depth)), \(below(3))))"
    }
  }

  mutating func texts(depth: Int) -> String {
    let strings = Reference.module("strings")
    let text = value(.text, depth: depth)
    return pick([
      "\(strings).split(\(text), \"a\")", "\(strings).words(\(text))",
      "keys(\(natural(.map(.text, .i32), depth: depth)))",
    ])
  }

  mutating func maybe(depth: Int) -> String {
    let strings = Reference.module("strings")
    return below(2) == 0
      ? "\(Reference.name(8))(\(value(.i32, depth: depth)))"
      : "\(strings).parse_i32(\(value(.text, depth: depth)))"
  }
}
