// The text that `-g` adds to a function's LLVM IR: DWARF metadata as LLVM spells it.
//
// Subprograms must have numbers, because LLVM demands it; blocks have them, because that saves
// text. These numbers and all lines are fields of ten digits, counted from 0 and from the
// function's own line; DebugFields adds the rest. Everything else is inline where it is used.
// Metadata of the whole program has the header's numbers, which are shorter (see ProgramHeader).

package import MiniFrontend

/// The location of a function in the project.
package struct DebugSource: Hashable, Sendable {
  /// The file, relative to the root file's folder.
  package let path: String
  package let locations: FunctionLocations

  package init(path: String, locations: FunctionLocations) {
    self.path = path
    self.locations = locations
  }
}

/// One function's metadata. A class, because most builds have none, and releasing nil costs
/// nothing.
final class DebugMetadata {
  private let function: ZIR.Function
  private let locations: FunctionLocations
  /// `!DIFile(…)`.
  private let file: String
  /// For each ZIR instruction, the number of the innermost scope around it.
  private var scopes: [UInt32]
  /// For each block, the number of the scope around it.
  private var parents: [UInt32]
  private let types: DebugTypes
  /// Length of the module's name in the symbol, in bytes. It is the file's name without `.mini`.
  let moduleLength: Int

  /// - Parameter table: the function's types.
  init(
    of function: ZIR.Function, symbol: String, in source: DebugSource, _ table: TypeTable
  ) {
    self.function = function
    locations = source.locations
    moduleLength = symbol.utf8.count - function.name.utf8.count - 1
    file = "!DIFile(filename: \"\(Self.escaped(source.path))\", directory: \".\")"
    scopes = Array(repeating: 0, count: function.code.count)
    parents = Array(repeating: 0, count: function.blocks.count)
    types = DebugTypes(table, first: UInt32(function.blocks.count + 1))
    findScopes()
  }

  private static func escaped(_ name: String) -> String {
    var text = IRText(debugInfo: .full)
    text.append(escaped: name.utf8)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// Fills ``scopes`` and ``parents``, inner blocks first. The code of a block outside its inner
  /// blocks is between those that were closed last.
  private func findScopes() {
    var closed: [Int] = []
    for (number, block) in function.blocks.enumerated() {
      var end = Int(block.end)
      while let inner = closed.last, function.blocks[inner].start >= block.start {
        fill(Int(function.blocks[inner].end), end, number)
        end = Int(function.blocks[inner].start)
        parents[inner] = UInt32(number + 1)
        closed.removeLast()
      }
      fill(Int(block.start), end, number)
      closed.append(number)
    }
  }

  private func fill(_ start: Int, _ end: Int, _ block: Int) {
    var index = start
    while index < end {
      scopes[index] = UInt32(block + 1)
      index += 1
    }
  }

  // MARK: Inside the definition

  /// Follows the parameter list. A panic finds the callers by frame pointers.
  var definitionAttachment: String { " \"frame-pointer\"=\"all\" !dbg \(DebugFields.number(0))" }

  /// Follows each instruction: its location in the source.
  func attachment(of origin: UInt32) -> String {
    attachment(location(of: origin), scope: scope(of: origin))
  }

  /// Follows the declarations of parameters.
  var attachmentOfParameters: String { attachment(locations.name, scope: 0) }

  private func attachment(_ location: FunctionLocations.Location, scope: UInt32) -> String {
    ", !dbg !DILocation(line: \(DebugFields.line(location.line)), "
      + "column: \(column(location)), scope: \(DebugFields.number(scope)))"
  }

  /// The last arguments of a panic: line and column.
  func panicLocation(of origin: UInt32) -> String {
    let location = location(of: origin)
    return "i32 \(DebugFields.line(location.line)), i32 \(location.column)"
  }

  private func location(of origin: UInt32) -> FunctionLocations.Location {
    origin == AIR.endOrigin ? locations.endBrace : locations.code[Int(origin)]
  }

  private func scope(of origin: UInt32) -> UInt32 {
    origin == AIR.endOrigin ? 0 : scopes[Int(origin)]
  }

  /// LLVM has 16 bits for a column; 0 means unknown.
  private func column(_ location: FunctionLocations.Location) -> UInt32 {
    location.column <= UInt32(UInt16.max) ? location.column : 0
  }

  // MARK: Variables

  var parameterCount: Int { function.signature.parameters.count }

  func parameter(_ number: Int) -> String {
    variable(
      function.parameterNames[number], "arg: \(number + 1), ",
      function.signature.parameters[number].type, locations.name, scope: 0)
  }

  /// - Parameter origin: the declaration.
  func variable(_ local: UInt32, _ type: Type, at origin: UInt32) -> String {
    variable(
      function.localNames[Int(local)], "", type, location(of: origin), scope: scope(of: origin))
  }

  private func variable(
    _ name: String, _ argument: String, _ type: Type, _ location: FunctionLocations.Location,
    scope: UInt32
  ) -> String {
    "!DILocalVariable(name: \"\(name)\", \(argument)scope: \(DebugFields.number(scope)), "
      + "file: \(file), line: \(DebugFields.line(location.line)), type: \(types.reference(to: type)))"
  }

  // MARK: After the definition

  /// The function's own nodes, one per line.
  func definitions() -> String {
    let signature = function.signature
    let list = ([signature.result] + signature.parameters.map(\.type)).map(types.reference)
    let line = DebugFields.line(locations.name.line)
    // A test's name has quotation marks.
    var text =
      "\(DebugFields.number(0)) = distinct !DISubprogram("
      + "name: \"\(Self.escaped(function.name))\", scope: \(file), "
      + "file: \(file), line: \(line), scopeLine: \(line), "
      + "type: !DISubroutineType(types: !{\(list.joined(separator: ", "))}), "
      + "spFlags: DISPFlagDefinition, unit: \(ProgramMetadata.unit))\n"
    for (number, location) in locations.blocks.enumerated() {
      text +=
        "\(DebugFields.number(UInt32(number + 1))) = distinct !DILexicalBlock("
        + "scope: \(DebugFields.number(parents[number])), file: \(file), "
        + "line: \(DebugFields.line(location.line)), column: \(column(location)))\n"
    }
    return text + types.definitions
  }
}
