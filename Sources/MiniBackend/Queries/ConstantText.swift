// The values of constants as a program would write them.

import MiniFrontend

/// Spells the value of a constant.
struct ConstantText {
  /// Longer texts are cut.
  private static let lengthMax = 200
  private static let depthMax = 32

  private let table: TypeTable
  private var reader: ByteReader
  private var text = ""

  static func text(of value: ConstantValue, _ type: TypeID, _ table: TypeTable) -> String {
    var speller = ConstantText(table: table, reader: ByteReader(value.bytes))
    speller.append(type, depth: 0)
    let text = speller.text
    return text.count > lengthMax ? text.prefix(lengthMax) + "…" : text
  }

  private init(table: TypeTable, reader: ByteReader) {
    self.table = table
    self.reader = reader
  }

  private mutating func count() -> Int { reader.varint().flatMap { Int(exactly: $0) } ?? 0 }

  /// Reads a value as ``ConstantImage`` does. Stops where the text is long enough.
  private mutating func append(_ type: TypeID, depth: Int) {
    guard text.utf8.count <= Self.lengthMax, depth < Self.depthMax else {
      text += "…"
      return
    }
    switch table.shape(of: type) {
    case .scalar(let scalar): text += number(scalar)
    case .text:
      let count = count()
      var bytes: [UInt8] = []
      while bytes.count < count, let byte = reader.byte() { bytes.append(byte) }
      text += QuotedText.escaped(String(decoding: bytes, as: UTF8.self))
    case .array(let element):
      appendList(count(), "[", "]") { speller, _ in speller.append(element, depth: depth + 1) }
    case .map(let key, let value):
      let count = count()
      appendList(count, count == 0 ? "[:" : "[", "]") { speller, _ in
        speller.append(key, depth: depth + 1)
        speller.text += ": "
        speller.append(value, depth: depth + 1)
      }
    case .function: text += "…"
    case .optional(let value):
      if reader.byte() == 1 { append(value, depth: depth + 1) } else { text += "none" }
    case .nominal: appendNominal(type, depth: depth)
    }
  }

  private mutating func appendNominal(_ type: TypeID, depth: Int) {
    guard let nominal = table.nominal(type) else { return }
    let names = nominal.declaration.names
    let number = nominal.isEnumeration ? count() : 0
    guard number < nominal.members.count else { return }
    let members = nominal.members[number]
    text += nominal.isEnumeration ? ".\(names[number])" : nominal.declaration.name
    guard !nominal.isEnumeration || !members.isEmpty else { return }
    appendList(members.count, "(", ")") { speller, index in
      if !nominal.isEnumeration { speller.text += "\(names[index]): " }
      if let type = members[index].type { speller.append(type, depth: depth + 1) }
    }
  }

  private mutating func appendList(
    _ count: Int, _ opening: String, _ closing: String,
    _ append: (inout ConstantText, Int) -> Void
  ) {
    text += opening
    for index in 0..<count {
      if index > 0 { text += ", " }
      append(&self, index)
      // Parts of what is cut are not read.
      guard text.utf8.count <= Self.lengthMax else { break }
    }
    text += closing
  }

  private mutating func number(_ scalar: Scalar) -> String {
    let size = scalar == .void ? 0 : scalar == .f64 ? 8 : max(scalar.bits / 8, 1)
    var bits: UInt64 = 0
    for position in 0..<size { bits |= UInt64(reader.byte() ?? 0) << UInt64(8 * position) }
    switch scalar {
    case .bool: return bits == 0 ? "false" : "true"
    case .i32: return String(Int32(truncatingIfNeeded: bits))
    case .i64: return String(Int64(bitPattern: bits))
    case .u8, .u32, .u64: return String(bits)
    case .f64: return AIR.Constant.f64(bits).printed
    case .void: return ""
    }
  }
}
