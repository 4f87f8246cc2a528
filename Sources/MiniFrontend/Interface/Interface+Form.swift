// The forms of declarations: the part of their text that importers depend on.
//
//   form      = byte 0 (function), signature | byte 1 (struct), varint count, { field }
//             | byte 2 (enum), varint count, { case } | byte 3 (constant), constant
//   field     = string name, type, byte 0 | string name, type, byte 1, constant
//   case      = string name, varint count, { type }
//   constant  = byte 0 (no type is written) or byte 1, type; varint length, bytes of its body
//               (ZIR+Key); varint count, { use }
//   use       = varint 0 (this file) or 1 + index of an import, string name    (see ByteWriter)

extension Interface {
  /// The form of a declaration. Its types are as this file names them, until ``resolved(in:imports:)``.
  package enum Form: Hashable, Sendable {
    case function(Signature)
    case structure([Field])
    case enumeration([Case])
    case constant(ConstantForm)
  }

  /// A field of a struct.
  package struct Field: Hashable, Sendable {
    package let name: String
    package let type: Type
    /// `nil`: each value of the struct must state the field.
    package let defaultValue: ConstantForm?

    package init(name: String, type: Type, defaultValue: ConstantForm?) {
      self.name = name
      self.type = type
      self.defaultValue = defaultValue
    }
  }

  /// A case of an enum.
  package struct Case: Hashable, Sendable {
    package let name: String
    /// The types of the values that it holds.
    package let values: [Type]

    package init(name: String, values: [Type]) {
      self.name = name
      self.values = values
    }
  }

  /// The text of a constant expression.
  package struct ConstantForm: Hashable, Sendable {
    /// As written; `nil`: the type of its value.
    package let type: Type?
    /// The bytes that a key would cover of it. They are compared, and never decoded.
    package let body: [UInt8]
    /// The declarations that it names, in the order of first use.
    package let uses: [ZIR.Callee]

    package init(type: Type?, body: [UInt8], uses: [ZIR.Callee]) {
      self.type = type
      self.body = body
      self.uses = uses
    }

    /// Of a constant of a file.
    init(type: Type?, _ body: ZIR.Function) {
      var bytes: [UInt8] = []
      body.appendKeyBytes(to: &bytes)
      self.init(type: type, body: bytes, uses: body.callees)
    }
  }
}

