// Copies of small functions from other units that a unit calls. The optimiser can inline them; they
// produce no code of their own.

import BuildCache
import MiniBackend
import Synchronization

/// Finds the functions that units import, function by function, so that an edit of one affects only
/// the units that have a copy of it. Note 12 explains why ThinLTO does not do this.
///
/// A class, because the threads that plan units share the scanned modules.
final class UnitImports: Sendable {
  /// A module's section and its scan.
  struct Scanned: Sendable {
    let section: [UInt8]
    let scan: SectionScan
    /// The functions by symbol.
    let functions: [ArraySlice<UInt8>: Int]
  }

  /// A function of another unit.
  struct Import: Sendable {
    let module: Int
    let function: Int
    let symbol: ArraySlice<UInt8>
    /// The function's text, and the position of `define ` in it.
    let copy: FunctionCopy
  }

  struct Imports: Sendable {
    /// Sorted by symbol.
    var functions: [Import] = []
    /// The modules that were searched for functions, imported or not; ascending.
    var consulted: [Int] = []
  }

  /// The maximum number of lines of an imported function that the unit calls directly. The limit
  /// for the calls of an import is divided by ``decay``.
  ///
  /// LLVM's ThinLTO imports functions of up to 100 instructions and shrinks the limit to seven
  /// tenths at each step. With that, the small functions of the project of 10,001 modules were
  /// imported eight calls deep, nearly all of them into every unit. With a tenth, imports add 5 %
  /// to the time of clang -O2 for a unit; with a fifth 20 %, with three tenths 40 %.
  private static let lineCountMax = 100
  private static let decay = 10

  private let program: NativeProgram
  private let moduleOfPrefix: [ArraySlice<UInt8>: Int]
  private let scanned: Mutex<[Int: Scanned]>

  init(_ program: NativeProgram) {
    self.program = program
    var modules: [ArraySlice<UInt8>: Int] = [:]
    modules.reserveCapacity(program.modules.count)
    for (number, module) in program.modules.enumerated() {
      modules[
        FunctionSymbol.prefix(
          module: ModulePath(module.path).module, debugInfo: program.debugInfo)[...]] = number
    }
    moduleOfPrefix = modules
    scanned = Mutex([:])
  }

  /// A module's scanned section; `nil` if it is lost.
  func module(_ number: Int) -> Scanned? {
    if let known = scanned.withLock({ $0[number] }) { return known }
    guard let section = program.section(number) else { return nil }
    let scan = SectionScan(section)
    var functions: [ArraySlice<UInt8>: Int] = [:]
    for (index, function) in scan.functions.enumerated() {
      functions[section[function.symbol]] = index
    }
    let made = Scanned(section: section, scan: scan, functions: functions)
    scanned.withLock { $0[number] = made }
    return made
  }

  /// The imports of a unit of these modules; `nil` if a section is lost.
  func imports(of modules: [Int]) -> Imports? {
    let own = Set(modules)
    var consulted: Set<Int> = []
    var best: [ArraySlice<UInt8>: (lines: Int, found: Import?)] = [:]
    var pending: [(symbol: ArraySlice<UInt8>, lines: Int)] = []
    for number in modules {
      guard let module = module(number) else { return nil }
      for call in module.scan.calls {
        pending.append((module.section[call.symbol], Self.lineCountMax))
      }
    }
    // Each function is examined once per limit at which it is reached; there are three.
    while let (symbol, lines) = pending.popLast() {
      guard lines > best[symbol]?.lines ?? 0 else { continue }
      best[symbol] = (lines, best[symbol]?.found)
      guard let target = module(defining: symbol), !own.contains(target) else { continue }
      consulted.insert(target)
      guard let module = module(target) else { return nil }
      guard let index = module.functions[symbol],
        case let function = module.scan.functions[index], function.lineCount <= lines
      else { continue }
      best[symbol] = (
        lines,
        Import(
          module: target, function: index, symbol: symbol,
          copy: FunctionCopy(function, of: module.section))
      )
      for call in module.scan.calls[function.calls] {
        pending.append((module.section[call.symbol], lines / Self.decay))
      }
    }
    return Imports(
      functions: best.values.compactMap(\.found).sorted {
        $0.symbol.lexicographicallyPrecedes($1.symbol)
      }, consulted: consulted.sorted())
  }

  /// The module that defines a symbol; `nil` for a symbol of the runtime.
  private func module(defining symbol: ArraySlice<UInt8>) -> Int? {
    symbol.lastIndex(of: UInt8(ascii: ".")).flatMap { moduleOfPrefix[symbol[...$0]] }
  }
}
