// Git's configuration syntax: accepted and refused texts, and changes that keep the rest of a file.

import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct GitConfigTests {
  /// Texts, and stock git's `name=value` lines for them.
  static let sound: [(text: String, lines: [String])] = [
    ("[a]\nb=c", ["a.b=c"]),
    ("[a]b=c\r\nd = e \t\r\n", ["a.b=c", "a.d=e"]),
    ("\u{FEFF}[A]\n\tBc = D", ["a.bc=D"]),
    ("[a \"B.c\"]\nd = e", ["a.B.c.d=e"]),
    ("[a \"q\\\"\\\\r\"]\nd = e", ["a.q\"\\r.d=e"]),
    ("[a.B]\nd = e", ["a.b.d=e"]),
    ("[a]\nb = \"x ; y\" # z", ["a.b=x ; y"]),
    ("[a]\nb = x \"y  z\" w ; c", ["a.b=x y  z w"]),
    ("[a]\nb = one \\\n  two", ["a.b=one   two"]),
    ("[a]\nb = \\\"\\t\\\\", ["a.b=\"\t\\"]),
    ("[a]\nb = 1\nb = 2\n[c]\n[a]\nb = 3", ["a.b=1", "a.b=2", "a.b=3"]),
    ("[a]\nb =\nc = \"\"", ["a.b=", "a.c="]),
    ("# c\n; d\n[a] # e\n  b = c#d", ["a.b=c"]),
    ("[include]\n\tpath = /etc/passwd\n[a]\n\tb = c", ["include.path=/etc/passwd", "a.b=c"]),
    ("", []),
  ]

  private func lines(_ bytes: [UInt8]) throws -> [String] {
    try GitConfig(parsing: bytes).settings.map {
      "\($0.name)=\(String(decoding: $0.value ?? Array("<none>".utf8), as: UTF8.self))"
    }
  }

  @Test(arguments: sound.indices)
  func whatGitReadsIsRead(number: Int) throws {
    let (text, expected) = Self.sound[number]
    #expect(try lines(Array(text.utf8)) == expected)
    let folder = TemporaryDirectory()
    let disk = LocalFileSystem()
    try disk.replaceFile(folder.appending("config"), with: Array(text.utf8))
    let git = try ChildProcess.run(
      "/usr/bin/git", ["config", "-f", folder.path.string + "/config", "--list", "-z"],
      environment: ["HOME": folder.path.string])
    // git ends a name with LF and a setting with NUL.
    let said = git.outputText.split(separator: "\0").map { entry in
      let halves = entry.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      return "\(halves[0])=\(halves[1])"
    }
    #expect(said == expected, "\(git.errorText)")
  }

  @Test func aNameAloneMeansTrue() throws {
    let config = try GitConfig(parsing: Array("[a]\n\tb\n".utf8))
    #expect(config.settings.map(\.value) == [nil])
    #expect(config.value("a.b") == Array("true".utf8))
    #expect(config.value("a.c") == nil)
  }

  @Test(arguments: [
    ("b = c", 1, "a setting is before the first section"),
    ("[a]\n\n= c", 3, "it begins with neither a name nor '['"),
    ("[a]\nb = \"c\nd = e", 2, "a quotation mark is not closed"),
    ("[a]\nb = one \\\n  two \\x", 3, "'\\' in a value must be followed by one of: \\ \" n t b"),
    ("[a]\nb c", 2, "'=' is missing between the name and its value"),
    ("[a\nb = c", 1, "']' is missing after the section's name"),
    ("[]\nb = c", 1, "a section needs a name of letters, digits and '-'"),
    ("[a b]\n", 1, "a subsection's name must be in quotes"),
    ("[a \"b]\n", 1, "a quotation mark is not closed"),
    ("[a]\nb = c\0d", 2, "a value cannot contain a NUL byte"),
  ])
  func whatCannotBeReadIsRefusedWithItsLine(text: String, line: Int, problem: String) {
    do throws(GitConfigError) {
      _ = try GitConfig(parsing: Array(text.utf8))
      Issue.record("it was read")
    } catch {
      #expect(error.line == line && error.problem == problem, "\(error)")
    }
  }

  @Test(arguments: [
    ("", ["1"], "[mini]\n\tmaxSize = 1\n"),
    ("[mini]", ["1"], "[mini]\n\tmaxSize = 1\n"),
    ("[core]\n\tx = y # z", ["1"], "[core]\n\tx = y # z\n[mini]\n\tmaxSize = 1\n"),
    ("[mini]\n\tmaxsize=5 # why\n[a]\n", ["1"], "[mini]\n\tmaxSize = 1 # why\n[a]\n"),
    ("[mini]\n\tmaxSize = 5\n\tb = c\n", [], "[mini]\n\tb = c\n"),
    ("[mini] maxSize = 5\n", [], "[mini] \n"),
    (
      "[mini]\n\tmaxSize = 5\n[a]\n\tb = c\n[mini]\n\tmaxSize = \\\n 6\n", ["7"],
      "[mini]\n\tmaxSize = 7\n[a]\n\tb = c\n[mini]\n"
    ),
    ("[mini]\n\tb = c\n[a]\n", ["1", "2"], "[mini]\n\tb = c\n\tmaxSize = 1\n\tmaxSize = 2\n[a]\n"),
    ("[mini]\n", [" a;\"\n"], "[mini]\n\tmaxSize = \" a;\\\"\\n\"\n"),
  ])
  func aChangeLeavesTheRestAlone(text: String, values: [String], expected: String) throws {
    let config = try GitConfig(parsing: Array(text.utf8))
    let values = values.map { Array($0.utf8) }
    let bytes = config.replacing("mini.maxSize", with: values)
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
    let changed = try GitConfig(parsing: bytes)
    #expect(changed.settings.filter { $0.name == "mini.maxsize" }.map(\.value) == values)
  }

  @Test(arguments: [
    ("", "[a \"b\"]\n\tkeyName = 1\n"),
    ("[a]\n\tc = d\n", "[a]\n\tc = d\n[a \"b\"]\n\tkeyName = 1\n"),
    ("[A \"b\"]\n\tc = d\n[e]\n", "[A \"b\"]\n\tc = d\n\tkeyName = 1\n[e]\n"),
    ("[a \"b\"]\n\tkeyname = 2\n", "[a \"b\"]\n\tkeyName = 1\n"),
    ("[a \"B\"]\n\tkeyname = 2\n", "[a \"B\"]\n\tkeyname = 2\n[a \"b\"]\n\tkeyName = 1\n"),
  ])
  func aSettingOfASubsectionIsWrittenThere(text: String, expected: String) throws {
    let bytes = try GitConfig(parsing: Array(text.utf8))
      .replacing("a.b.keyName", with: [Array("1".utf8)])
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
    #expect(try GitConfig(parsing: bytes).value("a.b.keyname") == Array("1".utf8))
  }
}