extension Interface.Form {
  /// The declarations that the form names: sorted, this file's before those of imports, each once.
  /// Types of another module's form, which ``resolved(in:imports:)`` makes, are not among them.
  package var uses: [ZIR.Callee] {
    var uses: [ZIR.Callee] = []
    func add(_ type: Type) {
      uses += type.typeNames.compactMap(ZIR.Callee.init)
    }
    switch self {
    case .function(let signature):
      for parameter in signature.parameters { add(parameter.type) }
      add(signature.result)
    case .structure(let fields):
      for field in fields {
        add(field.type)
        if let value = field.defaultValue { uses += value.uses }
      }
    case .enumeration(let cases):
      for type in cases.flatMap(\.values) { add(type) }
    case .constant(let constant):
      constant.type.map(add)
      uses += constant.uses
    }
    func key(_ use: ZIR.Callee) -> (Int, String) {
      (use.importIndex.map { Int($0) } ?? -1, use.name)
    }
    uses.sort { key($0) < key($1) }
    return uses.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  /// Whether the form says all that users of the declaration depend on: see
  /// ``Interface/isSelfContained``.
  package var isSelfContained: Bool {
    guard case .function(let signature) = self else { return false }
    return !signature.hasNames
  }

  /// The form with types that any file can name; `uses` of constants stay as they are.
  ///
  /// - Parameters:
  ///   - module: the module of the file that declares it.
  ///   - imports: the names of the modules that this file imports.
  package func resolved(in module: String, imports: [String]) -> Interface.Form {
    func resolve(_ type: Type) -> Type {
      type.renamed { $0.resolved(in: module, imports: imports) }
    }
    func resolve(_ constant: Interface.ConstantForm) -> Interface.ConstantForm {
      Interface.ConstantForm(
        type: constant.type.map(resolve), body: constant.body, uses: constant.uses)
    }
    switch self {
    case .function(let signature):
      return .function(signature.renamed { $0.resolved(in: module, imports: imports) })
    case .structure(let fields):
      return .structure(
        fields.map {
          Interface.Field(
            name: $0.name, type: resolve($0.type), defaultValue: $0.defaultValue.map(resolve))
        })
    case .enumeration(let cases):
      return .enumeration(
        cases.map { Interface.Case(name: $0.name, values: $0.values.map(resolve)) })
    case .constant(let constant): return .constant(resolve(constant))
    }
  }

  /// The form in words: `(Point) f64`, `struct { x: f64, y: f64 = … }`, `enum { circle(f64), empty }`,
  /// `const i32`.
  package var text: String { text(defaults: []) }

  /// The form in words.
  ///
  /// - Parameter defaults: for each field of a struct its default in words; empty: they are not known.
  package func text(defaults: [String]) -> String {
    switch self {
    case .function(let signature): signature.text
    case .structure(let fields):
      "struct { "
        + fields.indices.map { index in
          let field = fields[index]
          let value = index < defaults.count ? defaults[index] : "…"
          return "\(field.name): \(field.type.name)"
            + (field.defaultValue == nil ? "" : " = \(value)")
        }.joined(separator: ", ") + " }"
    case .enumeration(let cases):
      "enum { "
        + cases.map { item in
          let values = item.values.map(\.name).joined(separator: ", ")
          return item.name + (values.isEmpty ? "" : "(\(values))")
        }.joined(separator: ", ") + " }"
    case .constant(let constant): "const" + (constant.type.map { " " + $0.name } ?? "")
    }
  }

  /// The kind of declaration, with its article.
  package var noun: String {
    switch self {
    case .function: "a function"
    case .structure: "a struct"
    case .enumeration: "an enum"
    case .constant: "a constant"
    }
  }
}

extension ByteWriter {
  mutating func append(_ form: Interface.Form) {
    switch form {
    case .function(let signature):
      append(byte: 0)
      append(signature)
    case .structure(let fields):
      append(byte: 1)
      append(count: fields.count)
      for field in fields {
        append(field.name)
        append(field.type)
        append(byte: field.defaultValue == nil ? 0 : 1)
        if let value = field.defaultValue { append(value) }
      }
    case .enumeration(let cases):
      append(byte: 2)
      append(count: cases.count)
      for item in cases {
        append(item.name)
        append(count: item.values.count)
        for type in item.values { append(type) }
      }
    case .constant(let constant):
      append(byte: 3)
      append(constant)
    }
  }

  private mutating func append(_ constant: Interface.ConstantForm) {
    append(byte: constant.type == nil ? 0 : 1)
    if let type = constant.type { append(type) }
    append(blob: constant.body)
    append(count: constant.uses.count)
    for use in constant.uses {
      append(varint: use.importIndex.map { 1 + UInt64($0) } ?? 0)
      append(use.name)
    }
  }
}

extension ByteReader {
  mutating func form() -> Interface.Form? {
    switch byte() {
    case 0: return signature().map { .function($0) }
    case 1: return list(sizeMin: 4) { $0.field() }.map { .structure($0) }
    case 2:
      return list(sizeMin: 3) { reader -> Interface.Case? in
        guard let name = reader.identifier(),
          let values = reader.list(sizeMin: 1, { $0.partType() })
        else { return nil }
        return Interface.Case(name: name, values: values)
      }.map { .enumeration($0) }
    case 3: return constant().map { .constant($0) }
    default: return nil
    }
  }

  private mutating func field() -> Interface.Field? {
    guard let name = identifier(), let type = partType(), let hasDefault = byte() else {
      return nil
    }
    switch hasDefault {
    case 0: return Interface.Field(name: name, type: type, defaultValue: nil)
    case 1:
      return constant().map { Interface.Field(name: name, type: type, defaultValue: $0) }
    default: return nil
    }
  }

  private mutating func constant() -> Interface.ConstantForm? {
    guard let hasType = byte(), hasType < 2 else { return nil }
    var type: Type?
    if hasType == 1 {
      type = partType()
      guard type != nil else { return nil }
    }
    guard let body = blob() else { return nil }
    let uses = list(sizeMin: 3) { reader -> ZIR.Callee? in
      guard let origin = reader.varint(), let name = reader.identifier() else { return nil }
      if origin == 0 { return ZIR.Callee(importIndex: nil, name: name) }
      return UInt32(exactly: origin - 1).map { ZIR.Callee(importIndex: $0, name: name) }
    }
    return uses.map { Interface.ConstantForm(type: type, body: body, uses: $0) }
  }
}
