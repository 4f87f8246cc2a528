// The parts of a section beside functions: descriptions of the file's structs and enums, and its
// constants in memory.

package import MiniFrontend

/// String literals in this file are bytes in the executable, which cost nothing to append.
private typealias StringLiteralType = StaticString

/// A constant of a file, with its value.
package struct DeclaredConstant: Hashable, Sendable {
  package let name: Swift.String
  package let type: Type
  package let value: ConstantValue

  package init(name: Swift.String, type: Type, value: ConstantValue) {
    self.name = name
    self.type = type
    self.value = value
  }
}

/// Emits what a section contains before its functions: nothing, or lines that end with an empty one.
///
/// - Parameters:
///   - types: the names of the file's structs and enums, none in error.
///   - constants: those of the file, in any order.
///   - debugInfo: as the functions are compiled: with `.full`, nothing looks like a field of theirs.
/// - Returns: depends on nothing but the arguments, and on the scope only for these types.
package func emitDeclarations(
  types: [Swift.String], constants: [DeclaredConstant], scope: Scope, debugInfo: DebugInfo
) -> CompiledFunction {
  var emission = DeclarationEmission(scope, debugInfo)
  for name in types { emission.emitType(name) }
  for constant in constants {
    guard let type = emission.table.id(of: constant.type) else { continue }
    emission.emit(
      constant.value, type, FunctionSymbol.raw(module: scope.module, function: constant.name))
  }
  return emission.finish()
}

private struct DeclarationEmission: ~Copyable {
  let table: TypeTable
  private var text: IRText
  private var parts: RuntimeParts = []

  init(_ scope: Scope, _ debugInfo: DebugInfo) {
    table = TypeTable(scope)
    text = IRText(debugInfo: debugInfo)
  }

  consuming func finish() -> CompiledFunction {
    if !text.bytes.isEmpty { text.append("\n") }
    return CompiledFunction(ir: text.bytes, runtimeParts: parts)
  }

  // MARK: Types

  /// Emits the description of a type, and the defaults of its fields.
  mutating func emitType(_ name: Swift.String) {
    guard let id = table.id(of: name, in: table.scope.module), let nominal = table.nominal(id)
    else { return }
    let declaration = nominal.declaration
    var descriptions = TypeDescriptions(of: declaration.symbol)
    var names = NameBlob()
    let own = names.add(declaration.name)
    let count = nominal.isEnumeration ? nominal.members.count : nominal.members[0].count
    text.append(symbol: declaration.symbol)
    text.append(" = hidden constant ", TypeDescriptions.llvmType, " { i8 ")
    let kind: TypeDescriptions.Kind = nominal.isEnumeration ? .enumeration : .structure
    text.append(kind.rawValue, ", i8 ", nominal.layout.traits, ", i16 ")
    text.append(nominal.tagBytes, ", i32 ", nominal.layout.size, ", i32 ")
    text.append(count, ", i32 0, ptr ")
    append(name: own, of: declaration)
    text.append(", ptr null, ptr null, ptr ")
    append(declaration, "m")
    text.append(" }\n")
    if nominal.isEnumeration {
      emitCases(nominal, &descriptions, &names)
    } else {
      let starts = declaration.names.map { names.add($0) }
      emit(nominal.members[0], names: starts, of: declaration, "m", &descriptions)
    }
    append(declaration, "n")
    text.append(" = private unnamed_addr constant [", names.bytes.count, " x i8] c\"")
    text.append(escaped: names.bytes)
    text.append("\"\n")
    descriptions.appendConstants(to: &text, table)
    if descriptions.needsRuntime { parts.insert(.types) }
    emitDefaults(nominal)
  }

  private mutating func emitCases(
    _ nominal: NominalType, _ descriptions: inout TypeDescriptions, _ names: inout NameBlob
  ) {
    let declaration = nominal.declaration
    append(declaration, "m")
    text.append(" = private unnamed_addr constant [", nominal.members.count)
    text.append(" x { ptr, ptr, i64 }] [")
    var first = 0
    for (number, members) in nominal.members.enumerated() {
      text.append(number == 0 ? "" : ", ", "{ ptr, ptr, i64 } { ptr ")
      append(name: names.add(declaration.name(at: number)), of: declaration)
      if members.isEmpty {
        text.append(", ptr null")
      } else {
        text.append(", ptr getelementptr ({ ptr, ptr, i64 }, ptr ")
        append(declaration, "f")
        text.append(", i64 ", first, ")")
      }
      text.append(", i64 ", members.count, " }")
      first += members.count
    }
    text.append("]\n")
    emit(
      Array(nominal.members.joined()), names: nil, of: declaration, "f", &descriptions)
  }

  /// Emits a list of fields, or of the values of all cases, which have no names.
  private mutating func emit(
    _ members: [NominalType.Member], names: [Int]?, of declaration: TypeDeclaration,
    _ suffix: StaticString, _ descriptions: inout TypeDescriptions
  ) {
    if members.isEmpty { return }
    append(declaration, suffix)
    text.append(" = private unnamed_addr constant [", members.count, " x { ptr, ptr, i64 }] [")
    for (number, member) in members.enumerated() {
      text.append(number == 0 ? "" : ", ", "{ ptr, ptr, i64 } { ptr ")
      if let names { append(name: names[number], of: declaration) } else { text.append("null") }
      text.append(", ptr ")
      if let type = member.type {
        descriptions.append(table.type(of: type), to: &text)
      } else {
        text.append("null")
      }
      text.append(", i64 ", member.offset, " }")
    }
    text.append("]\n")
  }

