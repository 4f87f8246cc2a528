// A unit of native code as LLVM IR: the sections of its modules, byte for byte, and declarations of
// the functions that they call elsewhere.

/// Makes the IR of units.
package enum UnitText {
  /// Makes a unit's IR.
  ///
  /// - Parameters:
  ///   - name: the unit's name in its object code, instead of the file that it is compiled from.
  ///   - sections: in the order of the output.
  ///   - imports: functions of other units, each at most once.
  ///   - debugInfo: as the functions were compiled. With `.full` the numbers of each section begin at
  ///     0, and the unit is a compile unit for the debugger.
  /// - Returns: a module that LLVM 15 and later accept; a value of the arguments alone.
  package static func unit(
    name: String, sections: [[UInt8]], imports: [FunctionCopy] = [], debugInfo: DebugInfo = .none
  ) -> [UInt8] {
    var names = NamesOfUnit()
    for section in sections { names.add(section) }
    for copy in imports { names.add(Array(copy.text)) }
    var library: [FunctionCopy] = []
    // Those that they call too. There are few.
    while case let more = names.libraryCopies, !more.isEmpty {
      for copy in more { names.add(Array(copy.text)) }
      library += more
    }
    var text = opening(name, names.declarations)
    text += names.references
    let copies = imports + library
    text.reserveCapacity(
      text.count + sections.reduce(0) { $0 + $1.count + 32 }
        + copies.reduce(0) { $0 + $1.text.count + 32 })
    let parts = sections + copies.map { $0.imported(debugInfo) }
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

  /// Makes the IR of the unit that contains a program's entry point and runtime.
  ///
  /// - Parameters:
  ///   - header: as ``ProgramHeader`` makes it.
  ///   - point: what the header's entry point calls.
  package static func entry(
    name: String, header: [UInt8], point: EntryPoint
  ) -> [UInt8] {
    opening(name, point.declarations) + header
  }

  private static func opening(_ name: String, _ declarations: [[UInt8]]) -> [UInt8] {
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
}

/// A function of another unit, which the optimiser may inline.
package struct FunctionCopy: Sendable {
  /// Its constants, its definition, and an empty line.
  package let text: ArraySlice<UInt8>
  /// The offset in the text at which `define ` begins.
  fileprivate let definition: Int

  /// - Parameter section: the section that contains the function.
  package init(_ function: SectionScan.Function, of section: [UInt8]) {
    text = section[function.text]
    definition = function.definition
  }

  /// The copy for another unit, which knows it but does not define it. With `-g` its numbers begin
  /// at 0.
  fileprivate func imported(_ debugInfo: DebugInfo) -> [UInt8] {
    let end = definition + SectionScan.define.count
    let copy = text[..<end] + Array("available_externally ".utf8) + text[end...]
    guard debugInfo == .full, let first = DebugFields.firstNumber(in: text[definition...]) else {
      return Array(copy)
    }
    return DebugFields.rebased(Array(copy), from: first, to: 0)
  }
}

/// The names that a unit defines and uses.
private struct NamesOfUnit {
  /// The declaration of each function that is called, or used as a value.
  private var called: [ArraySlice<UInt8>: [UInt8]] = [:]
  private var defined: Set<ArraySlice<UInt8>> = []
  private var referred: Set<ArraySlice<UInt8>> = []

  mutating func add(_ section: [UInt8]) {
    let scan = SectionScan(section)
    for function in scan.functions { defined.insert(section[function.symbol]) }
    for constant in scan.constants { defined.insert(section[constant]) }
    for reference in scan.references {
      if let function = SectionScan.function(of: section[reference]) {
        called[function.name] = Array(function.declaration)
      } else {
        referred.insert(section[reference])
      }
    }
    for call in scan.calls where called[section[call.symbol]] == nil {
      called[section[call.symbol]] = call.declaration(in: section)
    }
  }

  /// Declarations of the functions that are called and not defined, sorted.
  var declarations: [[UInt8]] {
    called.filter { !defined.contains($0.key) }.values.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Declarations of other references, one per line, sorted.
  var references: [UInt8] {
    referred.filter { !defined.contains(SectionScan.name(of: $0)) }
      .sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 + [UInt8(ascii: "\n")] }
  }

  /// Copies of the small functions of the run-time library that are called and not defined, sorted
  /// by name.
  var libraryCopies: [FunctionCopy] {
    let missing = called.keys.filter { !defined.contains($0) }
    return missing.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { symbol in
      let name = String(decoding: symbol.dropFirst(), as: UTF8.self)
      guard let definition = RuntimeLibrary.definition(of: name),
        let function = SectionScan(definition).functions.first
      else { return nil }
      return FunctionCopy(function, of: definition)
    }
  }
}
