// Structs and enums of a type table: the types of their parts, and where these are in memory.

import MiniFrontend

/// A struct or an enum as the functions of one table see it. A class, because a table refers to each
/// from many places.
package final class NominalType {
  /// A field of a struct, or a value of an enum's case.
  struct Member {
    /// `nil`: in error, reported elsewhere.
    let type: TypeID?
    /// From the start of the struct or the enum.
    let offset: UInt32
  }

  package let declaration: TypeDeclaration
  /// One list for a struct, one per case for an enum.
  let members: [[Member]]
  let layout: TypeLayout
  /// The names of fields or cases in the order of their bytes; empty for few.
  private let order: [Int]

  init(_ declaration: TypeDeclaration, members: [[Member]], layout: TypeLayout) {
    self.declaration = declaration
    self.members = members
    self.layout = layout
    let count = declaration.count
    // Few are found faster one by one.
    order =
      count <= 8
      ? [] : (0..<count).sorted { declaration.name(at: $0) < declaration.name(at: $1) }
  }

  var isEnumeration: Bool {
    if case .enumeration = declaration.shape { true } else { false }
  }

  /// The number of a struct's field or an enum's case; `nil`: there is none of this name.
  func index(of name: String) -> Int? {
    if order.isEmpty { return (0..<declaration.count).first { declaration.name(at: $0) == name } }
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if declaration.name(at: order[middle]) < name { low = middle + 1 } else { high = middle }
    }
    guard low < order.count, declaration.name(at: order[low]) == name else { return nil }
    return order[low]
  }

  /// Bytes of an enum's tag, which comes first.
  var tagBytes: UInt32 { declaration.tagBytes }

  /// The type of an enum's tag.
  var tag: Scalar { tagBytes == 1 ? .u8 : .u32 }
}

extension TypeDeclaration {
  /// The names of its fields or cases, in the order of declaration.
  var names: [String] {
    switch shape {
    case .structure(let fields): fields.map(\.name)
    case .enumeration(let cases): cases.map(\.name)
    }
  }

  /// The number of its fields or cases.
  var count: Int {
    switch shape {
    case .structure(let fields): fields.count
    case .enumeration(let cases): cases.count
    }
  }

  func name(at index: Int) -> String {
    switch shape {
    case .structure(let fields): fields[index].name
    case .enumeration(let cases): cases[index].name
    }
  }

  /// The types of a struct's fields, or of the values of each case of an enum.
  var parts: [[Type]] {
    switch shape {
    case .structure(let fields): [fields.map(\.type)]
    case .enumeration(let cases): cases.map(\.values)
    }
  }

  /// Whether it is an enum without values, which can be the key of a map.
  var isKey: Bool {
    switch shape {
    case .structure: false
    case .enumeration(let cases): cases.allSatisfy(\.values.isEmpty)
    }
  }

  /// The default of a field; `nil`: none.
  func defaultValue(ofField index: Int) -> ConstantValue? {
    if case .structure(let fields) = shape { fields[index].defaultValue } else { nil }
  }

  /// Bytes of an enum's tag; 0 for a struct.
  var tagBytes: UInt32 {
    switch shape {
    case .structure: 0
    case .enumeration(let cases): cases.count <= 256 ? 1 : 4
    }
  }

  /// The symbol of the description that the declaring file's section contains.
  var symbol: String { FunctionSymbol.raw(module: module, function: name) + "$type" }

  /// The symbol of a field's default, where it is not part of the code that uses it.
  func symbol(ofDefault index: Int) -> String {
    FunctionSymbol.raw(module: module, function: self.name) + "$default$" + name(at: index)
  }
}
