// The symbols of the units that a program of tests lacks.

import FileIO
import MiniBackend

/// A linker script for a program that does not contain all units.
///
/// A unit that a test needs contains other functions too, which name what no test of the program can
/// reach. The script lets these names stand for ``EntryPoint/missing``, at which a program traps.
enum MissingUnits {
  /// The script's name in the scratch folder.
  static let scriptName = "missing.ld"

  /// Whether the symbols of all modules can be written in a script.
  static func canBeNamed(_ modules: [NativeProgram.Module]) -> Bool {
    modules.allSatisfy { module in
      module.path.utf8.allSatisfy { $0 >= UInt8(ascii: " ") && $0 != UInt8(ascii: "\"") }
    }
  }

  /// - Parameter codes: the object code of the units that the program contains, without flaws.
  static func script(for codes: [[UInt8]]) -> [UInt8] {
    var defined: Set<String> = []
    var needed: Set<String> = []
    for code in codes {
      guard let names = try? ELFImage(code).globalNames else { continue }
      defined.formUnion(names.defined)
      needed.formUnion(names.needed)
    }
    var script: [UInt8] = []
    for name in needed.subtracting(defined).sorted() where FunctionSymbol.isOfModule(name) {
      script += "PROVIDE(\"\(name)\" = \(EntryPoint.missing));\n".utf8
    }
    return script
  }
}
