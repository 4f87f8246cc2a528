// Values of any type as `print` writes them. Nothing recurses.

import MiniFrontend

extension Interpreter {
  private enum Piece {
    case bytes([UInt8])
    case value(Part)
  }

  /// A value as `print` writes it.
  mutating func printed(_ address: UInt64, _ type: TypeID) -> [UInt8] {
    var text: [UInt8] = []
    var open = [Piece.value(Part(address: address, type: type))]
    var isInside = false
    while let piece = open.popLast() {
      steps += 1
      switch piece {
      case .bytes(let bytes): text += bytes
      case .value(let part): begin(part, &open, &text, isInside: &isInside)
      }
    }
    return text
  }

  private func begin(
    _ part: Part, _ open: inout [Piece], _ text: inout [UInt8], isInside: inout Bool
  ) {
    switch table.shape(of: part.type) {
    case .scalar(let scalar): text += Array(memory.scalar(scalar, part.address).printed.utf8)
    case .text:
      let bytes = memory.textBytes(part.address)
      text += isInside ? QuotedBytes.text(bytes) : bytes
    case .optional:
      if let value = members(of: part).first {
        open.append(.value(value))
      } else {
        text += Array("none".utf8)
      }
    case .array(let element):
      let (first, size) = (memory.elements(part.address), UInt64(size(element)))
      let values = (0..<memory.length(part.address)).map {
        Part(address: first + UInt64($0) * size, type: element)
      }
      isInside = true
      text += Array("[".utf8)
      append(values, labels: nil, end: "]", &open)
    case .map:
      guard let map = table.map(part.type) else { return }
      let entries = entries(of: memory.integer(part.address, 8), map)
      if entries.isEmpty {
        text += Array("[:]".utf8)
        return
      }
      isInside = true
      text += Array("[".utf8)
      open.append(.bytes(Array("]".utf8)))
      for (number, entry) in entries.enumerated().reversed() {
        open.append(.value(Part(address: entry + UInt64(map.valueOffset), type: map.value)))
        open.append(.bytes(Array(": ".utf8)))
        open.append(.value(Part(address: entry, type: map.key)))
        if number > 0 { open.append(.bytes(Array(", ".utf8))) }
      }
    case .function: break  // functions are not printed
    case .nominal:
      guard let nominal = table.nominal(part.type) else { return }
      isInside = true
      let values = members(of: part)
      let name =
        nominal.isEnumeration
        ? "." + nominal.declaration.name(at: Int(head(part.address, part.type)))
        : nominal.declaration.name
      text += Array(name.utf8)
      if values.isEmpty { return }
      text += Array("(".utf8)
      append(
        values, labels: nominal.isEnumeration ? nil : nominal.declaration.names, end: ")", &open)
    }
  }

  private func append(
    _ values: [Part], labels: [String]?, end: String, _ open: inout [Piece]
  ) {
    open.append(.bytes(Array(end.utf8)))
    for (number, value) in values.enumerated().reversed() {
      open.append(.value(value))
      let label = labels.map { $0[number] + ": " } ?? ""
      open.append(.bytes(Array(((number > 0 ? ", " : "") + label).utf8)))
    }
  }
}

/// Texts inside other values, as the run-time library quotes them: `QuotedText` of the front end has
/// fewer escapes, and no rule for bytes that are not UTF-8.
enum QuotedBytes {
  static func text(_ bytes: [UInt8]) -> [UInt8] {
    var text = [UInt8(ascii: "\"")]
    var at = 0
    while at < bytes.count {
      let length = sequenceLength(bytes[at...])
      let byte = bytes[at]
      if length > 0, byte >= 0x20, byte != 0x7F, byte != UInt8(ascii: "\""),
        byte != UInt8(ascii: "\\")
      {
        text += bytes[at..<at + length]
        at += length
      } else {
        text += Array(escape(byte).utf8)
        at += 1
      }
    }
    return text + [UInt8(ascii: "\"")]
  }

  private static func escape(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\n"): "\\n"
    case UInt8(ascii: "\t"): "\\t"
    case UInt8(ascii: "\r"): "\\r"
    case 0: "\\0"
    case UInt8(ascii: "\""): "\\\""
    case UInt8(ascii: "\\"): "\\\\"
    default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }

  /// The length of the UTF-8 sequence at the start; 0 if there is none.
  private static func sequenceLength(_ bytes: ArraySlice<UInt8>) -> Int {
    guard let first = bytes.first else { return 0 }
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    let sequence = bytes.prefix(length)
    return String(validating: sequence, as: UTF8.self)?.unicodeScalars.count == 1
      && sequence.count == length ? length : 0
  }
}
