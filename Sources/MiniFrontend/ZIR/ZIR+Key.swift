// The part of a function's ZIR that its key covers, as bytes.
//
//   body     = signature, varint localCount, varint count, { byte tag, varint a, varint b },
//              varint count, { varint extra }, varint count, { type }, varint count, { integer },
//              varint count, { fixed64 float }, varint count, { varint length, bytes },
//              varint count, { string name }
//   integer  = varint magnitude, byte (1: negative, 2: overflows, 4: a byte), fixed64 doubleBits
//                                                                         (see ByteWriter)
//   A named type is byte 19 and the varint index of its declaration in the function's callees.

extension ZIR.Function {
  /// Appends everything that decides the function's code, and nothing of its layout or local names:
  /// signature, number of locals, code, lists, types, literals, names. The caller adds the function's own symbol
  /// and its callees, which depend on the names of modules and on other files.
  ///
  /// No function's bytes are a prefix of another's.
  package func appendKeyBytes(to bytes: inout [UInt8]) {
    var writer = ByteWriter(appendingTo: bytes)
    bytes = []
    writer.append(bodyOf: self)
    bytes = writer.bytes
  }
}

extension ByteWriter {
  fileprivate mutating func append(bodyOf function: ZIR.Function) {
    var declarations = function.typeCallees[...]
    append(function.signature, &declarations)
    append(function.localCount)
    append(count: function.code.count)
    for instruction in function.code {
      append(byte: instruction.tag.rawValue)
      append(instruction.a)
      append(instruction.b)
    }
    append(count: function.extra.count)
    for item in function.extra { append(item) }
    append(count: function.types.count)
    for type in function.types { append(type, &declarations) }
    append(count: function.integers.count)
    for literal in function.integers {
      append(varint: literal.magnitude)
      append(
        byte: (literal.isNegative ? 1 : 0) | (literal.overflows ? 2 : 0) | (literal.isByte ? 4 : 0))
      append(fixed64: literal.doubleBits)
    }
    append(count: function.floats.count)
    for bits in function.floats { append(fixed64: bits) }
    append(count: function.strings.count)
    for string in function.strings { append(blob: string) }
    append(count: function.names.count)
    for name in function.names { append(name) }
  }

  private mutating func append(
    _ signature: Signature, _ declarations: inout ArraySlice<UInt32>
  ) {
    if declarations.isEmpty { return append(signature) }
    append(signature.result, &declarations)
    append(count: signature.parameters.count)
    for parameter in signature.parameters {
      append(byte: parameter.isReference ? 1 : 0)
      append(parameter.type, &declarations)
    }
  }

  /// - Parameter declarations: the numbers of the declarations that this type and those after it
  ///   name.
  private mutating func append(_ type: Type, _ declarations: inout ArraySlice<UInt32>) {
    if declarations.isEmpty { return append(type) }
    switch type {
    case .scalar, .text: append(type)
    case .array(let element):
      append(byte: TypeCode.array.rawValue)
      append(element, &declarations)
    case .map(let key, let value):
      append(byte: TypeCode.map.rawValue)
      append(key, &declarations)
      append(value, &declarations)
    case .optional(let value):
      append(byte: TypeCode.optional.rawValue)
      append(value, &declarations)
    case .function(let signature):
      append(byte: TypeCode.function.rawValue)
      append(signature, &declarations)
    case .named:
      append(byte: TypeCode.named.rawValue)
      append(declarations.removeFirst())
    }
  }
}
