// Extracts a function from its file's IR.

/// Finds functions in a file's IR.
///
/// A file's IR consists of its functions' IR. Each function has its private constants, then a line
/// `define <type> @<symbol>(…) {`, its body, a line `}` and an empty line. No other line starts with
/// `}`. A symbol is `<module>.<function>`, in quotes if necessary.
enum FunctionText {
  /// The bytes of a function's object; `nil` if the file has no such function.
  static func ir(of function: String, in fileIR: [UInt8]) -> ArraySlice<UInt8>? {
    let name = Array(function.utf8)
    var start = fileIR.startIndex
    var isWanted = false
    var lineStart = start
    while let lineEnd = fileIR[lineStart...].firstIndex(of: UInt8(ascii: "\n")) {
      let line = fileIR[lineStart..<lineEnd]
      lineStart = lineEnd + 1
      if line.starts(with: "define ".utf8) {
        isWanted = isDefinition(line, of: name)
      } else if line.elementsEqual("}".utf8) {
        let hasEmptyLine = lineStart < fileIR.endIndex && fileIR[lineStart] == UInt8(ascii: "\n")
        let end = hasEmptyLine ? lineStart + 1 : lineStart
        if isWanted { return fileIR[start..<end] }
        start = end
        lineStart = end
      }
    }
    return nil
  }

  /// The names of a file's functions.
  static func names(in fileIR: [UInt8]) -> [String] {
    fileIR.split(separator: UInt8(ascii: "\n")).filter { $0.starts(with: "define ".utf8) }
      .compactMap(name).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func isDefinition(_ line: ArraySlice<UInt8>, of name: [UInt8]) -> Bool {
    self.name(line)?.elementsEqual(name) ?? false
  }

  /// The name of the function whose definition begins with this line.
  private static func name(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let at = line.firstIndex(of: UInt8(ascii: "@")) else { return nil }
    var symbol = line[(at + 1)...]
    if symbol.first == UInt8(ascii: "\"") {
      symbol = symbol.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
    } else {
      symbol = symbol.prefix { $0 != UInt8(ascii: "(") }
    }
    return symbol.lastIndex(of: UInt8(ascii: ".")).map { symbol[($0 + 1)...] }
  }
}