  private mutating func emitDefaults(_ nominal: NominalType) {
    let declaration = nominal.declaration
    for (number, member) in (nominal.isEnumeration ? [] : nominal.members[0]).enumerated() {
      guard let value = declaration.defaultValue(ofField: number), let type = member.type else {
        continue
      }
      emit(value, type, declaration.symbol(ofDefault: number))
    }
  }

  /// Appends the name of a private constant of a description.
  private mutating func append(_ declaration: TypeDeclaration, _ suffix: StaticString) {
    text.append("@\"")
    text.append(quotedSymbol: declaration.symbol)
    text.append(":", suffix, "\"")
  }

  private mutating func append(name start: Int, of declaration: TypeDeclaration) {
    text.append("getelementptr (i8, ptr ")
    append(declaration, "n")
    text.append(", i64 ", start, ")")
  }

  // MARK: Constants

  /// Emits a value that functions refer to.
  mutating func emit(_ value: ConstantValue, _ type: TypeID, _ symbol: Swift.String) {
    guard !type.isScalar, !table.layout(of: type).isInlined else { return }
    let image = ConstantImage(value, type, table)
    for (number, part) in image.parts.enumerated() {
      if number == 0 {
        text.append(symbol: symbol)
        text.append(" = hidden constant <{ ")
      } else if part.map != nil {
        emitMap(part, number, of: image, symbol)
        continue
      } else {
        // A buffer's count of owners changes, but never to 0.
        text.append(constantOf: symbol, number)
        text.append(" = private unnamed_addr global <{ i64, i64, i64, ")
      }
      let pieces = ConstantPieces(part)
      pieces.appendTypes(to: &text)
      text.append(" }> <{ ")
      if number > 0 {
        text.append("i64 ", ConstantPieces.ownerCount, ", i64 ", part.count)
        text.append(", i64 ", part.isText ? part.count : 0, ", ")
      }
      pieces.appendValues(to: &text, symbol)
      text.append(" }>, align 8\n")
    }
  }
}

extension DeclarationEmission {
  /// Emits the buffer of a map: its head, its tables, and its entries.
  private mutating func emitMap(
    _ part: ConstantImage.Part, _ number: Int, of image: ConstantImage, _ symbol: Swift.String
  ) {
    let tables = MapTables(part, in: image)
    let (slotBytes, hashBytes) = (4 * tables.slots.count, (4 * part.count + 7) / 8 * 8)
    let pieces = ConstantPieces(part)
    // As `mini_map` in the run-time library.
    let headBytes = 72
    text.append(constantOf: symbol, number)
    text.append(" = private unnamed_addr global <{ i64, i64, i64, i64, i64, i64, ptr, ptr, ptr, [")
    text.append(slotBytes, " x i8], [", hashBytes, " x i8], ")
    pieces.appendTypes(to: &text)
    text.append(" }> <{ i64 ", ConstantPieces.ownerCount, ", i64 ", part.count)
    text.append(", i64 0, i64 ", part.count, ", i64 ", part.count)
    text.append(", i64 ", tables.slots.count - 1)
    for offset in [headBytes, headBytes + slotBytes, headBytes + slotBytes + hashBytes] {
      text.append(", ptr getelementptr (i8, ptr ")
      text.append(constantOf: symbol, number)
      text.append(", i64 ", offset, ")")
    }
    for (table, size) in [(tables.slots, slotBytes), (tables.hashes, hashBytes)] {
      let bytes = table.flatMap { UInt64($0).bytes(4) }
      text.append(", [", size, " x i8] c\"")
      text.append(escaped: bytes + repeatElement(0, count: size - bytes.count))
      text.append("\"")
    }
    text.append(", ")
    pieces.appendValues(to: &text, symbol)
    text.append(" }>, align 8\n")
  }
}

/// Names that end with a zero byte, one after another.
private struct NameBlob {
  private(set) var bytes: [UInt8] = []

  /// Adds a name, and returns where it starts.
  mutating func add(_ name: Swift.String) -> Int {
    defer { bytes += Array(name.utf8) + [0] }
    return bytes.count
  }
}

/// A part of a constant as LLVM writes it: bytes and addresses in turn.
struct ConstantPieces {
  /// A number of owners with which the buffer is never freed.
  static let ownerCount: UInt64 = 1 << 62

  private let part: ConstantImage.Part
  private let buffers: [(offset: Int, part: Int)]

  init(_ part: ConstantImage.Part) {
    self.part = part
    buffers = part.buffers.sorted { $0.offset < $1.offset }
  }

  func appendTypes(to text: inout IRText) {
    var start = 0
    for buffer in buffers {
      text.append("[", buffer.offset - start, " x i8], ptr, ")
      start = buffer.offset + 8
    }
    text.append("[", part.bytes.count - start, " x i8]")
  }

  func appendValues(to text: inout IRText, _ symbol: String) {
    var start = 0
    for buffer in buffers {
      append(start..<buffer.offset, to: &text)
      text.append(", ptr ")
      text.append(constantOf: symbol, buffer.part)
      text.append(", ")
      start = buffer.offset + 8
    }
    append(start..<part.bytes.count, to: &text)
  }

  private func append(_ range: Range<Int>, to text: inout IRText) {
    text.append("[", range.count, " x i8] c\"")
    text.append(escaped: part.bytes[range])
    text.append("\"")
  }
}
