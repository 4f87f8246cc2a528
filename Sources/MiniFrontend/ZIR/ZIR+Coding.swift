// ZIR as bytes: the whole file's, and the part of a function's that its key covers.
//
//   zir      = varint count, { import }, varint count, { function }, varint count, { diagnostic }
//   import   = string path, string namespace, range range
//   range    = varint start, varint length
//   function = string name, body, callees, varint nameStart, varint nameLength,
//              { range range }          one per instruction
//              varint count, { varint call, varint start }     memberStarts
//              { string localName }     localCount of them
//              { string parameterName } one per parameter
//              varint count, { varint start, varint length, varint brace }     blocks
//              varint endBrace
//   body     = signature, varint localCount, varint count, { byte tag, varint a, varint b },
//              varint count, { varint extra }, varint count, { integer },
//              varint count, { fixed64 float }, varint count, { varint length, bytes }
//   integer  = varint magnitude, byte (1: negative, 2: overflows, 4: a byte), fixed64 doubleBits
//   callees  = varint count, { varint importIndex + 1 or 0, string name }     (see ByteReader)

extension ZIR {
  /// The bytes of the file's ZIR; equal ZIR has equal bytes.
  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(count: imports.count)
    for item in imports {
      writer.append(item.path)
      writer.append(item.namespace)
      writer.append(item.range)
    }
    writer.append(count: functions.count)
    for function in functions { writer.append(function) }
    writer.append(count: diagnostics.count)
    for diagnostic in diagnostics { writer.append(diagnostic) }
    return writer.bytes
  }

  /// Decodes the result of `encoded()`.
  ///
  /// - Returns: `nil` unless the bytes are exactly the encoding of some ZIR, and that ZIR is
  ///   well-formed: every index in it points to something that its user allows.
  package init?(decoding bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard let imports = reader.list(sizeMin: 4, { $0.zirImport() }),
      let functions = reader.list(sizeMin: 12, { $0.zirFunction() }),
      let diagnostics = reader.list(sizeMin: 6, { $0.rawDiagnostic() }), reader.isAtEnd
    else { return nil }
    self.init(imports: imports, functions: functions, diagnostics: diagnostics)
    guard isWellFormed else { return nil }
  }
}

extension ZIR.Function {
  /// Appends everything that decides the function's code, and nothing of its layout or local names:
  /// signature, number of locals, code, lists, literals. The caller adds the function's own symbol
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
    append(function.signature)
    append(function.localCount)
    append(count: function.code.count)
    for instruction in function.code {
      append(byte: instruction.tag.rawValue)
      append(instruction.a)
      append(instruction.b)
    }
    append(count: function.extra.count)
    for item in function.extra { append(item) }
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
  }

  fileprivate mutating func append(_ function: ZIR.Function) {
    append(function.name)
    append(bodyOf: function)
    append(count: function.callees.count)
    for callee in function.callees {
      append(varint: callee.importIndex.map { UInt64($0) + 1 } ?? 0)
      append(callee.name)
    }
    append(function.nameRange)
    for range in function.ranges { append(range) }
    append(count: function.memberStarts.count)
    for range in function.memberStarts {
      append(varint: UInt64(range.call))
      append(varint: UInt64(range.start))
    }
    for name in function.localNames { append(name) }
    for name in function.parameterNames { append(name) }
    append(count: function.blocks.count)
    for block in function.blocks {
      append(SourceRange(start: block.start, end: block.end))
      append(block.brace)
    }
    append(function.endBrace)
  }
}

extension ByteReader {
  fileprivate mutating func zirImport() -> ZIR.Import? {
    guard let path = string(), let namespace = string(), let range = range() else { return nil }
    return ZIR.Import(path: path, namespace: namespace, range: range)
  }

  fileprivate mutating func zirFunction() -> ZIR.Function? {
    guard let name = string(), let signature = signature(), let localCount = uint32(),
      let code = list(sizeMin: 3, { $0.instruction() }),
      let extra = list(sizeMin: 1, { $0.uint32() }),
      let integers = list(sizeMin: 10, { $0.integerLiteral() }),
      let floats = list(sizeMin: 8, { $0.fixed64() }),
      let strings = list(sizeMin: 1, { $0.blob() }),
      let callees = list(sizeMin: 2, { $0.callee() }), let nameRange = range(),
      let ranges = items(code.count, { $0.range() }),
      let memberStarts = list(sizeMin: 2, { $0.memberStart() }),
      let localNames = items(Int(localCount), { $0.string() }),
      let parameterNames = items(signature.parameters.count, { $0.string() }),
      let blocks = list(sizeMin: 3, { $0.block() }), let endBrace = uint32()
    else { return nil }
    return ZIR.Function(
      name: name, signature: signature, code: code, extra: extra, callees: callees,
      integers: integers, floats: floats, strings: strings, localCount: localCount,
      nameRange: nameRange, ranges: ranges, memberStarts: memberStarts,
      localNames: localNames, parameterNames: parameterNames, blocks: blocks,
      endBrace: endBrace)
  }

  private mutating func block() -> ZIR.Block? {
    guard let code = range(), let brace = uint32() else { return nil }
    return ZIR.Block(start: code.start, end: code.end, brace: brace)
  }

  private mutating func memberStart() -> ZIR.MemberStart? {
    guard let call = uint32(), let start = uint32() else { return nil }
    return ZIR.MemberStart(call: call, start: start)
  }

  /// Reads `count` elements; stops where the bytes end, whatever `count` says.
  private mutating func items<Element>(
    _ count: Int, _ element: (inout ByteReader) -> Element?
  ) -> [Element]? {
    var elements: [Element] = []
    for _ in 0..<count {
      guard let next = element(&self) else { return nil }
      elements.append(next)
    }
    return elements
  }

  private mutating func instruction() -> ZIR.Instruction? {
    guard let byte = byte(), let tag = ZIR.Tag(rawValue: byte), let a = uint32(), let b = uint32()
    else { return nil }
    return ZIR.Instruction(tag, a, b)
  }

  private mutating func integerLiteral() -> ZIR.IntegerLiteral? {
    guard let magnitude = varint(), let flags = byte(), flags < 8, let bits = fixed64() else {
      return nil
    }
    return ZIR.IntegerLiteral(
      magnitude: magnitude, isNegative: flags & 1 != 0, overflows: flags & 2 != 0,
      isByte: flags & 4 != 0, doubleBits: bits)
  }

  private mutating func callee() -> ZIR.Callee? {
    guard let value = varint(), value <= UInt64(UInt32.max), let name = string() else {
      return nil
    }
    return ZIR.Callee(importIndex: value == 0 ? nil : UInt32(value - 1), name: name)
  }
}
