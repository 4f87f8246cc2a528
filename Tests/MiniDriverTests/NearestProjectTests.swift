// The project of a folder: what is found above it, and what is not.

import BuildCache
import FileIO
import MiniDriver
import SystemPackage
import TestSupport
import Testing

private let disk = LocalFileSystem()

@Suite struct NearestProjectTests {
  private let folder = TemporaryDirectory()

  init() throws {
    for name in ["a/.git", "a/b/c", "a/d/e"] {
      try disk.createDirectories(folder.appending(name))
    }
    try write("a/main.mini", "fn main() { }\n")
    try write("a/d/mini.config", "[program \"p\"]\n\troot = p.mini\n")
  }

  private func path(_ name: String) -> FilePath { folder.appending(name) }

  private func write(_ name: String, _ text: String) throws {
    try disk.replaceFile(path(name), with: Array(text.utf8))
  }

  private func nearest(
    in name: String, _ fileSystem: any FileSystem = disk
  ) -> NearestProject? {
    NearestProject(to: path(name).appending("main.mini"), fileSystem: fileSystem)
  }

  @Test func itIsFoundHereAndAbove() throws {
    for name in ["a", "a/b", "a/b/c"] {
      let project = try #require(nearest(in: name))
      #expect(project.folder == path("a") && project.roots == [path("a/main.mini")])
      #expect(project.programs.isEmpty && project.usualCache == nil)
    }
    let configured = try #require(nearest(in: "a/d/e"))
    #expect(configured.programs.map(\.name) == ["p"] && configured.roots == [path("a/d/p.mini")])
    #expect(configured.usualCache == path("a/d/.mini_cache"))
  }

  /// Programs that are found are run.
  @Test func whatIsAnotherOwnersOrOnAnotherDiskIsNotFoundAbove() {
    for (name, ownerID, device) in [
      ("a", 1, 0), ("a", 0, 1), ("a/main.mini", 1, 0),
    ] as [(String, UInt32, UInt64)] {
      let border = path(name).string
      let changed = FaultyFileSystem(alterStatus: { path, status in
        guard path == border else { return }
        status.ownerID += ownerID
        status.device += device
      })
      #expect(nearest(in: "a/b/c", changed) == nil, "\(name)")
      #expect(nearest(in: "a", changed) != nil, "\(name)")
    }
    let settings = path("a/d/mini.config").string
    let changed = FaultyFileSystem(alterStatus: { path, status in
      if path == settings { status.ownerID += 1 }
    })
    #expect(nearest(in: "a/d/e", changed)?.folder == path("a"))
    #expect(nearest(in: "a/d", changed)?.folder == path("a/d"))
  }
}
