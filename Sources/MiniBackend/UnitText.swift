// A unit of native code as LLVM IR: the sections of its modules, byte for byte, and the declarations
// of what they call elsewhere.

/// A function of another unit, which the optimiser may inline.
package struct FunctionCopy: Sendable {
  /// Its constants, its definition, and an empty line.
  package let text: ArraySlice<UInt8>
  /// Where in the text `define ` begins.
  fileprivate let definition: Int

  /// - Parameter section: what the function was found in.
  package init(_ function: SectionScan.Function, of section: [UInt8]) {
    text = section[function.text]
    definition = function.definition
  }

  /// The copy as another unit has it: known, but not defined there. With `-g` its numbers begin at 0.
  fileprivate func imported(_ debugInfo: DebugInfo) -> [UInt8] {
    let end = definition + SectionScan.define.count
    let copy = text[..<end] + Array("available_externally ".utf8) + text[end...]
    guard debugInfo == .full, let first = DebugFields.firstNumber(in: text[definition...]) else {
      return Array(copy)
    }
    return DebugFields.rebased(Array(copy), from: first, to: 0)
  }
}

/// Makes a unit's IR.
///
/// - Parameters:
///   - name: names the unit in its object code, instead of the file that it happens to be compiled
///     from.
///   - sections: in the order in which they are to stand.
///   - imports: functions of other units; none twice.
///   - debugInfo: as the functions were compiled. With `.full` the numbers of each section begin at 0,
///     and the unit is a compile unit of the debugger's.
/// - Returns: what LLVM 15 and later accept as a module; a value of the arguments alone.
package func unitText(
  name: String, sections: [[UInt8]], imports: [FunctionCopy] = [], debugInfo: DebugInfo = .none
) -> [UInt8] {
  var called: [ArraySlice<UInt8>: [UInt8]] = [:]
  var defined: Set<ArraySlice<UInt8>> = []
  let copies = imports.map(\.text).map { Array($0) }
  for section in sections + copies {
    let scan = SectionScan(section)
    for function in scan.functions { defined.insert(section[function.symbol]) }
    for call in scan.calls where called[section[call.symbol]] == nil {
      called[section[call.symbol]] = call.declaration(in: section)
    }
  }
  let declarations = called.filter { !defined.contains($0.key) }.values
    .sorted { $0.lexicographicallyPrecedes($1) }
  var text = opening(name, declarations)
  text.reserveCapacity((sections + copies).reduce(text.count) { $0 + $1.count + 32 })
  let parts = sections + imports.map { $0.imported(debugInfo) }
  if debugInfo == .full {
    var metadata = IRText(debugInfo: .full)
    ProgramMetadata.append(name: name, to: &metadata)
    text += metadata.bytes
    for part in DebugFields.placed(parts) { text += part }
  } else {
    for part in parts { text += part }
  }
  return text
}

/// Makes the IR of the unit that holds a program's entry point and runtime.
///
/// - Parameters:
///   - header: as ``programHeader(rootModule:mainResult:parts:)`` makes it.
///   - mainResult: what the root's `main` returns, as there.
package func headerUnitText(
  name: String, header: [UInt8], rootModule: String, mainReturnsValue: Bool
) -> [UInt8] {
  var main = IRText()
  main.append(mainReturnsValue ? "i32 " : "void ")
  main.append(symbol: functionSymbol(module: rootModule, function: "main"))
  main.append("()")
  return opening(name, [main.bytes]) + header
}

private func opening(_ name: String, _ declarations: [[UInt8]]) -> [UInt8] {
  var text = IRText()
  text.append("source_filename = \"")
  text.append(escaped: name.utf8)
  text.append("\"\n\n")
  var bytes = text.bytes
  for declaration in declarations {
    bytes += Array("declare ".utf8)
    bytes += declaration
    bytes.append(UInt8(ascii: "\n"))
  }
  if !declarations.isEmpty { bytes.append(UInt8(ascii: "\n")) }
  return bytes
}
