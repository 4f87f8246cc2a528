// AIR and LLVM IR of small files, byte for byte. `MINI_SNAPSHOTS=1` rewrites the goldens.

import Foundation
import MiniBackend
import MiniFrontend
import Testing

@Suite struct GoldenTests {
  @Test(arguments: goldenNames)
  func airIsAsInTheGolden(_ name: String) throws {
    let modules = try modules(of: name)
    let air = try modules.functions(of: name).map { function, symbol, callees in
      try #require(
        analyze(
          function, symbol: symbol, callees: callees,
          scope: modules.declarations.scope(of: name)
        ).air
      ).dump()
    }
    try check(air.joined(separator: "\n"), against: name + ".air")
  }

  @Test(arguments: goldenNames)
  func irIsAsInTheGolden(_ name: String) throws {
    let section = try #require(try modules(of: name).section(of: name))
    try check(String(decoding: section.ir, as: UTF8.self), against: name + ".ll")
  }

  @Test(.enabled(if: Tools.llvmAs15 != nil, "llvm-as-15 is not installed"), arguments: goldenNames)
  func llvm15AcceptsTheGolden(_ name: String) throws {
    let modules = try modules(of: name)
    let section = try #require(modules.section(of: name))
    // A section on its own needs the declarations of its program's header, and a `main`.
    let header = ProgramHeader.text(
      rootModule: "root", mainResult: .void, parts: section.runtimeParts)
    let main = Array("define void @root.main() {\n  ret void\n}\n\n".utf8)
    let scratch = try Scratch()
    let path = try scratch.write(header + main + section.ir, as: "golden.ll")
    let outcome = try Tools.run(
      try #require(Tools.llvmAs15), [path, "-o", scratch.path("golden.bc")], in: scratch)
    #expect(outcome.status == 0, "\(outcome.errorText)")
  }

  /// Names of locals and parameters, and the layout, never show in the output.
  @Test(arguments: goldenNames)
  func namesAndPlacesDoNotShow(_ name: String) throws {
    let modules = try modules(of: name)
    let scope = modules.declarations.scope(of: name)
    for (function, symbol, callees) in modules.functions(of: name) {
      let other = ZIR.Function(
        name: function.name, signature: function.signature, code: function.code,
        extra: function.extra, callees: function.callees, types: function.types,
        typeCallees: function.typeCallees,
        integers: function.integers,
        floats: function.floats, strings: function.strings, names: function.names,
        localCount: function.localCount,
        nameRange: function.nameRange,
        ranges: function.ranges.map { SourceRange(start: $0.start + 7, end: $0.end + 9) },
        memberStarts: function.memberStarts,
        localNames: function.localNames.map { _ in "renamed" },
        parameterNames: function.parameterNames.map { _ in "renamed" }, blocks: function.blocks,
        endBrace: function.endBrace)
      #expect(
        compile(other, symbol: symbol, callees: callees, scope: scope)
          == compile(function, symbol: symbol, callees: callees, scope: scope))
    }
  }

  private func modules(of name: String) throws -> Modules {
    let source = try String(contentsOf: fixture("Backend/\(name).mini"), encoding: .utf8)
    return Modules([name: source])
  }

  private func check(_ text: String, against golden: String) throws {
    let url = fixture("Backend/\(golden)")
    if ProcessInfo.processInfo.environment["MINI_SNAPSHOTS"] != nil {
      return try Data(text.utf8).write(to: url)
    }
    #expect(try text == String(contentsOf: url, encoding: .utf8))
  }
}

/// The `.mini` files of the goldens' folder.
let goldenNames: [String] = {
  // Without the folder there are no goldens, and the test below fails.
  let names = (try? FileManager.default.contentsOfDirectory(atPath: fixture("Backend").path)) ?? []
  return names.filter { $0.hasSuffix(".mini") }.map { String($0.dropLast(5)) }.sorted()
}()

@Test func thereAreGoldens() {
  #expect(goldenNames.count >= 8)
}
