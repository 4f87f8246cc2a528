// The functions and calls in a file's section of IR. They are read from the emitter's lines, so
// that no table has to be stored beside the section.

/// The functions of a section of IR, in their order.
///
/// This reads the emitter's own text and no other IR. A function is its private constants, a line
/// that begins with `define`, instructions indented by two spaces, `}`, with `-g` lines that begin
/// with `!`, and an empty line. Other text gives fewer functions, but never a trap.
///
/// Cost: a look at each byte, and two small arrays per function.
package struct SectionScan: Sendable {
  /// One function of the section. All ranges are in the section's bytes.
  package struct Function: Sendable {
    /// Its name with the `@`, as the text spells it.
    package let symbol: Range<Int>
    /// All of it: constants, definition, metadata of `-g`, and the empty line.
    package let text: Range<Int>
    /// Where `define ` begins.
    package let definition: Int
    package let lineCount: Int
    /// Indices into ``SectionScan/calls``.
    package let calls: Range<Int>
  }

  /// One call, with as much of it as shows its callee's declaration.
  package struct Call: Sendable {
    /// The callee's name with the `@`.
    package let symbol: Range<Int>
    /// From the result's type to the end of the line.
    package let line: Range<Int>
  }

  package private(set) var functions: [Function] = []
  package private(set) var calls: [Call] = []
  /// References of the section other than calls: the declarations that its lines
  /// `; refers …` state, in the order of the text.
  package private(set) var references: [Range<Int>] = []
  /// The names, with the `@`, of the descriptions and constants that precede the functions, and that
  /// other sections can refer to.
  package private(set) var constants: [Range<Int>] = []

  package init(_ section: [UInt8]) {
    section.withUnsafeBufferPointer { scan($0) }
  }

  private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) {
    var start = 0
    var open: (symbol: Range<Int>, definition: Int, lines: Int, calls: Int)?
    var line = 0
    while line < bytes.count {
      var end = line
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      switch bytes[line] {
      case UInt8(ascii: " "):
        open?.lines += 1
        if open != nil { addCall(bytes, line..<end) }
      case UInt8(ascii: "d") where Self.has(bytes, at: line, Self.define):
        if let symbol = Self.symbol(bytes, in: line..<end) {
          open = (symbol, line, 0, calls.count)
        }
      case UInt8(ascii: ";") where Self.has(bytes, at: line, Self.refers):
        references.append(line + Self.refers.count..<end)
      case UInt8(ascii: "@"):
        if let name = Self.name(bytes, in: line..<end),
          Self.has(bytes, at: name.upperBound, Self.hidden)
        {
          constants.append(name)
        }
      case UInt8(ascii: "}"):
        while end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "!") {
          end += 1
          while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        }
        let next = min(end + 2, bytes.count)
        if let function = open {
          functions.append(
            Function(
              symbol: function.symbol, text: start..<next, definition: function.definition,
              lineCount: function.lines, calls: function.calls..<calls.count))
        }
        open = nil
        start = next
      default:
        // An empty line ends what precedes the functions.
        if line == end, open == nil { start = end + 1 }
      }
      line = end + 1
    }
  }

  static let define = Array("define ".utf8)
  private static let declare = Array("declare ".utf8)
  private static let refers = Array("; refers ".utf8)
  private static let hidden = Array(" = hidden ".utf8)
  private static let call = Array("call ".utf8)

  private static func has(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, _ word: [UInt8]
  ) -> Bool {
    guard index + word.count <= bytes.count else { return false }
    for offset in word.indices where bytes[index + offset] != word[offset] { return false }
    return true
  }

  /// Adds the call in an instruction's line, if any: `  call …` or `  %7 = call …`.
  private mutating func addCall(_ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) {
    var index = line.lowerBound + 2
    if index < line.upperBound, bytes[index] == UInt8(ascii: "%") {
      while index < line.upperBound, bytes[index] != UInt8(ascii: "=") { index += 1 }
      index += 2
    }
    guard index < line.upperBound, Self.has(bytes, at: index, Self.call) else { return }
    let rest = (index + Self.call.count)..<line.upperBound
    guard !rest.isEmpty, let symbol = Self.symbol(bytes, in: rest) else { return }
    calls.append(Call(symbol: symbol, line: rest))
  }

  /// The global name that a line begins with.
  private static func name(
    _ bytes: UnsafeBufferPointer<UInt8>, in line: Range<Int>
  ) -> Range<Int>? {
    guard line.count > 1 else { return nil }
    let isQuoted = bytes[line.lowerBound + 1] == UInt8(ascii: "\"")
    let close = isQuoted ? UInt8(ascii: "\"") : UInt8(ascii: " ")
    var end = line.lowerBound + 2
    while end < line.upperBound, bytes[end] != close { end += 1 }
    guard end < line.upperBound else { return nil }
    return line.lowerBound..<(isQuoted ? end + 1 : end)
  }

  /// The name of the function that a declaration of ``references`` declares, with the `@`, and the
  /// declaration without `declare`; `nil` for other declarations.
  static func function(
    of declaration: ArraySlice<UInt8>
  ) -> (name: ArraySlice<UInt8>, declaration: ArraySlice<UInt8>)? {
    guard declaration.starts(with: declare) else { return nil }
    let rest = declaration.dropFirst(declare.count)
    let name = rest.withUnsafeBufferPointer { symbol($0, in: 0..<$0.count) }
    return name.map { (rest.dropFirst($0.lowerBound).prefix($0.count), rest) }
  }

  /// The name that a declaration of ``references`` declares, with the `@`.
  static func name(of declaration: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let range = declaration.withUnsafeBufferPointer { name($0, in: 0..<$0.count) }
    return range.map { declaration.dropFirst($0.lowerBound).prefix($0.count) } ?? declaration
  }

  /// The first global name of a line, unless a local name precedes it.
  private static func symbol(
    _ bytes: UnsafeBufferPointer<UInt8>, in line: Range<Int>
  ) -> Range<Int>? {
    var start = line.lowerBound
    while start < line.upperBound, bytes[start] != UInt8(ascii: "@"),
      bytes[start] != UInt8(ascii: "%")
    {
      start += 1
    }
    guard start + 1 < line.upperBound, bytes[start] == UInt8(ascii: "@") else { return nil }
    let isQuoted = bytes[start + 1] == UInt8(ascii: "\"")
    let close = isQuoted ? UInt8(ascii: "\"") : UInt8(ascii: "(")
    var end = start + 2
    while end < line.upperBound, bytes[end] != close { end += 1 }
    guard end < line.upperBound else { return nil }
    return start..<(isQuoted ? end + 1 : end)
  }
}

