// Facts about a declaration that depend on those that it names. The driver finds them out.
//
//   list  = varint count, { facts }                in the order of the interface's declarations
//   facts = byte 0 (the form says all) | byte 1, digest | byte 2 (a constant), digest, type, value
//         | byte 3 (a struct with defaults), digest, varint count, { byte 0 | byte 1, value }
//   value = varint length, bytes;  digest = varint length, bytes                 (see ByteWriter)

/// The value of a constant expression. The back end makes and reads its bytes.
package struct TypedValue: Hashable, Sendable {
  /// With types that any file can name.
  package let type: Type
  package let bytes: [UInt8]

  package init(type: Type, bytes: [UInt8]) {
    self.type = type
    self.bytes = bytes
  }
}

/// Facts that follow from a declaration's form and from the declarations that it names.
package struct DeclarationFacts: Hashable, Sendable {
  /// A digest of all that users of the declaration depend on.
  package let fingerprint: [UInt8]
  /// Of a constant.
  package let value: TypedValue?
  /// Of a struct with defaults: for each field its default's value. Else empty.
  package let defaults: [[UInt8]?]

  package init(fingerprint: [UInt8], value: TypedValue?, defaults: [[UInt8]?]) {
    self.fingerprint = fingerprint
    self.value = value
    self.defaults = defaults
  }
}

extension [DeclarationFacts?] {
  /// The bytes of facts, one for each declaration of an interface. `nil`: its form says all.
  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(count: count)
    for facts in self {
      guard let facts else {
        writer.append(byte: 0)
        continue
      }
      writer.append(byte: facts.value != nil ? 2 : facts.defaults.isEmpty ? 1 : 3)
      writer.append(blob: facts.fingerprint)
      if let value = facts.value {
        writer.append(value.type)
        writer.append(blob: value.bytes)
      } else if !facts.defaults.isEmpty {
        writer.append(count: facts.defaults.count)
        for value in facts.defaults {
          writer.append(byte: value == nil ? 0 : 1)
          if let value { writer.append(blob: value) }
        }
      }
    }
    return writer.bytes
  }

  /// Decodes the result of `encoded()`; `nil` for other bytes.
  package init?(decoding bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    let decoded = reader.list(sizeMin: 1) { $0.declarationFacts() }
    guard let decoded, reader.isAtEnd else { return nil }
    self = decoded
  }
}

extension ByteReader {
  fileprivate mutating func declarationFacts() -> DeclarationFacts?? {
    guard let kind = byte() else { return nil }
    if kind == 0 { return .some(nil) }
    guard let fingerprint = blob() else { return nil }
    switch kind {
    case 1: return DeclarationFacts(fingerprint: fingerprint, value: nil, defaults: [])
    case 2:
      guard let type = partType(), let value = blob() else { return nil }
      return DeclarationFacts(
        fingerprint: fingerprint, value: TypedValue(type: type, bytes: value), defaults: [])
    case 3:
      let defaults = list(sizeMin: 1) { reader -> [UInt8]?? in
        guard let isThere = reader.byte(), isThere < 2 else { return nil }
        return isThere == 0 ? .some(nil) : reader.blob().map { .some($0) }
      }
      guard let defaults, !defaults.isEmpty else { return nil }
      return DeclarationFacts(fingerprint: fingerprint, value: nil, defaults: defaults)
    default: return nil
    }
  }
}
