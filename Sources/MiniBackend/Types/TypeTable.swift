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
    case map(key: TypeID, value: TypeID)
    /// An index into the table's signatures.
    case function(Int)
    /// A struct or an enum: the number of its declaration.
    case nominal(Int)
  }

  /// The parameters and the result of a function type.
  package struct FunctionShape: Hashable, Sendable {
    package struct Parameter: Hashable, Sendable {
      package let type: TypeID
      package let isReference: Bool
    }

    package let parameters: [Parameter]
    package let result: TypeID
  }

  /// The types in a map, and where they are in an entry.
  struct MapShape: Hashable {
    let key: TypeID
    let value: TypeID
    let keySize: UInt32
    let valueOffset: UInt32
    let entrySize: UInt32
  }

  package let scope: Scope
  /// Whether a type is among them that is in error, which has been reported.
  package internal(set) var hasUnknown = false
  var shapes: [Shape] = []
  /// `nil`: not needed yet.
  var layouts: [TypeLayout?] = []
  var nominals: [NominalType?] = []
  private var functions: [FunctionShape] = []
  /// Lists of parameters are numbered by their beginnings, from the empty one.
  private var listCount: UInt32 = 1
  /// For each type whether values contain no functions; false: not known.
  var isFreeOfFunctions: [Bool] = []
  /// Whether a type's layout waits for those of its parts.
  var isOpen: [Bool] = []
  /// The number of a type by its kind and its part. The key is an `Int`: runtime note 1.
  private var numbers: [Int: UInt32] = [:]

  package init(_ scope: Scope) {
    self.scope = scope
  }

  package func shape(of id: TypeID) -> Shape {
    if let scalar = id.scalar { return .scalar(scalar) }
    return id == .text ? .text : shapes[Int(id.raw - TypeID.firstRow)]
  }

  /// The type of the elements of an array, or the value of an optional; `nil` for other types.
  package func part(of id: TypeID) -> TypeID? {
    switch shape(of: id) {
    case .scalar, .text, .map, .function, .nominal: nil
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
    intern(.optional(value: value), key: 1 << 32 | Int(value.raw))
  }

  /// A map type, whose key type is allowed.
  package func map(key: TypeID, value: TypeID) -> TypeID {
    intern(
      .map(key: key, value: value), key: 3 << 58 | Int(key.raw) << 29 | Int(value.raw), .map)
  }

  func isMap(_ id: TypeID) -> Bool {
    if case .map = shape(of: id) { true } else { false }
  }

  /// The key's and the value's type of a map; `nil` for other types.
  func pair(of id: TypeID) -> (key: TypeID, value: TypeID)? {
    guard id.raw >= TypeID.firstRow, case .map(let key, let value) = shape(of: id) else {
      return nil
    }
    return (key, value)
  }

  /// `nil` for other types than maps.
  func map(_ id: TypeID) -> MapShape? {
    guard let (key, value) = pair(of: id) else { return nil }
    let (offset, size) = TypeLayout.entry(layout(of: key), layout(of: value))
    return MapShape(
      key: key, value: value, keySize: layout(of: key).size, valueOffset: offset,
      entrySize: size)
  }

  /// The rule on keys, as the label of an error.
  static let keyRule = "keys are integers, bool, text and enums without values"

  /// Whether a type is one of the keys of maps: integers, `bool`, `text`, and enums without values.
  func isKey(_ id: TypeID) -> Bool {
    switch shape(of: id) {
    case .scalar(let scalar): scalar.isInteger || scalar == .bool
    case .text: true
    case .array, .optional, .map, .function: false
    case .nominal(let number): scope.declarations[number].isKey
    }
  }

  package func function(_ shape: FunctionShape) -> TypeID {
    var list: UInt32 = 0
    for parameter in shape.parameters {
      let item = Int(parameter.type.raw) << 1 | (parameter.isReference ? 1 : 0)
      let key = 4 << 58 | Int(list) << 30 | item
      if let known = numbers[key] {
        list = known
      } else {
        numbers[key] = listCount
        list = listCount
        listCount += 1
      }
    }
    let key = 5 << 58 | Int(list) << 29 | Int(shape.result.raw)
    if let number = numbers[key] { return TypeID(raw: number) }
    functions.append(shape)
    return intern(.function(functions.count - 1), key: key, .function)
  }

  /// `nil` for other types than functions.
  package func function(_ id: TypeID) -> FunctionShape? {
    guard id.raw >= TypeID.firstRow, case .function(let index) = shape(of: id) else { return nil }
    return functions[index]
  }

  private func intern(_ shape: Shape, key: Int, _ layout: TypeLayout? = nil) -> TypeID {
    if let number = numbers[key] { return TypeID(raw: number) }
    let number = TypeID.firstRow + UInt32(shapes.count)
    shapes.append(shape)
    layouts.append(layout)
    isOpen.append(false)
    nominals.append(nil)
    isFreeOfFunctions.append(false)
    numbers[key] = number
    return TypeID(raw: number)
  }

  /// The number of a type; `nil` if it is in error. The recursion follows its nesting, which the
  /// parser bounds.
  package func id(of type: Type) -> TypeID? {
    switch type {
    case .scalar(let scalar): TypeID(scalar)
    case .text: .text
    case .array(let element): id(of: element).map(array)
    case .optional(let value): id(of: value).map(optional)
    case .map(let key, let value): id(ofMap: key, value)
    case .function(let signature): id(of: signature)
    case .named(let name): id(of: name)
    }
  }

  private func id(ofMap key: Type, _ value: Type) -> TypeID? {
    guard let key = id(of: key), let value = id(of: value) else { return nil }
    guard isKey(key) else {
      hasUnknown = true
      return nil
    }
    return map(key: key, value: value)
  }

  /// The type of a function with a signature; `nil` if it is in error.
  func id(of signature: Signature) -> TypeID? {
    var parameters: [FunctionShape.Parameter] = []
    for parameter in signature.parameters {
      guard let type = id(of: parameter.type) else { return nil }
      parameters.append(.init(type: type, isReference: parameter.isReference))
    }
    guard let result = id(of: signature.result) else { return nil }
    return function(FunctionShape(parameters: parameters, result: result))
  }

  private func id(of type: TypeName) -> TypeID? {
    switch type.origin {
    case .own: id(of: type.name, in: scope.module)
    case .imported(let index): id(of: type.name, in: scope.imports[Int(index)])
    case .module(let module): id(of: type.name, in: module)
    }
  }

  /// The number of a struct or an enum; `nil` if it is in error.
  package func id(of name: String, in module: String) -> TypeID? {
    guard let number = scope.declarations.number(of: name, in: module) else {
      hasUnknown = true
      return nil
    }
    return intern(.nominal(number), key: 2 << 32 | number)
  }

  /// The inverse of ``id(of:)``, with names that any file can say.
  package func type(of id: TypeID) -> Type {
    switch shape(of: id) {
    case .scalar(let scalar): return .scalar(scalar)
    case .text: return .text
    case .array(let element): return .array(type(of: element))
    case .optional(let value): return .optional(type(of: value))
    case .map(let key, let value): return .map(key: type(of: key), value: type(of: value))
    case .function(let index): return .function(signature(functions[index]))
    case .nominal(let number):
      let declaration = scope.declarations[number]
      return .named(TypeName(origin: .module(declaration.module), name: declaration.name))
    }
  }

  /// The signature of a function type, with names that any file can say.
  func signature(_ shape: FunctionShape) -> Signature {
    Signature(
      parameters: shape.parameters.map {
        Parameter(type(of: $0.type), isReference: $0.isReference)
      }, result: type(of: shape.result))
  }

  /// As the source spells it, without namespaces.
  package func name(of id: TypeID) -> String { type(of: id).name }

  /// With the name of the declaring module, for messages about two types of one name.
  func fullName(of id: TypeID) -> String {
    type(of: id).renamed { name in
      guard case .module(let module) = name.origin else { return name }
      return TypeName(origin: name.origin, name: module + "." + name.name)
    }.name
  }
}
