// Readable sizes equal Git's output for the same store.

import BuildCache
import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct ReadableSizeTests {
  private static let sizes: [UInt64] = {
    var sizes: Set<UInt64> = [0, 1, 2, 999, 1_600_000, 3_700_000, 12_345_678_901]
    for shift in [10, 20, 30, 32] as [UInt64] {
      for distance in [0, 1, 4, 5, 6, 10, 11, 5242, 5243, 5244, 10_485, 10_486] as [UInt64] {
        sizes.formUnion([(1 << shift) + distance, (1 << shift) - min(distance, 1 << shift)])
        sizes.insert((1 << shift) * 3 / 2 + distance)
      }
    }
    var random = SplitMix64(seed: 4)
    for _ in 0..<100 { sizes.insert(random.next() >> UInt64.random(in: 28...63, using: &random)) }
    return sizes.sorted()
  }()

  /// Garbage of each size, in sparse files: Git prints the size of the file.
  @Test func readableSizesAreThoseOfGit() throws {
    let workspace = Workspace()
    try workspace.write("project/main.mini", "fn main() i32 { return 0; }\n")
    let folder = workspace.folder("project")
    try Mini.build(in: folder)
    let junk = workspace.path("project/.mini_cache/objects/pack/junk")
    let git = RealGit(gitDirectory: FilePath(workspace.path("project/.mini_cache")))
    func line(_ output: String) -> Substring? {
      output.split(separator: "\n").first { $0.hasPrefix("size-garbage: ") }?.dropFirst(14)
    }
    for size in Self.sizes {
      let file = open(junk, O_WRONLY | O_CREAT, 0o644)
      #expect(ftruncate(file, Int(size)) == 0)
      close(file)
      let printed = try #require(line(try git.run("count-objects", "-v", "-H")))
      #expect(ByteText.humanReadable(size) == printed, "\(size)")
    }
    let last = try Mini.run(["count-objects", "-v", "-H"], in: folder)
    #expect(line(last.text) == line(try git.run("count-objects", "-v", "-H")))
  }
}
