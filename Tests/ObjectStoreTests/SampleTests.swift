// The library alone: a program that uses nothing but ObjectStore, run beside stock git.

import FileIO
import SystemPackage
import TestSupport
import Testing

@Suite struct SampleTests {
  let folder = TemporaryDirectory()

  @Test func aProgramThatUsesTheLibraryAloneWritesWhatGitReads() throws {
    let repository = folder.appending("repository")
    let git = try RealGit(newRepositoryAt: repository)
    let finished = try ChildProcess.run(
      Repository.root.appending(FilePath(".build/release/ObjectStoreSample").components).string,
      [repository.string, "hello"], in: folder.path)
    #expect(finished.status == 0, "\(finished.errorText)")
    let words = finished.outputText.split(whereSeparator: \.isWhitespace).map(String.init)
    #expect(words.last == "hello")
    #expect(try git.run("cat-file", "-p", words[0]) == "hello")
    #expect(try git.run("cat-file", "-t", words[0]) == "blob\n")
  }

  /// The overview page shows the sample as it is.
  @Test func thePageShowsTheSample() throws {
    func text(_ path: String) throws -> String {
      let bytes = try LocalFileSystem().contents(
        of: Repository.root.appending(FilePath(path).components), sizeMax: 1 << 20)
      return String(decoding: try #require(bytes), as: UTF8.self)
    }
    let sample = try text("Tests/ObjectStoreSample/ObjectStoreSample.swift")
    let page = try text("Sources/ObjectStore/ObjectStore.docc/ObjectStore.md")
    #expect(page.contains("```swift\n\(sample)```\n"))
  }
}
