// Descriptions of a function's types for a debugger: DWARF, as LLVM spells it.
//
// gdb knows the language Rust, in whose words Mini's values can be described: an optional or an enum
// with values is an enum, a text is a `&str`. DWARF says where the elements of an array, a map or a text
// are, and how many. gdb follows that for the parts of a variable, but not for those of an array's
// elements (gdb 13 ends with an assertion), which are therefore described as they are in memory:
//
//     [Point {x: 0, y: 1}, Point {x: 2, y: 3.5}]              a variable of the type [Point]
//     [text {buffer: 0x5555555a2a0, start: 0, length: 5}]     a variable of the type [text]

import MiniFrontend

/// The types of one function. Each gets a node with a number, so that types can contain each other.
final class DebugTypes {
  /// The place of a value: it decides how much gdb follows.
  private enum Place: Int {
    /// A variable, or a part of one that is inside it.
    case variable
    /// An element of an array or a map, or a part of one.
    case element
  }

  private let table: TypeTable
  /// The next node's number.
  private var next: UInt32
  /// The number of each description, by type and place.
  private var numbers: [Int: UInt32] = [:]
  /// The nodes, one per line.
  private(set) var definitions = ""

  /// - Parameter first: the first number that no other node of the function has.
  init(_ table: TypeTable, first: UInt32) {
    self.table = table
    next = first
  }

  /// The node that describes a variable's type.
  func reference(to type: Type) -> String {
    if let scalar = type.scalar { return ProgramMetadata.type(scalar) }
    guard let id = table.id(of: type) else { preconditionFailure("a sound value has a type") }
    return reference(to: id, .variable)
  }

  private func reference(to id: TypeID, _ place: Place) -> String {
    if let scalar = id.scalar { return ProgramMetadata.type(scalar) }
    // Types that refer to no memory are the same everywhere.
    let place = table.layout(of: id).isCounted ? place : .element
    let key = Int(id.raw) << 1 | place.rawValue
    if let known = numbers[key] { return DebugFields.number(known) }
    let number = next
    next += 1
    numbers[key] = number
    let description = describe(id, place)
    definitions += "\(DebugFields.number(number)) = \(description)\n"
    return DebugFields.number(number)
  }

  private func describe(_ id: TypeID, _ place: Place) -> String {
    switch (table.shape(of: id), place) {
    case (.scalar, _): preconditionFailure("the header describes scalars")
    case (.text, .variable):
      return text(
        at: "DW_OP_deref, DW_OP_plus_uconst, 24, DW_OP_push_object_address, "
          + "DW_OP_plus_uconst, 8, DW_OP_deref_size, 4, DW_OP_plus", length: 12, .u32)
    case (.text, .element):
      let bytes = text(at: "DW_OP_plus_uconst, 24", length: 16, .i64)
      return buffer(
        "text", [member("bytes", bytes, size: 24)], [("start", .u32, 8), ("length", .u32, 12)])
    case (.array(let element), .variable):
      return elements(
        element, at: "DW_OP_deref, DW_OP_plus_uconst, 24",
        count: "DW_OP_plus_uconst, 8, DW_OP_deref")
    case (.array(let element), .element):
      let items = elements(
        element, at: "DW_OP_plus_uconst, 24", count: "DW_OP_plus_uconst, 8, DW_OP_deref")
      return buffer(table.name(of: id), [member("items", items, size: 16)], [("length", .i64, 8)])
    case (.map, .variable):
      let name = table.name(of: id)
      let none = Variant(tag: 0, name: "[:]", members: [])
      let some = Variant(tag: nil, name: name, members: mapMembers(id, "DW_OP_deref, "))
      return variants(name, size: 8, tag: .u64, [none, some])
    case (.map, .element): return buffer(table.name(of: id), mapMembers(id, ""), [])
    case (.optional(let value), _): return optional(id, value, place)
    case (.function, _): return function(id)
    case (.nominal, _): return nominal(id, place)
    }
  }

  // MARK: Structs, enums, optionals, functions

  /// A case of an enum of DWARF.
  private struct Variant {
    /// `nil`: any other.
    let tag: Int?
    let name: String
    let members: [String]
  }

  private func nominal(_ id: TypeID, _ place: Place) -> String {
    guard let nominal = table.nominal(id) else { preconditionFailure("a struct or an enum") }
    let (declaration, size) = (nominal.declaration, nominal.layout.size)
    let names = declaration.names
    guard nominal.isEnumeration else {
      return structure(declaration.name, size: size, members(nominal.members[0], names, place))
    }
    if declaration.isKey {
      let cases = names.enumerated().map { "!DIEnumerator(name: \"\($1)\", value: \($0))" }
      return "!DICompositeType(tag: DW_TAG_enumeration_type, name: \"\(declaration.name)\", "
        + "baseType: \(ProgramMetadata.type(nominal.tag)), size: \(size * 8), "
        + "elements: !{\(cases.joined(separator: ", "))})"
    }
    let cases = nominal.members.enumerated().map { number, values in
      let numbers = values.indices.map { "__\($0)" }
      return Variant(
        tag: number, name: names[number], members: members(values, numbers, place))
    }
    return variants(declaration.name, size: size, tag: nominal.tag, cases)
  }

  private func members(
    _ parts: [NominalType.Member], _ names: [String], _ place: Place
  ) -> [String] {
    zip(parts, names).map { part, name in
      guard let type = part.type else { preconditionFailure("a sound value has a type") }
      return member(name, of: type, place, at: part.offset)
    }
  }

  private func optional(_ id: TypeID, _ value: TypeID, _ place: Place) -> String {
    let layout = table.layout(of: id)
    let none = Variant(tag: 0, name: "none", members: [])
    let some = Variant(tag: nil, name: "some", members: [member("__0", of: value, place, at: 0)])
    return variants(
      table.name(of: id), size: layout.size, tag: .u8, at: layout.presenceOffset, [none, some])
  }

