// From import paths to module paths, by text alone.

import MiniDriver
import MiniFrontend
import Testing

@Test(arguments: [
  ("main.mini", "math.mini", "math.mini"),
  ("main.mini", "lib/math.mini", "lib/math.mini"),
  ("lib/math.mini", "util.mini", "lib/util.mini"),
  ("lib/math.mini", "../main.mini", "main.mini"),
  ("lib/deep/a.mini", "../../b.mini", "b.mini"),
  ("main.mini", "../shared/util.mini", "../shared/util.mini"),
  ("../shared/util.mini", "other.mini", "../shared/other.mini"),
  ("../shared/util.mini", "../../x.mini", "../../x.mini"),
  ("a/b.mini", "../../c.mini", "../c.mini"),
])
func importsAreJoinedByText(importer: String, text: String, expected: String) {
  #expect(ModulePath(importer).importing(text) == ModulePath(expected))
  let back = ModulePath(importer).importPath(of: ModulePath(expected))
  #expect(back.map { ModulePath(importer).importing($0) } == ModulePath(expected))
}

@Test func aFileThatNoTextNamesHasNoImportPath() {
  #expect(ModulePath("../shared/util.mini").importPath(of: ModulePath("main.mini")) == nil)
}

@Test(arguments: [
  ("../project/a.mini", true), ("../other/a.mini", false), ("a.mini", false),
  ("../../home/project/a.mini", true), ("../../home/other/a.mini", false),
  ("../../project/a.mini", false), ("../../../../home/project/a.mini", true),
])
func aPathThatLeavesAndEntersAgainIsFound(path: String, reenters: Bool) {
  #expect(ModulePath(path).reenters(rootFolder: ["home", "project"]) == reenters)
}

@Test(arguments: [
  ("llvm.mini", true), ("llvm.x.mini", true), ("llvmx.mini", false), ("lib/llvm.mini", false),
  ("std:math.mini", true), ("std:other/a.mini", true), ("lib/std:a.mini", false),
  ("std:math", false),
])
func whatLLVMAndTheStandardModulesKeepToThemselvesIsReserved(path: String, isReserved: Bool) {
  #expect((ModulePath(path).reservation != nil) == isReserved)
}

@Test func aStandardModuleIsNamedByItsPath() {
  let path = ModulePath("lib/main.mini").importing("std:math")
  #expect(path.path == "std:math" && path.module == "std:math")
  #expect(path.standardModule == .math)
  #expect(ModulePath("std:math.mini").standardModule == nil)
}

@Test(arguments: StandardModule.allCases)
func theFunctionsOfAStandardModuleAreKnown(module: StandardModule) {
  let interface = FileAnalysis(analyzing: module.text, of: .standardModule).interface
  var functions: [String: Int] = [:]
  for name in interface.names where !name.hasPrefix("_") {
    functions[name] = interface.signature(of: name)?.parameters.count
  }
  #expect(
    functions == Dictionary(uniqueKeysWithValues: module.functions.map { ($0.key, $0.value) }))
}
