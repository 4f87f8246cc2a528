// `mini help std:strings`

import MiniDriver
import MiniFrontend

/// The declarations of a standard module for its users, from its source.
enum ModuleHelp {
  /// - Parameter topic: the word behind `help`.
  /// - Returns: `nil` if it is not the path of a standard module.
  static func text(_ topic: String) -> String? {
    guard let module = StandardModule(path: topic) else { return nil }
    var text = "import \"\(module.path)\";\n"
    var comment = ""
    var isInside = false
    for line in String(decoding: module.text, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      if line.hasPrefix("///") {
        comment += line + "\n"
      } else if isInside {
        text += line + "\n"
        isInside = line != "}"
      } else if let declaration = declaration(line) {
        text += "\n\(comment)\(declaration)\n"
        isInside = declaration.hasSuffix("{")
        comment = ""
      } else {
        comment = ""
      }
    }
    return String(text.dropLast())
  }

  /// A line that begins a declaration for users, without a function's body.
  private static func declaration(_ line: Substring) -> Substring? {
    let words = line.split(separator: " ", maxSplits: 1)
    guard words.count == 2, let name = words.last, !name.hasPrefix("_") else { return nil }
    switch words[0] {
    case "fn": return line.hasSuffix(" {") ? line.dropLast(2) : line
    case "struct", "enum", "const": return line
    default: return nil
    }
  }
}
