// Constants, structs and enums.

import MiniFrontend

extension Lowering {
  // MARK: Constants

  mutating func lowerGlobal(_ index: Int) {
    if case .function(let symbol, let signature) = callees[Int(function.code[index].a)] {
      let callee = callee(function.code[index].a, symbol, signature)
      return set(index, to: .function(callee), .outside)
    }
    // The name of a type has none.
    guard case .constant(let symbol, _, let value) = callees[Int(function.code[index].a)] else {
      return
    }
    let type = type(index)
    if let constant = AIR.Constant(value, type) {
      operands[index] = .constant(constant)
    } else {
      set(index, to: global(symbol, type, value), .outside)
    }
  }

  /// The address of a constant's value.
  private mutating func global(
    _ symbol: String, _ type: TypeID, _ value: ConstantValue
  ) -> AIR.Operand {
    if let known = globalIndices[symbol] { return .global(known) }
    let number = UInt32(globals.count)
    globals.append(AIR.Global(symbol: symbol, type: table.type(of: type), value: value))
    globalIndices[symbol] = number
    return .global(number)
  }

  // MARK: Structs

  mutating func lowerField(_ index: Int) {
    let instruction = function.code[index]
    let name = function.names[Int(instruction.b)]
    if function.code[Int(instruction.a)].tag == .global, types[Int(instruction.a)] == nil {
      return lowerCase(index, name, [])
    }
    guard let nominal = table.nominal(type(instruction.a)), let field = nominal.index(of: name)
    else { preconditionFailure("a sound field is one of a struct") }
    let address = offset(operands[Int(instruction.a)], nominal.members[0][field].offset)
    setPart(index, at: address, of: Int(instruction.a), type(index))
  }

  mutating func lowerConstruct(_ index: Int) {
    let type = type(index)
    guard let nominal = table.nominal(type) else { preconditionFailure("no struct") }
    let slot = makeSlot(type)
    let members = nominal.members[0]
    var given = Array(filledWith: false, count: members.count)
    for argument in function.arguments(ofConstruct: function.code[index].b) {
      guard let label = argument.label,
        let field = nominal.index(of: function.names[Int(label)])
      else { preconditionFailure("a sound argument has a label") }
      given[field] = true
      put(argument.value, at: offset(.slot(slot), members[field].offset))
    }
    for field in members.indices where !given[field] {
      putDefault(of: field, nominal, at: offset(.slot(slot), members[field].offset))
    }
    own(slot, type)
    set(index, to: .slot(slot), .temporary(slot: slot))
  }

  private mutating func putDefault(
    of field: Int, _ nominal: NominalType, at address: AIR.Operand
  ) {
    guard let value = nominal.declaration.defaultValue(ofField: field),
      let type = nominal.members[0][field].type
    else { preconditionFailure("a sound construction has all fields") }
    if let constant = AIR.Constant(value, type), let scalar = type.scalar {
      return builder.append(.storeAt(scalar, address: address, value: .constant(constant)))
    }
    let symbol = nominal.declaration.symbol(ofDefault: field)
    copyValue(to: address, from: global(symbol, type, value), type)
  }

  // MARK: Enums

  mutating func lowerEnumCase(_ index: Int) {
    let list = function.code[index].b
    let name = function.names[Int(function.extra[Int(list)])]
    lowerCase(index, name, function.run(at: list + 2))
  }

  private mutating func lowerCase(_ index: Int, _ name: String, _ values: ArraySlice<UInt32>) {
    let type = type(index)
    guard let nominal = table.nominal(type), let number = nominal.index(of: name) else {
      preconditionFailure("a sound case is one of an enum")
    }
    let slot = makeSlot(type)
    let layout = table.layout(of: type)
    // The bytes that a case does not use are 0, so that equal values have equal bytes.
    if layout.size > nominal.tagBytes {
      builder.append(.clear(.slot(slot), sizeBytes: layout.size))
    }
    let tag = AIR.Operand.constant(.integer(UInt64(number), nominal.tag))
    builder.append(.storeAt(nominal.tag, address: .slot(slot), value: tag))
    for (value, member) in zip(values, nominal.members[number]) {
      put(value, at: offset(.slot(slot), member.offset))
    }
    if values.isEmpty { return set(index, to: .slot(slot), .outside) }
    own(slot, type)
    set(index, to: .slot(slot), .temporary(slot: slot))
  }
}

extension AIR.Constant {
  /// A scalar from its canonical bytes; `nil` for other types.
  init?(_ value: ConstantValue, _ type: TypeID) {
    guard let scalar = type.scalar, scalar != .void else { return nil }
    let bits = value.bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    switch scalar {
    case .bool: self = .bool(bits != 0)
    case .f64: self = .f64(bits)
    case .void, .u8, .i32, .u32, .i64, .u64: self = .integer(scalar.extended(bits), scalar)
    }
  }

  /// The canonical bytes.
  var bytes: [UInt8] {
    switch self {
    case .bool(let value): [value ? 1 : 0]
    case .f64(let bits): bits.bytes(8)
    case .integer(let bits, let type): bits.bytes(Int(type.bits) / 8)
    }
  }
}

extension UInt64 {
  /// The low bytes, little-endian.
  func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: self >> (8 * UInt64($0))) }
  }
}
