// Caches of several users: which are used, who owns new files in them, and who may write them.

import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct OwnerTests {
  private let workspace = Workspace()

  /// Only root can become another user, and that user must have access to the executable.
  static let canBeOthers: Bool = {
    guard geteuid() == 0 else { return false }
    let run = try? ChildProcess.run(
      "setpriv",
      ["--reuid", "1234", "--regid", "1234", "--clear-groups", Mini.executable, "--version"],
      environment: ["PATH": Tools.searchPath])
    return run?.status == 0
  }()

  private static let alice = 1234
  private static let bob = 4321
  private static let team = 5000

  /// Runs a script as a user, in a folder of the workspace; `mini` is the executable.
  @discardableResult
  private func run(
    _ script: String, as user: Int = 0, groups: [Int] = [], in name: String = "project",
    isSilent: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Finished {
    var environment = Mini.variables(in: workspace.folder(name))
    environment["HOME"] = workspace.path("home\(user)")
    environment["XDG_CACHE_HOME"] = nil
    let list =
      groups.isEmpty
      ? "--clear-groups" : "--groups=\(groups.map(String.init).joined(separator: ","))"
    let run = try ChildProcess.run(
      "setpriv",
      [
        "--reuid", "\(user)", "--regid", "\(user)", list, "sh", "-ec",
        "mini() { \"$0\" \"$@\"; }; \(script)", Mini.executable,
      ], in: FilePath(workspace.path(name)), environment: environment)
    if isSilent {
      #expect(
        run.status == 0 && run.errorText == "", "\(script): \(run.errorText)",
        sourceLocation: sourceLocation)
    }
    return run
  }

  private func project(of user: Int) throws {
    try workspace.permissions("", 0o755)
    try workspace.write("project/main.mini", "fn main() { print(7); }\n")
    for user in [0, Self.alice, Self.bob] { try workspace.makeFolder("home\(user)") }
    try root(
      "chown -R \(user):\(user) project; chown \(Self.alice) home\(Self.alice); chown \(Self.bob) home\(Self.bob)"
    )
  }

  private func root(_ script: String) throws {
    let run = try Tools.run("sh", ["-ec", script], in: workspace.folder(""))
    #expect(run.status == 0, "\(run.errorText)")
  }

  /// The output of find(1), without the name of the folder itself.
  private func found(_ condition: String, in name: String = "project/.mini_cache") throws -> String
  {
    try Tools.run("sh", ["-c", "find '\(name)' \(condition)"], in: workspace.folder("")).outputText
  }

  private let edit = "echo 'fn main() { print(8); }' > main.mini; "

  /// Containers run as root on a user's checkout, and so does `sudo make`.
  @Test(.enabled(if: canBeOthers))
  func rootWorksInTheCacheOfTheSourcesOwner() throws {
    for maker in [Self.alice, 0] {
      try project(of: Self.alice)
      try run("mini build --emit ir", as: maker)
      try run(
        "mini build; mini build -O1; mini gc --prune now; mini verify > /dev/null 2>&1; "
          + "mini count-objects > /dev/null; printf x | mini hash-object -w --stdin > /dev/null")
      #expect(try found("! -user \(Self.alice)") == "")
      try run(
        "rm -f main main.ll; \(edit) mini build; mini verify > /dev/null 2>&1; mini gc",
        as: Self.alice)
      #expect(try found("! -user \(Self.alice)") == "")
      try run("mini clean", as: Self.alice)
    }
    print("hostile: root on a user's checkout: 2 trials")
  }

  @Test(.enabled(if: canBeOthers))
  func aStrangersCacheIsRefused() throws {
    try project(of: Self.alice)
    try run("mini build --emit ir", as: Self.alice)
    try root("chown -R \(Self.bob) project/.mini_cache")
    for user in [Self.alice, 0] {
      let build = try run("mini build --emit ir --stats-json -", as: user, isSilent: false)
      #expect(build.status == 0)
      #expect(
        build.errorText.contains(
          "belongs to another user (\(Self.bob)); if you trust it: mini config --add safe.cache "))
      #expect(build.errorText.contains("this build is not cached"))
      for command in ["gc", "verify", "count-objects", "clean"] {
        let run = try run("mini \(command)", as: user, isSilent: false)
        #expect(run.status == 5 && run.errorText.contains("belongs to another user"), "\(command)")
      }
    }
    // Alice accepts the cache.
    try run(
      "mini config --add safe.cache \"$PWD/.mini_cache\"; mini cat-object -e main.mini",
      as: Self.alice)
    try run(
      "mini config --unset safe.cache; mini config --add safe.cache \"$PWD/*\"", as: Self.alice)
    try run("mini count-objects > /dev/null", as: Self.alice)
    print("hostile: a stranger's cache: 10 trials")
  }

  /// A cache elsewhere does not belong to the sources, whatever their owner.
  @Test(.enabled(if: canBeOthers))
  func theOwnerOfTheSourcesCountsInTheirFolderAlone() throws {
    try project(of: Self.alice)
    try run("mini build --emit ir", as: Self.alice)
    try root("mv project/.mini_cache elsewhere; chown -h \(Self.alice) elsewhere")
    let build = try run("mini build --emit ir --cache-dir ../elsewhere", isSilent: false)
    #expect(build.errorText.contains("belongs to another user"))
    try root("ln -s ../elsewhere project/.mini_cache")
    let linked = try run("mini build --emit ir", isSilent: false)
    #expect(linked.errorText.contains("belongs to another user"))
  }

  @Test(.enabled(if: canBeOthers))
  func aGroupsCacheIsTheGroups() throws {
    try project(of: Self.alice)
    try root(
      "mkdir team; chown 0:\(Self.team) team; chmod 2775 team; cp -r project other; "
        + "chown -R \(Self.bob) other")
    let use = "mini config safe.cache \(workspace.path("team")); export MINI_CACHE_DIR=../team; "
    for (umask, user, name) in [
      ("022", Self.alice, "project"), ("077", Self.bob, "other"), ("002", Self.alice, "project"),
      ("022", Self.bob, "other"), ("022", 0, "other"),
    ] {
      let script =
        "umask \(umask); \(use) echo 'fn main() { print(\(user)\(umask)); }' > main.mini; "
        + "mini build; mini gc --prune now; mini verify > /dev/null 2>&1"
      try run(script, as: user, groups: [Self.team], in: name)
      #expect(try found("! -group \(Self.team)", in: "team") == "", "\(umask) \(user)")
      #expect(try found("-type d ! -perm -g=rwx", in: "team") == "", "\(umask) \(user)")
      #expect(try found("-type f ! -perm -g=r", in: "team") == "", "\(umask) \(user)")
      #expect(try found("-type f -perm -u=w ! -perm -g=w", in: "team") == "", "\(umask) \(user)")
      #expect(try found("-perm /o=w", in: "team") == "", "\(umask) \(user)")
    }
    print("hostile: a group's cache: 5 trials")
  }

  @Test func aCacheThatOthersMayWriteIsMended() throws {
    let folder = workspace.folder("")
    try workspace.write("main.mini", "fn main() { print(7); }\n")
    try Mini.build([], in: folder)
    for command in [["build"], ["verify"], ["gc"], ["count-objects"]] {
      let change = try Tools.run("chmod", ["-R", "a+rwX", ".mini_cache"], in: folder)
      #expect(change.status == 0)
      let run = try Mini.run(command, in: folder)
      #expect(run.status == 0)
      let lines = run.errorText.split(separator: "\n")
      #expect(lines.first?.contains("others could write to '") == true, "\(lines)")
      #expect(try found("-perm /022 ! -type l", in: ".mini_cache") == "")
      #expect(try found("-path '*/??/*' -type f ! -perm 0444", in: ".mini_cache") == "")
      let again = try Mini.run(command, in: folder)
      #expect(again.status == 0 && !again.errorText.contains("others"), "\(again.errorText)")
    }
  }

  /// Others can write to a part of the cache that a build looks at.
  @Test func aBuildMendsWhatItOpens() throws {
    let folder = workspace.folder("")
    let names = [
      "zir", "combined", "config", "HEAD", "file_hashes.bin", "zir_index.bin", "air_index.bin",
      "unit_index.bin",
    ]
    for (number, name) in (["", ""] + names).enumerated() {
      let file = ".mini_cache/" + name
      if !name.isEmpty { try workspace.permissions(file, workspace.mode(file) | 0o022) }
      try workspace.write("main.mini", "fn main() { print(\(number)); }\n")
      let build = try Mini.run(["build"], in: folder)
      let line =
        "mini: warning: others could write to '.mini_cache': removed this permission from 1 of"
        + " its files and folders\n"
      #expect(build.status == 0 && build.errorText == (name.isEmpty ? "" : line), "\(name)")
      #expect(try found("-perm /022 ! -type l", in: ".mini_cache") == "", "\(name)")
    }
  }

  /// Also in the parts that a build does not look at. Running tools may have any umask.
  @Test func gcMendsWhatItFinds() throws {
    let folder = workspace.folder("")
    try workspace.write("main.mini", "fn main() { print(7); }\n")
    try Mini.build([], in: folder)
    try Mini.keepCombinedIR(in: folder)
    let object = try #require(
      workspace.files(below: ".mini_cache/zir").first { !$0.hasPrefix("pack/") })
    let shard = object.prefix { $0 != "/" }
    let copy = try #require(
      workspace.files(below: ".mini_cache/combined").first { $0.hasSuffix(".ll") })
    for name in ["objects/pack", "zir/\(shard)", "zir/" + object, "combined/" + copy] {
      let file = ".mini_cache/" + name
      try workspace.permissions(file, workspace.mode(file) | 0o022)
    }
    try workspace.write(".mini_cache/.tmp_mini_1/0.o", "")
    try workspace.permissions(".mini_cache/.tmp_mini_1/0.o", 0o666)
    try Mini.build([], in: folder)
    let gc = try Mini.run(["gc"], in: folder)
    #expect(gc.status == 0)
    #expect(gc.errorText.contains("others could write to '"), "\(gc.errorText)")
    #expect(gc.errorText.contains("removed this permission from 4 of its"), "\(gc.errorText)")
    #expect(try Mini.run(["verify"], in: folder).status == 0)
    try Mini.build([], in: folder)
  }

  @Test(arguments: ["000", "002", "022", "027", "077"])
  func othersNeverGetWritePermission(umask: String) throws {
    let folder = workspace.folder("")
    try workspace.write("main.mini", "fn main() { print(7); }\n")
    let script = """
      umask \(umask); m() { "$0" "$@" > /dev/null; }; export MINI_GC_AUTO=0 HOME="$PWD"
      m build; echo 'fn main() { print(8); }' > main.mini; m build -O1; m run -O1; m run
      m gc --prune now; m verify; m config mini.jobs 2; m build --trace trace --stats-json stats
      find . -perm /022 ! -name main.mini ! -type l; test \(umask) != 077 || find .mini_cache -perm /077
      """
    let run = try ChildProcess.run(
      "sh", ["-ec", script, Mini.executable], in: FilePath(folder.path),
      environment: Mini.variables(in: folder))
    #expect(run.status == 0, "\(run.errorText)")
    #expect(run.text.split(separator: "\n").filter { $0 != "." } == [], "\(run.text)")
  }
}
