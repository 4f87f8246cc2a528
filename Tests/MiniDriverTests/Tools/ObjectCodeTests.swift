// Object files of clang, and damaged ones.

import FileIO
import Glibc
import MiniDriver
import SystemPackage
import TestSupport
import Testing

@Suite struct ObjectCodeTests {
  /// clang's output for a C program.
  private static func compile(_ text: String) throws -> [UInt8] {
    let folder = TemporaryDirectory()
    let path = folder.appending("code.o")
    let searchPath = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    let clang = try ChildProcess.run(
      "clang", ["-c", "-x", "c", "-", "-o", path.string], in: folder.path,
      environment: ["PATH": searchPath], input: Array(text.utf8))
    #expect(clang.status == 0, "\(clang.errorText)")
    return try LocalFileSystem().contents(of: path, sizeMax: 1 << 20) ?? []
  }

  private static let sample = """
    static const int table[] = {1, 2, 3};
    int twice(int n) { return 2 * n; }
    int look(int n) { return twice(table[n]); }
    """

  @Test func aWholeObjectHasNoFlawAndAnyPartOfItHas() throws {
    let object = try Self.compile(Self.sample)
    #expect(ObjectCode.flaw(in: object) == nil)
    for length in 0..<object.count {
      #expect(ObjectCode.flaw(in: Array(object.prefix(length))) != nil, "\(length) bytes")
    }
    #expect(ObjectCode.flaw(in: object.map { _ in 0 }) != nil)
  }

  @Test func damagedObjectsAreExaminedAndComparedWithoutATrap() throws {
    let object = try Self.compile(Self.sample)
    var random = SplitMix64(seed: 11)
    for _ in 0..<4000 {
      var damaged = object
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<object.count, using: &random)
        damaged[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
      }
      _ = ObjectCode.flaw(in: damaged)
      let part = ObjectCode.difference(between: object, and: damaged)
      #expect((part == nil) == (object == damaged))
    }
  }

  @Test(arguments: [
    ("2 * n", "3 * n", "'twice' in section '.text'"),
    ("{1, 2, 3}", "{1, 2, 4}", "'table' in section '.rodata'"),
    ("look", "gaze", "section '.strtab'"),
  ])
  func aDifferenceIsNamed(old: String, new: String, part: String) throws {
    let found = ObjectCode.difference(
      between: try Self.compile(Self.sample),
      and: try Self.compile(Self.sample.replacing(old, with: new)))
    #expect(found?.hasPrefix(part) == true, "\(found ?? "none")")
  }
}
