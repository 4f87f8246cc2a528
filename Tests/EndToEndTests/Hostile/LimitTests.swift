// Little stack and little memory: mini does its work or reports that it cannot, and never ends by a
// signal.

import TestSupport
import Testing

@Suite struct LimitTests {
  /// The deepest nesting that the language allows, of each kind.
  private static let deepest: [(name: String, text: String)] = [
    ("blocks", nested("{ ", 250, "print(1);", " }")),
    ("conditions", nested("if true { ", 250, "print(1);", " }")),
    ("parentheses", "print(" + nested("(", 240, "1", ")") + ");"),
    ("signs", "print(" + nested("-", 240, "one", "") + ");"),
    ("calls", "print(" + nested("same(", 240, "1", ")") + ");"),
  ]

  private static func nested(_ open: String, _ count: Int, _ inner: String, _ close: String)
    -> String
  {
    String(repeating: open, count: count) + inner + String(repeating: close, count: count)
  }

  private func write(_ statement: String, to workspace: Workspace) throws -> Folder {
    let folder = workspace.folder("project")
    try workspace.write(
      "project/main.mini",
      "fn same(n: i32) i32 {\n    return n;\n}\n\nfn main() {\n    const one = 1;\n    "
        + "print(one);\n    \(statement)\n}\n")
    return folder
  }

  /// The header of a forged object contradicts the row of the last build.
  @Test func anObjectOfAnotherSizeThanItsRowIsNotInflated() throws {
    let (workspace, folder) = try PlumbingTests.builtDemo()
    let right = try workspace.bytes("project/main.ll")
    let named = try Mini.run(
      ["cat-object", "--batch-check"], in: folder, input: Array("math.mini\n".utf8))
    let id = named.text.prefix(64)
    let object = ".mini_cache/zir/\(id.prefix(2))/\(id.dropFirst(2))"
    let forge = """
      import os, sys, zlib
      os.remove(sys.argv[1])
      deflater, size = zlib.compressobj(), 1 << 30
      with open(sys.argv[1], "wb") as file:
        file.write(deflater.compress(b"blob %d\\0" % size))
        for _ in range(size >> 20): file.write(deflater.compress(bytes(1 << 20)))
        file.write(deflater.flush())
      """
    #expect(try Tools.run("python3", ["-c", forge, object], in: folder).status == 0)
    #expect(
      try Tools.run("sh", ["-c", "rm main.ll"], in: folder).status == 0)
    let build = try run("-v 400000", "build --emit ir -j 1", in: folder)
    #expect(build.status == 0)
    let event = "object \(id.prefix(12)) in zir is damaged (size differs from its row);"
    #expect(build.errorText.contains(event), "\(build.errorText)")
    #expect(try workspace.bytes("project/main.ll") == right)
  }

  /// Runs mini under a limit of the shell.
  private func run(_ limit: String, _ arguments: String, in folder: Folder) throws -> Finished {
    try Tools.run(
      "sh", ["-c", "ulimit \(limit) && exec \"$0\" \(arguments)", Mini.executable], in: folder)
  }

  @Test func theDeepestSourcesAreCompiledWithTheSmallestStack() throws {
    var trials = 0
    for (name, text) in Self.deepest {
      let workspace = Workspace()
      let folder = try write(text, to: workspace)
      let free = try run("-s 8192", "emit --no-cache", in: folder)
      #expect(free.status == 0, "\(name): \(free.errorText)")
      for kib in [64, 100, 128, 200, 512, 1024, 2047, 2048] {
        for threads in [1, 4] {
          let limited = try run("-s \(kib)", "emit --no-cache -j \(threads)", in: folder)
          #expect(limited.status == 0, "\(name), \(kib) KiB: \(limited.errorText)")
          #expect(limited.output == free.output)
          trials += 1
        }
      }
    }
    print("hostile: limits: \(trials) trials")
  }

  /// Starting with the memory that the kernel needs to start the program.
  @Test func withTooLittleMemoryItSaysSo() throws {
    let workspace = Workspace()
    let folder = try write(Self.deepest[0].text, to: workspace)
    let least = try leastKiB()
    var trials = 0
    var refused = 0
    for kib in stride(from: least, to: least + 30_000, by: 1_000) {
      for arguments in ["check --no-cache -j 4", "emit -j 1", "emit --no-cache -j 4", "verify"] {
        let run = try run("-v \(kib)", arguments, in: folder)
        let words = "\(arguments), \(kib) KiB: status \(run.status), \(run.errorText)"
        #expect(run.status == 0 || run.status == 2, "\(words)")
        if run.status == 2 {
          #expect(run.errorText == "mini: error: out of memory\n", "\(words)")
          refused += 1
        }
        trials += 1
      }
    }
    #expect(refused > 0 && refused < trials)
    print("hostile: limits: \(trials) trials")
  }

  /// The address space that the executable takes when it is loaded: the sum of its segments, and
  /// the beginning of a stack.
  private func leastKiB() throws -> Int {
    let workspace = Workspace()
    let headers = try Tools.run("readelf", ["-lW", Mini.executable], in: workspace.folder(""))
    var total = 0
    for line in headers.text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.first == "LOAD", words.count > 5 else { continue }
      total += try #require(Int(words[5].dropFirst(2), radix: 16)) + 8192
    }
    try #require(total > 0)
    return total / 1024 + 700
  }
}
