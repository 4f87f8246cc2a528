// The types of one function.

package import MiniFrontend

/// Gives types numbers, so that the passes over a function compare and copy them as cheaply as
/// integers. Not for several threads.
package final class TypeTable {
  /// How a type is made of others.
  package enum Shape: Hashable, Sendable {
    case scalar(Scalar)
    case text
    case array(element: TypeID)
    case optional(value: TypeID)
  }

  private var shapes: [Shape] = []
  private var layouts: [TypeLayout] = []
  /// The number of a type by its kind and its part. The key is an `Int`: runtime note 1.
  private var numbers: [Int: UInt32] = [:]

  package init() {}

  package func shape(of id: TypeID) -> Shape {
    if let scalar = id.scalar { return .scalar(scalar) }
    return id == .text ? .text : shapes[Int(id.raw - TypeID.firstRow)]
  }

  /// The type of the elements of an array, or the value of an optional; `nil` for other types.
  package func part(of id: TypeID) -> TypeID? {
    switch shape(of: id) {
    case .scalar, .text: nil
    case .array(let element): element
    case .optional(let value): value
    }
  }

  package func isArray(_ id: TypeID) -> Bool {
    if case .array = shape(of: id) { true } else { false }
  }

  package func isOptional(_ id: TypeID) -> Bool {
    if case .optional = shape(of: id) { true } else { false }
  }

  /// The type of the value of an optional; `nil` for other types.
  func value(ofOptional id: TypeID) -> TypeID? {
    guard id.raw >= TypeID.firstRow, case .optional(let value) = shape(of: id) else { return nil }
    return value
  }

  package func array(of element: TypeID) -> TypeID {
    intern(.array(element: element), key: Int(element.raw), .array)
  }

  package func optional(of value: TypeID) -> TypeID {
    intern(
      .optional(value: value), key: 1 << 32 | Int(value.raw), .optional(of: layout(of: value)))
  }

  private func intern(_ shape: Shape, key: Int, _ layout: TypeLayout) -> TypeID {
    if let number = numbers[key] { return TypeID(raw: number) }
    let number = TypeID.firstRow + UInt32(shapes.count)
    shapes.append(shape)
    layouts.append(layout)
    numbers[key] = number
    return TypeID(raw: number)
  }

  /// The number of a type. The recursion follows its nesting, which the parser bounds.
  package func id(of type: Type) -> TypeID {
    switch type {
    case .scalar(let scalar): TypeID(scalar)
    case .text: .text
    case .array(let element): array(of: id(of: element))
    case .optional(let value): optional(of: id(of: value))
    }
  }

  /// The inverse of ``id(of:)``.
  package func type(of id: TypeID) -> Type {
    switch shape(of: id) {
    case .scalar(let scalar): .scalar(scalar)
    case .text: .text
    case .array(let element): .array(type(of: element))
    case .optional(let value): .optional(type(of: value))
    }
  }

  package func layout(of id: TypeID) -> TypeLayout {
    if let scalar = id.scalar { return TypeLayout(scalar) }
    return id == .text ? .text : layouts[Int(id.raw - TypeID.firstRow)]
  }

  /// As the source spells it.
  package func name(of id: TypeID) -> String {
    switch shape(of: id) {
    case .scalar(let scalar): scalar.name
    case .text: "text"
    case .array(let element): "[" + name(of: element) + "]"
    case .optional(let value): "?" + name(of: value)
    }
  }
}
