// Snapshots that a stranger made: what does not fit is refused, and nothing is run.

import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct ForgedSnapshotTests {
  /// A repository with a sound snapshot, whose parts are replaced.
  struct Forgery {
    let scene: SnapshotTransportTests.Scene
    let store: RealGit
    let path: String

    init() throws {
      scene = try SnapshotTransportTests.Scene(building: [])
      store = try scene.repository()
      path = scene.workspace.path("store.git")
      try scene.mini(["push", path], in: scene.here)
    }

    func git(_ arguments: String..., input: String = "") throws -> String {
      let finished = try store.finish(arguments, input: Array(input.utf8))
      #expect(finished.status == 0, "\(arguments): \(finished.errorText)")
      return finished.outputText.split(separator: "\n").first.map(String.init) ?? ""
    }

    /// The entries of a tree: `<mode> <type> <id> TAB <name>`.
    func entries(_ tree: String) throws -> [String] {
      try store.run("ls-tree", tree).split(separator: "\n").map(String.init)
    }

    func id(_ path: String) throws -> String {
      try git("rev-parse", "refs/mini/snapshots/main" + path)
    }

    /// A tree whose entry `name` is replaced, or removed, or added.
    func replacing(_ name: String, in tree: String, with entry: String?) throws -> String {
      var lines = try entries(tree).filter { !$0.hasSuffix("\t\(name)") }
      if let entry { lines.append(entry) }
      return try git("mktree", "--missing", input: lines.map { $0 + "\n" }.joined())
    }

    /// Replaces a part of the root.
    func replace(_ part: String, with tree: String) throws {
      try commit(try replacing(part, in: id("^{tree}"), with: "040000 tree \(tree)\t\(part)"))
    }

    /// Makes a commit of the same form with another tree.
    func commit(_ tree: String, _ change: (String) -> String = { $0 }) throws {
      let body = try store.run("cat-file", "commit", "refs/mini/snapshots/main")
      let old = try id("^{tree}")
      let new = try git(
        "hash-object", "-t", "commit", "-w", "--stdin", "--literally",
        input: change(body.replacing(old, with: tree)))
      _ = try git("update-ref", "refs/mini/snapshots/main", new)
    }
  }

  /// What each forgery changes, and what is said about it.
  private static var forgeries: [(name: String, said: String, forge: (Forgery) throws -> Void)] {
    [
      (
        "the row of another file", "the row of 'lib/math.mini' describes something else",
        { it in
          let row = try it.id(":rows/main.mini")
          let lib = try it.replacing(
            "math.mini", in: it.id(":rows/lib"), with: "100644 blob \(row)\tmath.mini")
          try it.replace(
            "rows", with: it.replacing("lib", in: it.id(":rows"), with: "040000 tree \(lib)\tlib"))
        }
      ),
      (
        "the IR of another file", "the row of 'lib/math.mini' describes something else",
        { it in
          let ir = try it.id(":ir/main.mini")
          let lib = try it.replacing(
            "math.mini", in: it.id(":ir/lib"), with: "100644 blob \(ir)\tmath.mini")
          try it.replace(
            "ir", with: it.replacing("lib", in: it.id(":ir"), with: "040000 tree \(lib)\tlib"))
        }
      ),
      (
        "a row that is text", "cannot be read by this version of mini",
        { it in
          let row = try it.git("hash-object", "-w", "--stdin", input: "nonsense")
          try it.replace(
            "rows",
            with: it.replacing(
              "main.mini", in: it.id(":rows"), with: "100644 blob \(row)\tmain.mini"))
        }
      ),
      (
        "a name that is a path", "'%2E%2E%2Fx.mini' is not the name of a module",
        { it in
          for part in ["ir", "rows"] {
            let entry = try it.id(":\(part)/main.mini")
            try it.replace(
              part,
              with: it.replacing(
                "main.mini", in: it.id(":\(part)"), with: "100644 blob \(entry)\t%2E%2E%2Fx.mini"))
          }
        }
      ),
      (
        "a name that Git refuses", "'../main.mini' is not the name of a module",
        { it in
          for part in ["ir", "rows"] {
            let entry = try it.id(":\(part)/main.mini")
            let inner = try it.git("mktree", input: "100644 blob \(entry)\tmain.mini\n")
            try it.replace(
              part,
              with: it.replacing(
                "main.mini", in: it.id(":\(part)"), with: "040000 tree \(inner)\t.."))
          }
        }
      ),
      (
        "a folder in itself, again and again", "two of its folders have the same rows",
        { it in
          for part in ["ir", "rows"] {
            var tree = try it.id(":\(part)/lib")
            for _ in 0..<20 {
              tree = try it.git(
                "mktree", input: (0..<10).map { "040000 tree \(tree)\tn\($0)\n" }.joined())
            }
            try it.replace(part, with: tree)
          }
        }
      ),
      (
        "a symbolic link", "contains a link, a module or a program",
        { it in
          let target = try it.git("hash-object", "-w", "--stdin", input: "/etc/passwd")
          try it.replace(
            "ir",
            with: it.replacing(
              "main.mini", in: it.id(":ir"), with: "120000 blob \(target)\tmain.mini"))
        }
      ),
      (
        "a file without a row", "its rows in '' are not those of its objects there",
        { it in
          try it.replace("rows", with: it.replacing("main.mini", in: it.id(":rows"), with: nil))
        }
      ),
      (
        "a unit under another key", "describes something else",
        { it in
          for part in ["units", "unit-rows"] {
            let shards = try it.entries(it.id(":\(part)"))
            let shard = shards[0].split(separator: "\t")[1]
            let units = try it.entries(it.id(":\(part)/\(shard)"))
            let unit = units[0].split(separator: "\t")
            let renamed = try it.git(
              "mktree", input: "\(unit[0])\t\(String(unit[1].reversed()))\n")
            try it.replace(
              part,
              with: it.replacing(
                String(shard), in: it.id(":\(part)"), with: "040000 tree \(renamed)\t\(shard)"))
          }
        }
      ),
      (
        "another tree", "its tree is not one of a snapshot",
        { it in try it.commit(it.id(":ir")) }
      ),
      (
        "a commit with a parent", "its commit is not one of a snapshot",
        { it in
          let id = try it.id("")
          try it.commit(it.id("^{tree}")) {
            $0.replacing("\nauthor ", with: "\nparent \(id)\nauthor ")
          }
        }
      ),
      (
        "a commit that says more", "its commit is not one of a snapshot",
        { it in try it.commit(it.id("^{tree}")) { $0 + "Mini-Run: rm\n" } }
      ),
    ]
  }

  @Test func whatDoesNotFitIsRefused() throws {
    for forgery in Self.forgeries {
      let it = try Forgery()
      try forgery.forge(it)
      let fetch = try it.scene.mini(
        ["fetch", "--allow-unsigned", it.path], in: it.scene.there, status: 1)
      #expect(
        fetch.errorText.contains(forgery.said)
          && fetch.errorText.hasPrefix(
            "mini: error: the snapshot 'main' of '\(it.path)' is refused: "),
        "\(forgery.name): \(fetch.errorText)")
      #expect(fetch.text == "", "\(forgery.name)")
      #expect(try it.scene.mini(["snapshots"], in: it.scene.there).text == "")
      let build = try Mini.statistics([], in: it.scene.there)
      #expect(build.output.errorText == "" && build.number("units", "cached") == 0)
      try it.scene.expectSound()
    }
  }

  /// A bundle is refused whichever of its bits are wrong, also where its states are here already.
  @Test func aDamagedBundleChangesNothing() throws {
    let scene = try SnapshotTransportTests.Scene(building: ["--emit", "ir"])
    try scene.mini(["export", "out"], in: scene.here)
    let bytes = try scene.workspace.bytes("\(scene.here.name)/out")
    var random = SplitMix64(seed: 1)
    for number in 0..<12 {
      var damaged = bytes
      if number < 8 {
        damaged[Int.random(in: 200..<bytes.count, using: &random)] ^= 1 << UInt8(number)
      } else {
        damaged = Array(bytes.prefix(bytes.count * (number - 7) / 6))
      }
      try scene.workspace.write("\(scene.there.name)/in", damaged)
      let taken = try Mini.run(["import", "in", "--allow-unsigned"], in: scene.there)
      #expect(taken.status == 6 || taken.status == 1, "\(number): \(taken.errorText)")
      #expect(taken.text == "", "\(number)")
    }
    #expect(try scene.mini(["snapshots"], in: scene.there).text == "")
    try scene.expectSound()
    try scene.workspace.write("\(scene.there.name)/in", bytes)
    try scene.mini(["import", "in", "--allow-unsigned"], in: scene.there)
    for count in [bytes.count - 1, bytes.count / 2, 200] {
      try scene.workspace.write("\(scene.there.name)/in", Array(bytes.prefix(count)))
      let again = try scene.mini(["import", "in", "--allow-unsigned"], in: scene.there, status: 6)
      #expect(again.errorText.contains("'in' is cut or damaged: "), "\(again.errorText)")
    }
    try scene.expectSound()
  }

  @Test func nothingThatACacheOrARepositorySaysIsRun() throws {
    let scene = try SnapshotTransportTests.Scene(building: ["--emit", "ir"])
    _ = try scene.repository()
    let mark = scene.workspace.path("evil")
    let hook = "#!/bin/sh\ntouch '\(mark)'\n"
    for folder in ["\(scene.here.name)/.mini_cache"] {
      for name in ["pre-push", "post-checkout", "reference-transaction", "pre-receive"] {
        try scene.workspace.write("\(folder)/hooks/\(name)", hook)
        try scene.workspace.permissions("\(folder)/hooks/\(name)", 0o755)
      }
      let config = try scene.workspace.text("\(folder)/config")
      try scene.workspace.write(
        "\(folder)/config",
        config + """
          [core]
          \tfsmonitor = touch '\(mark)'
          \tsshCommand = touch '\(mark)'
          \talternateRefsCommand = touch '\(mark)'
          \tpager = touch '\(mark)'
          [credential]
          \thelper = !touch '\(mark)'
          [uploadpack]
          \tpackObjectsHook = touch '\(mark)'

          """)
    }
    let path = scene.workspace.path("store.git")
    try scene.mini(["push", path], in: scene.here)
    try scene.mini(["export", "out"], in: scene.here)
    try scene.mini(["import", "out", "--allow-unsigned"], in: scene.here)
    try scene.mini(["fetch", path, "--allow-unsigned"], in: scene.here)
    // The variables of a Git that called mini do not lead elsewhere either.
    try scene.mini(
      ["export", "out"], in: scene.here,
      environment: [
        "GIT_DIR": path, "GIT_OBJECT_DIRECTORY": "/nonexistent", "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": "touch '\(mark)'",
        "GIT_EXTERNAL_DIFF": "touch '\(mark)'",
      ])
    #expect(!scene.workspace.exists("evil"))
  }
}
