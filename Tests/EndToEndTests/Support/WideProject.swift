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
  static let moduleCount = 48

  /// - Parameter stem: with the default, a linker could take all symbols of these modules for
  ///   versions of one symbol `m`.
  init(
    _ workspace: Workspace = Workspace(), _ name: String = "project", stem: String = "m@@"
  ) throws {
    self.workspace = workspace
    self.name = name
    self.stem = stem
    for module in 0..<Self.moduleCount { try write(module, summand: 1) }
    var main = (0..<Self.moduleCount).map { "import \"\(file($0))\" as m\($0);\n" }.joined()
    main += "fn main() i32 {\n    var sum = 0;\n"
    for module in 0..<Self.moduleCount { main += "    sum = sum + m\(module).large(\(module));\n" }
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
    let next = (module + 1) % Self.moduleCount
    var text = module + 1 < Self.moduleCount ? "import \"\(file(next))\" as next;\n" : ""
    text +=
      "fn small(n: i32) i32 { return n * \(factor); }\nfn large(n: i32) i32 {\n    var s = n;\n"
    for line in 0..<lines {
      text += "    if s > \(line * 7) { s = s - \(line < 40 ? line % 5 : 0); }\n"
    }
    let call = module + 1 < Self.moduleCount ? "next.small(s)" : "small(s)"
    text += "    return \(call) + \(summand);\n}\n"
    try workspace.write("\(name)/\(file(module))", text)
  }

  /// The output of the program.
  static func output(summands: [Int], factors: [Int]) -> String {
    var sum = 0
    for module in 0..<moduleCount {
      var s = module
      for line in 0..<40 where s > line * 7 { s -= line % 5 }
      let next = module + 1 < moduleCount ? module + 1 : module
      sum += s * factors[next] + summands[module]
    }
    return "\(sum)\n"
  }

  /// Builds, runs the program, and compares its output.
  @discardableResult
  func check(
    _ arguments: [String] = [], summands: [Int: Int] = [:], factors: [Int: Int] = [:],
    _ context: Comment = ""
  ) throws -> Mini.Statistics {
    let build = try Mini.statistics(arguments, in: folder)
    #expect(build.output.status == 0, "\(context): \(build.output.errorText)")
    let run = try Tools.run(workspace.path(name + "/main"), [], in: folder)
    let all = 0..<Self.moduleCount
    let expected = Self.output(
      summands: all.map { summands[$0] ?? 1 }, factors: all.map { factors[$0] ?? 3 })
    #expect(run.text == expected, context)
    #expect(strays == [], context)
    return build
  }

  /// Temporary files that a build has left.
  var strays: [String] { workspace.files(below: name).filter { $0.contains("tmp") } }
}

extension Mini.Statistics {
  var unitsTotal: Int? { number("units", "total") }
  var unitsCompiled: Int? { number("units", "compiled") }
}
