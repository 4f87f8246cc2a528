// Arguments and variables that are not text: they name exactly the right files.

import SystemPackage
import TestSupport
import Testing

@Suite struct OddArgumentTests {
  /// For printf(1): bytes that are not UTF-8, a cut character, an overlong one, half of a surrogate
  /// pair, the replacement character, and the characters that mini substitutes for bytes.
  private static let oddNames = [
    "a\\377b", "\\303", "\\300\\257x", "\\355\\240\\200", "\\357\\277\\275",
    "\\364\\217\\277\\277", "\\364\\217\\276\\200\\200", "e\\314\\201", "\\303\\251",
  ]

  /// Runs a script in which `mini` is the executable and `name` the odd name.
  private func run(_ script: String, name: String, in folder: Folder) throws -> Finished {
    let prelude = "mini() { \"$0\" \"$@\"; }; name=\"$(printf '\(name)')\"; "
    return try ChildProcess.run(
      "sh", ["-c", prelude + script, Mini.executable], in: FilePath(folder.path),
      environment: Mini.variables(in: folder))
  }

  private func project() throws -> Workspace {
    let workspace = Workspace()
    try workspace.write("main.mini", "fn main() i32 { print(7); return 3; }\n")
    return workspace
  }

  @Test func oddNamesAreNamesOfExactlyTheseFiles() throws {
    var trials = 0
    for name in Self.oddNames {
      for script in [
        "mini build --emit ir -o \"$name\" && test -f \"$name\" && test $(ls | wc -l) = 2",
        "mini build --emit ir -o \"$name/out.ll\" 2>/dev/null; mkdir \"$name\" && "
          + "mini build --emit ir -o \"$name/out.ll\" && test -f \"$name/out.ll\"",
        "mini build --emit ir --cache-dir \"$name\" && test -f \"$name/config\" && "
          + "mini verify --cache-dir \"$name\" && test ! -e .mini_cache",
        "MINI_CACHE_DIR=\"$name\" mini build --emit ir && test -f \"$name/config\"",
        "mkdir \"$name\" && cp main.mini \"$name\" && mini build --emit ir \"$name/main.mini\" && "
          + "test -f \"$name/main.ll\" && test -f \"$name/.mini_cache/config\"",
        "mkdir \"$name\" && cp main.mini \"$name\" && mini -C \"$name\" build --emit ir && "
          + "test -f \"$name/main.ll\" && test ! -e main.ll",
        "mini check --stats-json \"$name\" --trace \"t$name\" && test -f \"$name\" && "
          + "test -f \"t$name\"",
        "printf x > \"$name\" && test \"$(mini hash-object \"$name\")\" = "
          + "\"$(printf x | mini hash-object --stdin)\"",
        "mkdir -p .config/mini && mini config mini.cacheDir \"$PWD/$name\" && "
          + "mini build --emit ir && test -f \"$name/config\"",
      ] {
        let workspace = try project()
        let run = try run(script, name: name, in: workspace.folder(""))
        #expect(run.status == 0, "\(name): \(script): \(run.errorText)")
        trials += 1
      }
    }
    print("hostile: odd arguments: \(trials) trials")
  }

  /// Two folders whose names differ only in bytes that are not text share a cache, and no stamps.
  @Test func foldersThatLookAlikeAreTwoProjects() throws {
    let workspace = try project()
    let script = """
      other="$(printf 'a\\376b')"; mkdir "$name" "$other" && cp main.mini "$name" &&
      echo 'fn main() i32 { return 4; }' > "$other/main.mini" &&
      for folder in "$name" "$other"; do
        mini build --emit ir --cache-dir all "$folder/main.mini" || exit 9
      done
      test $(ls all/projects | wc -l) = 2
      """
    let run = try run(script, name: "a\\377b", in: workspace.folder(""))
    #expect(run.status == 0, "\(run.errorText)")
  }

  @Test func aProgramGetsItsArgumentsByteForByte() throws {
    let workspace = try project()
    for name in Self.oddNames {
      let script = """
        mini build -o program && mini run main.mini -- "$name" > said; test $? = 3 &&
        strace -qq -e trace=execve -s 4096 -xx -o trace "$0" run main.mini -- "$name" "x$name" > said
        words=$(printf '%s' "$name" | od -An -v -tx1 | tr -d ' \\n' | sed 's/../\\\\x&/g')
        tail -1 trace | grep -qF ", \\"$words\\", \\"\\\\x78$words\\"]"
        """
      let run = try run(script, name: name, in: workspace.folder(""))
      #expect(run.status == 0, "\(name): \(run.errorText)")
    }
  }

  @Test func aRootThatIsNoTextIsRefused() throws {
    let workspace = try project()
    let script =
      "cp main.mini \"$name.mini\"; before=$(ls); mini build \"$name.mini\"; "
      + "status=$?; [ \"$before\" = \"$(ls)\" ] && exit $status"
    let run = try run(script, name: "a\\377", in: workspace.folder(""))
    #expect(run.status == 2)
    #expect(run.errorText.contains("its name is not UTF-8, and a module is named after it"))
  }

  @Test func aTextThatIsNoTextIsReadAsItIs() throws {
    let workspace = try project()
    let run = try run(
      "mini eval \"fn main() { print(\\\"$name\\\"); }\"", name: "a\\377",
      in: workspace.folder(""))
    #expect(run.status == 1)
    #expect(run.errorText.contains("UTF-8"), "\(run.errorText)")
    let escaped = try run2("mini frobnicate\"$name\"", workspace)
    #expect(escaped.status == 64 && escaped.errorText.contains("'frobnicatea\\xFF'"))
  }

  private func run2(_ script: String, _ workspace: Workspace) throws -> Finished {
    try run(script, name: "a\\377", in: workspace.folder(""))
  }
}
