// LLVM IR text under construction: its bytes, and LLVM's spelling of numbers, strings and names.

import MiniFrontend

/// A growing text in ASCII.
///
/// Not copyable, because it owns its memory: an array would check at each append whether its
/// storage is shared, and a function's IR consists of hundreds of pieces of a few bytes.
struct IRText: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var count = 0
  private let escapesZeros: Bool

  /// - Parameters:
  ///   - capacity: the probable number of bytes.
  ///   - debugInfo: with `.full`, zeros in names and strings are escaped too, so that none of them
  ///     looks like a field (see DebugFields).
  init(capacity: Int = 256, debugInfo: DebugInfo = .none) {
    escapesZeros = debugInfo == .full
    self.capacity = max(capacity, 64)
    start = .allocate(capacity: self.capacity)
  }

  deinit {
    start.deallocate()
  }

  /// A copy of the text.
  var bytes: [UInt8] { Array(UnsafeBufferPointer(start: start, count: count)) }

  private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    if bytes.count > capacity - count { grow(by: bytes.count) }
    guard let base = bytes.baseAddress else { return }
    (start + count).initialize(from: base, count: bytes.count)
    count += bytes.count
  }

  private mutating func append(byte: UInt8) {
    if count == capacity { grow(by: 1) }
    start[count] = byte
    count += 1
  }

  private mutating func grow(by more: Int) {
    capacity = max(2 * capacity, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.initialize(from: start, count: count)
    start.deallocate()
    start = larger
  }

  /// Appends text of the compiler's own source.
  mutating func append(_ text: StaticString) {
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func append(_ text: String) {
    let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { append($0) }
    if isDone == nil { for byte in text.utf8 { append(byte: byte) } }
  }

  /// Appends a number in decimal.
  mutating func append(_ number: some FixedWidthInteger) {
    if number < 0 { append(byte: UInt8(ascii: "-")) }
    append(digitsOf: UInt64(number.magnitude))
  }

  private mutating func append(digitsOf number: UInt64) {
    // Twenty digits at most; nearly always one or two.
    if number >= 10 { append(digitsOf: number / 10) }
    append(byte: UInt8(ascii: "0") + UInt8(number % 10))
  }

  /// Appends the inside of a quoted name or a `c"…"`: printable ASCII unchanged, all else as `\HH`.
  mutating func append(escaped raw: some Sequence<UInt8>) {
    let wasPlain: Bool? = raw.withContiguousStorageIfAvailable { raw in
      guard raw.allSatisfy({ isPlain($0) }) else { return false }
      append(raw)
      return true
    }
    if wasPlain == true { return }
    for byte in raw {
      if isPlain(byte) {
        append(byte: byte)
      } else {
        append(byte: UInt8(ascii: "\\"))
        append(byte: Self.hexDigits[Int(byte >> 4)])
        append(byte: Self.hexDigits[Int(byte & 15)])
      }
    }
  }

  /// Whether a byte inside quotes stands for itself.
  private func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
      && !(escapesZeros && byte == UInt8(ascii: "0"))
  }

  /// Appends a global name: bare where LLVM allows it, else in quotes.
  ///
  /// - SeeAlso: LLVM Language Reference, "Identifiers"
  mutating func append(symbol: String) {
    let isBare =
      (symbol.utf8.withContiguousStorageIfAvailable { $0.allSatisfy(Self.isNameCharacter) }
        ?? symbol.utf8.allSatisfy(Self.isNameCharacter))
      && symbol.utf8.first.map { !(0x30...0x39).contains($0) && !Self.isTakenFirst($0) } ?? false
    if isBare {
      append("@")
      append(symbol)
    } else {
      append("@\"")
      append(quotedSymbol: symbol)
      append("\"")
    }
  }

  /// Appends the inside of a symbol's quotes. A byte that assemblers or linkers would misinterpret
  /// is written as the byte 2 and its successor. `@mini_write_name` of the runtime decodes it.
  ///
  /// To linkers `a@b.f` is version `b.f` of `a`. Assemblers drop names that begin with `.L`, a
  /// leading `$` is a mark on some machines, and LLVM removes a leading byte 1.
  mutating func append(quotedSymbol symbol: String) {
    guard let first = symbol.utf8.first,
      Self.isTakenFirst(first) || symbol.utf8.contains(where: Self.isTaken)
    else { return append(escaped: symbol.utf8) }
    var isFirst = true
    for byte in symbol.utf8 {
      let isTaken = Self.isTaken(byte) || isFirst && Self.isTakenFirst(byte)
      if isTaken { append("\\02") }
      append(escaped: CollectionOfOne(isTaken ? byte + 1 : byte))
      isFirst = false
    }
  }

  private static func isTaken(_ byte: UInt8) -> Bool { byte == 2 || byte == UInt8(ascii: "@") }

  private static func isTakenFirst(_ byte: UInt8) -> Bool {
    byte == 1 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "$")
  }

  /// Appends the name of one of a function's private constants: `@"math.add:0"`.
  mutating func append(constantOf symbol: String, _ number: Int) {
    append("@\"")
    append(quotedSymbol: symbol)
    append(":")
    append(number)
    append("\"")
  }

  mutating func append(_ constant: AIR.Constant) {
    switch constant {
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value, let type):
      if type.isSigned { append(Int64(bitPattern: value)) } else { append(value) }
    case .f64(let bits):
      // The only spelling that represents every double exactly.
      append("0x")
      for shift in stride(from: 60, through: 0, by: -4) {
        append(byte: Self.hexDigits[Int((bits >> UInt64(shift)) & 15)])
      }
    }
  }

  // Several pieces at once: joining them first would cost a string each time.

  mutating func append(_ a: some IRPiece, _ b: some IRPiece) {
    a.append(to: &self)
    b.append(to: &self)
  }

  mutating func append(_ a: some IRPiece, _ b: some IRPiece, _ c: some IRPiece) {
    append(a, b)
    c.append(to: &self)
  }

  mutating func append(
    _ a: some IRPiece, _ b: some IRPiece, _ c: some IRPiece, _ d: some IRPiece
  ) {
    append(a, b)
    append(c, d)
  }

  mutating func append(
    _ a: some IRPiece, _ b: some IRPiece, _ c: some IRPiece, _ d: some IRPiece, _ e: some IRPiece
  ) {
    append(a, b)
    append(c, d, e)
  }

  static func isNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "-"), UInt8(ascii: "$"), UInt8(ascii: "."), UInt8(ascii: "_"): true
    default: false
    }
  }

  private static let hexDigits = Array("0123456789ABCDEF".utf8)
}

/// A type whose values can be appended to IR text.
protocol IRPiece {
  func append(to text: inout IRText)
}

extension StaticString: IRPiece {
  func append(to text: inout IRText) { text.append(self) }
}

extension String: IRPiece {
  func append(to text: inout IRText) { text.append(self) }
}

extension UInt64: IRPiece {
  func append(to text: inout IRText) { text.append(self) }
}

extension UInt32: IRPiece {
  func append(to text: inout IRText) { text.append(self) }
}

extension Int: IRPiece {
  func append(to text: inout IRText) { text.append(self) }
}

extension Scalar {
  /// The type in LLVM's spelling.
  var llvmName: StaticString {
    switch self {
    case .void: "void"
    case .bool: "i1"
    case .u8: "i8"
    case .i32, .u32: "i32"
    case .i64, .u64: "i64"
    case .f64: "double"
    }
  }
}
