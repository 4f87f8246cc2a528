// A fresh checkout with a cache that was made elsewhere: a user who does not trust it can have all
// of it compiled again and compared.

import TestSupport
import Testing

@Suite struct RestoredCacheTests {
  private let workspace = Workspace()

  private func checkOut(_ folder: String) throws {
    try workspace.write(
      "\(folder)/main.mini", "import \"m.mini\" as m;\nfn main() i32 { return m.f(); }\n")
    try workspace.write("\(folder)/m.mini", "fn f() i32 { return 3; }\n")
  }

  /// - Parameters:
  ///   - cache: relative to the checkouts.
  ///   - kind: the options of the builds.
  @Test(arguments: [
    (".mini_cache", ["--emit", "ir"]), ("../shared", ["--emit", "ir"]), (".mini_cache", ["-O1"]),
  ])
  func aFreshCheckoutIsComparedWithTheCache(cache: String, kind: [String]) throws {
    try checkOut("there")
    let options = cache == ".mini_cache" ? [] : ["--cache-dir", cache]
    try Mini.build(kind + options, in: workspace.folder("there"))
    for first in ["verify", "build"] {
      try checkOut(first)
      if options.isEmpty { try workspace.copy("there/.mini_cache", "\(first)/.mini_cache") }
      let folder = workspace.folder(first)
      let audit = ["verify", "--recompute=100%"] + options
      let recheck = ["build", "--recheck"] + kind + options
      for command in first == "verify" ? [audit, recheck, audit] : [recheck, audit] {
        let run = try Mini.run(command, in: folder)
        #expect(run.status == 0, "\(command): \(run.errorText)")
        if command == audit { #expect(run.errorText.contains("compiled 2 files, 2 functions")) }
      }
      for name in kind == ["-O1"] ? ["main.ll", "main"] : ["main.ll"] {
        #expect(try workspace.bytes("\(first)/" + name) == workspace.bytes("there/" + name))
      }
    }
  }

  @Test func whatIsNotFromThisCacheIsSaid() throws {
    try checkOut("there")
    try Mini.build(["--emit", "ir", "--cache-dir", "../shared"], in: workspace.folder("there"))
    try workspace.write("other/main.mini", "fn main() {}\n")
    let run = try Mini.run(
      ["verify", "--recompute", "--cache-dir", "../shared"], in: workspace.folder("other"))
    #expect(run.status == 2)
    #expect(run.errorText.contains("found no project that uses this cache"))
  }
}
