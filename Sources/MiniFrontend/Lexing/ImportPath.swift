// The rules for import paths (LanguageReference, "Modules").

/// Checks the text between the quotes of an import.
enum ImportPath {
  /// The rule that the path breaks, as a clause that follows "a path"; `nil`: none.
  static func problem(in path: ArraySlice<UInt8>) -> String? {
    if path.isEmpty { return "must not be empty" }
    if path.contains(UInt8(ascii: "\\")) {
      return "has no '\\': there are no escapes, and '/' separates its parts"
    }
    if hasControlCharacter(path) { return "has no control characters" }
    if path.first == UInt8(ascii: "/") {
      return "is relative to the importing file, and does not begin with '/'"
    }
    let components = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var isAtFront = true
    for component in components {
      if component.isEmpty { return "has no empty parts: single '/' only, and none at the end" }
      if component.elementsEqual(".".utf8) { return "has no parts that are '.'" }
      let isParent = component.elementsEqual("..".utf8)
      if isParent, !isAtFront { return "has '..' at the front only" }
      isAtFront = isAtFront && isParent
    }
    guard let file = components.last, file.suffix(suffix.count).elementsEqual(suffix) else {
      return "ends in '.mini'"
    }
    return file.count == suffix.count ? "has a file name before '.mini'" : nil
  }

  /// The file's name without `.mini`. The path must have no problem.
  static func stem(of path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let start = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? path.startIndex
    return path[start...].dropLast(suffix.count)
  }

  private static let suffix = Array(".mini".utf8)

  /// Whether it contains a control character of ASCII, or one of U+0080 to U+009F.
  private static func hasControlCharacter(_ path: ArraySlice<UInt8>) -> Bool {
    var previous: UInt8 = 0
    for byte in path {
      if byte < 0x20 || byte == 0x7F || previous == 0xC2 && byte < 0xA0 { return true }
      previous = byte
    }
    return false
  }
}
