// Names of documents.

import MiniServer
import SystemPackage
import Testing

@Suite struct DocumentURITests {
  @Test(arguments: [
    "/a/b.mini", "/with space/ü/𝄞.mini", "/per%cent/#hash?.mini", "/a:b/c+d/[e].mini",
  ])
  func aPathSurvives(path: String) {
    #expect(DocumentURI.path(of: DocumentURI.uri(of: FilePath(path))) == FilePath(path))
  }

  @Test func clientsEscapeAsTheyLike() {
    #expect(DocumentURI.path(of: "file:///c%3A/a%20b/%C3%BC.mini") == "/c:/a b/ü.mini")
    #expect(DocumentURI.path(of: "file://localhost/a/./b/../c.mini") == "/a/c.mini")
    #expect(DocumentURI.path(of: "file:///a%2") == "/a%2")
  }

  @Test(arguments: ["untitled:Untitled-1", "file://host/a", "file:a", "", "file:///a%00b"])
  func otherNamesAreNoFiles(uri: String) {
    #expect(DocumentURI.path(of: uri) == nil)
  }
}
