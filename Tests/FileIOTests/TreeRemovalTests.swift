// Folders are removed and measured through open folders: deep ones, and none through a link.

import FileIO
import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct TreeRemovalTests {
  private let folder = TemporaryDirectory()
  private let disk = LocalFileSystem()

  @Test func whateverIsInAFolderGoesWithIt() throws {
    let top = folder.appending("top")
    var deep = top
    for _ in 0..<300 { deep.append("d") }
    try disk.createDirectories(deep)
    for number in 0..<40 {
      try disk.createDirectories(top.appending("a\(number)/b/c"))
      try disk.replaceFile(top.appending("a\(number)/b/file"), with: [1])
    }
    #expect(symlink("/", top.appending("a1/link").string) == 0)
    #expect(mkfifo(top.appending("a1/b/pipe").string, 0o600) == 0)
    let kept = folder.appending("kept")
    try disk.createDirectories(kept)
    try disk.replaceFile(kept.appending("file"), with: [1])
    #expect(symlink(kept.string, top.appending("a2/b/link").string) == 0)
    #expect(try disk.removeTree(top))
    #expect(try disk.removeTree(top) == false)
    #expect(try disk.entries(of: folder.path)?.map(\.name) == ["kept"])
    #expect(try disk.contents(of: kept.appending("file"), sizeMax: 9) == [1])
    #expect(symlink(kept.string, folder.appending("link").string) == 0)
    #expect(try disk.removeTree(folder.appending("link")))
    #expect(try disk.contents(of: kept.appending("file"), sizeMax: 9) == [1])
    #expect(try disk.removeTree(kept.appending("file")))
  }

  /// Compares with du(1).
  @Test func aFoldersUsageIsThatOfDu() throws {
    let top = folder.appending("top")
    try disk.createDirectories(top.appending("a/b"))
    for (number, size) in [0, 1, 4096, 4097, 100_000].enumerated() {
      try disk.replaceFile(
        top.appending("a/\(number)"), with: [UInt8](repeating: 7, count: size))
    }
    try disk.link(top.appending("a/3"), to: top.appending("a/b/again"))
    #expect(symlink("/usr", top.appending("link").string) == 0)
    let du = try ChildProcess.run(
      "du", ["-s", "--block-size=1", top.string], environment: ["PATH": "/usr/bin:/bin"])
    #expect("\(try disk.diskUsage(of: top))" == du.outputText.split(separator: "\t").first ?? "")
    #expect(try disk.diskUsage(of: folder.appending("absent")) == 0)
  }
}