  private func function(_ id: TypeID) -> String {
    guard let shape = table.function(id) else { preconditionFailure("a function type") }
    let types = ([shape.result] + shape.parameters.map(\.type)).map { reference(to: $0, .element) }
    return "!DIDerivedType(tag: DW_TAG_pointer_type, baseType: !DISubroutineType("
      + "types: !{\(types.joined(separator: ", "))}), size: 64)"
  }

  // MARK: Texts, arrays, maps

  /// A value that points to a buffer, as it is in memory.
  ///
  /// - Parameters:
  ///   - contents: members of the buffer, which say by themselves where they are.
  ///   - numbers: the other parts of the value.
  private func buffer(
    _ name: String, _ contents: [String],
    _ numbers: [(name: String, type: Scalar, offset: UInt32)]
  ) -> String {
    let buffer = structure(
      "buffer", size: 24, [number("owners", .i64, at: 0), number("room", .i64, at: 8)] + contents)
    let pointer = "!DIDerivedType(tag: DW_TAG_pointer_type, baseType: \(buffer), size: 64)"
    let rest = numbers.map { number($0.name, $0.type, at: $0.offset) }
    return structure(
      name, size: numbers.isEmpty ? 8 : 16, [member("buffer", pointer, size: 8)] + rest)
  }

  /// A `&str`: gdb shows the bytes of such a struct between quotation marks.
  ///
  /// - Parameters:
  ///   - place: where the bytes are.
  ///   - length: the offset of their number.
  private func text(at place: String, length: UInt32, _ type: Scalar) -> String {
    let bytes = elements(
      .u8, at: place, count: "DW_OP_plus_uconst, \(length), DW_OP_deref_size, \(type.bits / 8)")
    return structure(
      "&str", size: length + UInt32(type.bits / 8),
      [member("data_ptr", bytes, size: 8), number("length", type, at: length)])
  }

  /// The pairs of a map, and which of them have been removed.
  private func mapMembers(_ id: TypeID, _ buffer: String) -> [String] {
    guard let map = table.map(id) else { preconditionFailure("it is a map") }
    let pair = structure(
      "", size: map.entrySize,
      [
        member("__0", of: map.key, .element, at: 0),
        member("__1", of: map.value, .element, at: map.valueOffset),
      ])
    // The hash of a pair that has been removed is 0.
    let state = variants(
      "state", size: 4, tag: .u32,
      [Variant(tag: 0, name: "removed", members: []), Variant(tag: nil, name: "live", members: [])])
    let count = buffer + "DW_OP_plus_uconst, 32, DW_OP_deref"
    return [("pairs", pair, 64), ("state", state, 56)].map { name, type, offset in
      let place = buffer + "DW_OP_plus_uconst, \(offset), DW_OP_deref"
      return member(name, elements(type, at: place, count: count), size: 8)
    }
  }

  private func elements(_ type: TypeID, at place: String, count: String) -> String {
    elements(reference(to: type, .element), at: place, count: count)
  }

  /// An array whose place and length gdb computes.
  private func elements(_ type: String, at place: String, count: String) -> String {
    "!DICompositeType(tag: DW_TAG_array_type, baseType: \(type), size: 128, "
      + "dataLocation: !DIExpression(DW_OP_push_object_address, \(place)), "
      + "elements: !{!DISubrange(count: !DIExpression(DW_OP_push_object_address, \(count)))})"
  }

  // MARK: Nodes

  private func structure(_ name: String, size: UInt32, _ members: [String]) -> String {
    "!DICompositeType(tag: DW_TAG_structure_type, name: \"\(name)\", size: \(size * 8), "
      + "elements: !{\(members.joined(separator: ", "))})"
  }

  /// An enum whose case a number at an offset decides.
  private func variants(
    _ name: String, size: UInt32, tag: Scalar, at offset: UInt32 = 0, _ variants: [Variant]
  ) -> String {
    let members = variants.map { variant in
      let value = variant.tag.map { ", extraData: i\(tag.bits) \($0)" } ?? ""
      return "!DIDerivedType(tag: DW_TAG_member, name: \"\(variant.name)\", baseType: "
        + "\(structure(variant.name, size: size, variant.members)), size: \(size * 8)\(value))"
    }
    // LLVM gives one member that two enums share to the first of them only.
    let discriminator = DebugFields.number(next)
    next += 1
    definitions +=
      "\(discriminator) = distinct !DIDerivedType(tag: DW_TAG_member, "
      + "baseType: \(ProgramMetadata.type(tag)), size: \(tag.bits), offset: \(offset * 8), "
      + "flags: DIFlagArtificial)\n"
    let part =
      "!DICompositeType(tag: DW_TAG_variant_part, size: \(size * 8), "
      + "elements: !{\(members.joined(separator: ", "))}, discriminator: \(discriminator))"
    return structure(name, size: size, [part])
  }

  private func member(
    _ name: String, of type: TypeID, _ place: Place, at offset: UInt32
  ) -> String {
    member(name, reference(to: type, place), size: table.layout(of: type).size, at: offset)
  }

  private func number(_ name: String, _ type: Scalar, at offset: UInt32) -> String {
    member(name, ProgramMetadata.type(type), size: UInt32(type.bits / 8), at: offset)
  }

  private func member(
    _ name: String, _ type: String, size: UInt32, at offset: UInt32 = 0
  ) -> String {
    "!DIDerivedType(tag: DW_TAG_member, name: \"\(name)\", baseType: \(type), "
      + "size: \(size * 8), offset: \(offset * 8))"
  }
}
