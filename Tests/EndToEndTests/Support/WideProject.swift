// A project with several units of native code, whose program prints the value of every module.

import TestSupport
import Testing

/// Modules `m@@0 … m@@N`, each a few KiB of IR: `main` calls all, and each calls the next one's
/// `small`.
struct WideProject: Sendable {
  let workspace: Workspace
  let name: String
  /// The beginning of the modules' names.
  let stem: String
  let modules: Range<Int>

  /// - Parameters:
  ///   - stem: with the default, a linker could take all symbols of these modules for versions of one
  ///     symbol `m`.
  ///   - moduleCount: two or three modules are a unit.
  init(
    _ workspace: Workspace = Workspace(), _ name: String = "project", stem: String = "m@@",
    moduleCount: Int = 24
  ) throws {
    self.workspace = workspace
    self.name = name
    self.stem = stem
    modules = 0..<moduleCount
    for module in modules { try write(module, summand: 1) }
    var main = modules.map { "import \"\(file($0))\" as m\($0);\n" }.joined()
    main += "fn main() i32 {\n    var sum = 0;\n"
    for module in modules { main += "    sum = sum + m\(module).large(\(module));\n" }
    main += "    print(sum);\n    return 0;\n}\n"
    try workspace.write("\(name)/main.mini", main)
  }

  var folder: Folder { workspace.folder(name) }

  func file(_ module: Int) -> String { "\(stem)\(module).mini" }

  /// - Parameters:
  ///   - summand: added by `large`, which is too large for any unit to import.
  ///   - factor: of `small`, of which the module before contains a copy.
  ///   - lines: of `large`, 40 or more; the additional lines have no effect.
  func write(_ module: Int, summand: Int, factor: Int = 3, lines: Int = 40) throws {
    let next = (module + 1) % modules.count
    var text = module + 1 < modules.count ? "import \"\(file(next))\" as next;\n" : ""
    text +=
      "fn small(n: i32) i32 { return n * \(factor); }\nfn large(n: i32) i32 {\n    var s = n;\n"
    for line in 0..<lines {
      text += "    if s > \(line * 7) { s = s - \(line < 40 ? line % 5 : 0); }\n"
    }
    let call = module + 1 < modules.count ? "next.small(s)" : "small(s)"
    text += "    return \(call) + \(summand);\n}\n"
    try workspace.write("\(name)/\(file(module))", text)
  }

  /// Builds, runs the program, and compares its output.
  @discardableResult
  func check(
    _ arguments: [String] = [], summands: [Int: Int] = [:], factors: [Int: Int] = [:],
    _ context: Comment = ""
  ) throws -> Mini.Statistics {
    let build = try Mini.statistics(arguments, in: folder)
    #expect(build.output.status == 0, "\(context): \(build.output.errorText)")
    try checkProgram(summands: summands, factors: factors, context)
    #expect(strays == [], context)
    return build
  }

  /// Runs a program that a build has made, and compares its output.
  ///
  /// - Parameters:
  ///   - summands: those that are not 1, by module.
  ///   - factors: those that are not 3.
  func checkProgram(
    _ program: String = "main", summands: [Int: Int] = [:], factors: [Int: Int] = [:],
    _ context: Comment = ""
  ) throws {
    var sum = 0
    for module in modules {
      var s = module
      for line in 0..<40 where s > line * 7 { s -= line % 5 }
      let next = module + 1 < modules.count ? module + 1 : module
      sum += s * (factors[next] ?? 3) + (summands[module] ?? 1)
    }
    let run = try Tools.run(workspace.path("\(name)/\(program)"), [], in: folder)
    #expect(run.text == "\(sum)\n", context)
  }

  /// Temporary files that a build has left.
  var strays: [String] { workspace.files(below: name).filter { $0.contains("tmp") } }
}

extension Mini.Statistics {
  var unitsTotal: Int? { number("units", "total") }
  var unitsCompiled: Int? { number("units", "compiled") }
}
