// `mini config`: its output, its changes, and builds with wrong settings.

import TestSupport
import Testing

@Suite struct ConfigTests {
  private let workspace = Workspace()

  private func config(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Finished {
    let variables = [
      "MINI_GC_AUTO": "", "MINI_CLANG": "", "MINI_CONFIG_SYSTEM": workspace.path("system"),
    ]
    .merging(environment) { $1 }
    return try Mini.run(["config"] + arguments, in: workspace.folder(""), environment: variables)
  }

  @Test func aSettingIsWrittenPrintedAndRemoved() throws {
    #expect(try config(["mini.maxSize"]).text == "5g\n")
    let set = try config(["MINI.MAXSIZE", "10g"])
    #expect(set.status == 0 && set.text == "" && set.errorText == "")
    #expect(try config(["mini.maxSize"]).text == "10g\n")
    #expect(try workspace.text(".config/mini/config") == "[mini]\n\tmaxSize = 10g\n")
    #expect(try config(["--add", "safe.cache", "/a"]).status == 0)
    #expect(try config(["--add", "safe.cache", "/b c"]).status == 0)
    #expect(try config(["safe.cache"]).text == "/a\n/b c\n")
    let one = try config(["safe.cache", "/c"])
    #expect(one.status == 2 && one.errorText.contains("'safe.cache' has 2 values"))
    #expect(try config(["safe.cache"]).text == "/a\n/b c\n")
    let pair = try config(["mini.toolEnvironment", "A=B"])
    #expect(pair.status == 2 && pair.errorText.contains("'A=B' is not the name of a variable"))
    #expect(try config(["--unset", "safe.cache", "/a"]).status == 0)
    #expect(try config(["safe.cache"]).text == "/b c\n")
    #expect(try config(["--unset", "mini.maxSize"]).status == 0)
    #expect(try config(["mini.maxSize"]).text == "5g\n")
    let again = try config(["--unset", "mini.maxSize"])
    #expect(again.status == 1 && again.errorText.contains("'mini.maxSize' is not set in"))
    let absent = try config(["mini.clang"])
    #expect(absent.status == 1 && absent.text == "" && absent.errorText == "")
  }

  @Test func originsArePrintedAsGitPrintsThem() throws {
    try workspace.write("system", "[mini]\n\tjobs = 2\n")
    try workspace.write(".config/mini/config", "[core]\n\tx = y\n[mini]\n\tgcauto = 5\n")
    try workspace.write("main.mini", "fn main() {}\n")
    try Mini.build(in: workspace.folder(""))
    let cacheConfig = try workspace.text(".mini_cache/config")
    try workspace.write(".mini_cache/config", cacheConfig + "\tmaxSize = 7m\n")
    let list = try config(["--list", "--show-origin"], environment: ["MINI_CLANG": "clang-16"])
    #expect(list.status == 0 && list.errorText == "")
    let home = workspace.path("")
    #expect(
      list.text == """
        file:\(home)/system\tmini.jobs=2
        file:\(home)/.config/mini/config\tmini.gcAuto=5
        file:\(home)/.mini_cache/config\tmini.maxSize=7m
        env:MINI_CLANG\tmini.clang=clang-16

        """)
    #expect(try config(["--list", "--global"]).text == "mini.gcAuto=5\n")
    #expect(try config(["--show-origin", "mini.gcAutoPackLimit"]).text == "default:\t50\n")
    #expect(try config(["--local", "mini.maxSize", "8m"]).status == 0)
    #expect(try workspace.text(".mini_cache/config") == cacheConfig + "\tmaxSize = 8m\n")
  }

  @Test func whatIsWrongIsRefused() throws {
    // Whatever is in the machine's temporary folder is not found.
    try workspace.makeFolder(".git")
    for (arguments, status, message) in [
      (["mini.color"], 64, "there is no setting 'mini.color'"),
      (["mini.jobs", "many"], 2, "'many' is not a whole number from 1 to 512"),
      (["--add", "mini.jobs", "3"], 2, "'mini.jobs' has one value"),
      (["--local", "mini.clang", "x"], 4, "there is no cache in this folder"),
      ([], 64, "give the name of a setting, or '--list'"),
      (["--list", "mini.jobs"], 64, "give the name of a setting, or '--list'"),
      (["--unset", "mini.jobs"], 1, "'mini.jobs' is not set in '"),
      (["mini.jobs"], 1, ""),
    ] as [([String], Int32, String)] {
      let run = try config(arguments)
      #expect(run.status == status && run.text == "", "\(arguments)")
      #expect(run.errorText.contains(message), "\(run.errorText)")
    }
    #expect(!workspace.exists(".config"))
  }

  /// A build must obey the user's file; the cache's file is only a help.
  @Test func aBuildStopsAtAWrongUsersFileAndWarnsOfACaches() throws {
    try workspace.write("main.mini", "fn main() {}\n")
    try workspace.write(".config/mini/config", "[mini]\n\tjbos = 2\n")
    let place = workspace.path(".config/mini/config") + ":2"
    let stopped = try Mini.run(["build", "--emit", "ir"], in: workspace.folder(""))
    #expect(stopped.status == 2)
    #expect(
      stopped.errorText
        == "mini: error: \(place): there is no setting 'mini.jbos'; did you mean 'mini.jobs'?\n")
    try workspace.write(".config/mini/config", "[mini]\n\tjobs = 2\n")
    try Mini.build(in: workspace.folder(""))
    let cacheConfig = try workspace.text(".mini_cache/config")
    try workspace.write(".mini_cache/config", cacheConfig + "\tclang = /bin/false\n")
    try workspace.write("main.mini", "fn main() { print(1); }\n")
    let warned = try Mini.run(["build"], in: workspace.folder(""))
    #expect(warned.status == 0)
    let lines = warned.errorText.split(separator: "\n")
    #expect(lines.count == 1 && lines[0].contains("a cache cannot set 'mini.clang'"), "\(lines)")
  }

  @Test func theUsersFileNamesTheCache() throws {
    try workspace.write(".config/mini/config", "[mini]\n\tcacheDir = ~/all\n")
    try workspace.write("p/main.mini", "fn main() {}\n")
    let home = ["HOME": workspace.path("")]
    try Mini.build(in: workspace.folder("p"), environment: home)
    #expect(workspace.exists("all/config") && !workspace.exists("p/.mini_cache"))
    let verify = try Mini.run(["verify"], in: workspace.folder("p"), environment: home)
    #expect(verify.errorText.contains("no faults"))
  }

  @Test func amountsOfAllOptionsAreReadByOneParser() throws {
    try workspace.write("main.mini", "fn main() {}\n")
    try Mini.build(in: workspace.folder(""))
    for arguments in [
      ["gc", "--max-age", "1fortnight"], ["gc", "--prune", "5"], ["gc", "--max-size", "5q"],
      ["verify", "--max-duration", "5us"], ["verify", "--max-duration", "now"],
    ] {
      let run = try Mini.run(arguments, in: workspace.folder(""))
      #expect(run.status == 64, "\(arguments)")
      #expect(run.errorText.contains("a number with "), "\(run.errorText)")
    }
    for arguments in [
      ["gc", "--prune", "never"], ["gc", "--prune", "2.weeks.ago"], ["gc", "--max-age", "250ms"],
      ["gc", "--max-size", "1.5 MiB"], ["verify", "--max-duration", "1h"],
    ] {
      #expect(try Mini.run(arguments, in: workspace.folder("")).status == 0, "\(arguments)")
    }
  }
}