extension SectionScan.Call {
  /// The callee's declaration as the call shows it, without `declare`: `i32 @math.add(i32, i32)`.
  ///
  /// - Parameter section: the section that was scanned.
  package func declaration(in section: [UInt8]) -> [UInt8] {
    var text = Array(section[line.lowerBound..<symbol.upperBound])
    text.append(UInt8(ascii: "("))
    var index = symbol.upperBound + 1
    while index < line.upperBound, section[index] != UInt8(ascii: ")") {
      if section[index] == UInt8(ascii: ",") {
        text += Array(", ".utf8)
        index += 2
      }
      while index < line.upperBound, section[index] != UInt8(ascii: " ") {
        text.append(section[index])
        index += 1
      }
      index = endOfArgument(at: index, in: section)
    }
    text.append(UInt8(ascii: ")"))
    return text
  }

  /// The index of the comma or the parenthesis after an argument. Metadata can contain both.
  private func endOfArgument(at start: Int, in section: [UInt8]) -> Int {
    var index = start
    var depth = 0
    var isQuoted = false
    while index < line.upperBound {
      switch section[index] {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case _ where isQuoted: break
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")") where depth > 0: depth -= 1
      case UInt8(ascii: ")"): return index
      case UInt8(ascii: ",") where depth == 0: return index
      default: break
      }
      index += 1
    }
    return index
  }
}
