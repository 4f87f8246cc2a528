// Numbers in `-g` IR that depend on its surroundings: numbers of metadata nodes, and lines.
//
//     field = "0" nine digits, after "!": the number of a metadata node
//                              after " ": a line, in a metadata node or an argument
//
// No other text looks like a field: the emitter writes no other number with a leading 0, and
// escapes each 0 in names and strings. LLVM ignores leading zeros.
//
// A function's object counts numbers from 0 and lines from the function's own line. `joined` makes
// a file's object from functions' objects: its numbers count from 0 in the file, and its lines are
// the file's, no longer fields. `rebased` makes a section from a file's object: it adds the
// section's base to the numbers, which keep their width.

/// Fields of ten digits.
package enum DebugFields {
  static let width = 10

  /// A field for the number of a metadata node.
  static func number(_ value: UInt32) -> String { "!" + field(value) }

  /// A field for a line.
  static func line(_ value: UInt32) -> String { field(value) }

  private static func field(_ value: UInt32) -> String {
    let digits = String(value)
    return String(repeating: "0", count: width - digits.count) + digits
  }

  /// Joins the IR of functions to the IR of their file, for a `-g` build.
  ///
  /// - Parameter functions: the functions' IR, in the file's order, and the line of each one's
  ///   name.
  /// - Complexity: linear in the bytes.
  package static func joined(_ functions: [(ir: [UInt8], line: UInt32)]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(functions.reduce(0) { $0 + $1.ir.count })
    var base: UInt64 = 0
    for function in functions {
      var highest: UInt64?
      copy(function.ir, to: &text) { kind, value, text in
        switch kind {
        case .number:
          highest = max(highest ?? 0, value)
          append(base + value, to: &text)
        case .line:
          text.append(contentsOf: String(UInt64(function.line) + value).utf8)
        }
      }
      if let highest { base += highest + 1 }
    }
    return text
  }

  /// Moves the numbers of a file's or a section's IR from one base to another. The length does not
  /// change. A file's own numbers begin at 0.
  ///
  /// - Complexity: linear in the bytes.
  package static func rebased(_ ir: [UInt8], from: UInt32, to: UInt32) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(ir.count)
    copy(ir, to: &text) { kind, value, text in
      append(kind == .number ? value &- UInt64(from) &+ UInt64(to) : value, to: &text)
    }
    return text
  }

  /// The bases of a program's sections, in link order. Sections share no number.
  ///
  /// The bases follow from the lengths alone and seldom change with them: each section gets a power
  /// of two of numbers. That is always enough, because a node is longer than ``nodeBytesMin``.
  ///
  /// - Parameter lengths: bytes of the files' IR.
  package static func bases(ofLengths lengths: some Sequence<UInt64>) -> [UInt32] {
    var next = UInt64(ProgramMetadata.count)
    return lengths.map { length in
      defer { next += powerOfTwo(atLeast: length / nodeBytesMin) }
      return UInt32(clamping: next)
    }
  }

  /// Moves the numbers of sections, which all begin at 0, so that they share none with each other
  /// or the header.
  package static func placed(_ sections: [[UInt8]]) -> [[UInt8]] {
    zip(sections, bases(ofLengths: sections.map { UInt64($0.count) }))
      .map { rebased($0, from: 0, to: $1) }
  }

  /// The first number in a text, or `nil`.
  static func firstNumber(in ir: ArraySlice<UInt8>) -> UInt32? {
    var index = ir.startIndex + 1
    while index + width <= ir.endIndex {
      if ir[index] == UInt8(ascii: "0"), kind(after: ir[index - 1]) == .number,
        let value = value(of: ir[index..<index + width])
      {
        return UInt32(clamping: value)
      }
      index += 1
    }
    return nil
  }

  private static let nodeBytesMin: UInt64 = 64

  private static func powerOfTwo(atLeast value: UInt64) -> UInt64 {
    value <= 1 ? value : 1 << (UInt64.bitWidth - (value - 1).leadingZeroBitCount)
  }

  private enum Kind {
    case number
    case line
  }

  /// Copies text; `field` appends the replacement of each field.
  private static func copy(
    _ ir: [UInt8], to text: inout [UInt8], field: (Kind, UInt64, inout [UInt8]) -> Void
  ) {
    var copied = 0
    var index = 1
    while index + width <= ir.count {
      guard ir[index] == UInt8(ascii: "0"), let kind = kind(after: ir[index - 1]),
        let value = value(of: ir[index..<index + width])
      else {
        index += 1
        continue
      }
      text.append(contentsOf: ir[copied..<index])
      field(kind, value, &text)
      index += width
      copied = index
    }
    text.append(contentsOf: ir[copied...])
  }

  private static func kind(after byte: UInt8) -> Kind? {
    switch byte {
    case UInt8(ascii: "!"): .number
    case UInt8(ascii: " "): .line
    default: nil
    }
  }

  private static func value(of digits: ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + UInt64(digit - 0x30)
    }
    return value
  }

  private static func append(_ value: UInt64, to text: inout [UInt8]) {
    let start = text.count
    var rest = value
    for _ in 0..<width {
      text.append(0x30 + UInt8(rest % 10))
      rest /= 10
    }
    text[start...].reverse()
  }
}
