// The parts of a snapshot: names, rows and commits, and what strangers may have made of them.

import BuildCache
import FuzzProperties
import ObjectStore
import TestSupport
import Testing

@Suite struct SnapshotFormatTests {
  @Test func nameOfSnapshotHasOneRef() {
    for text in ["main", "team/main", "a-b", "ü", "fetched/main", "fetched/a/b"] {
      let name = SnapshotName(text)
      #expect(name?.description == text)
      #expect(name.flatMap { SnapshotName(ref: $0.ref) } == name)
    }
    for text in [
      "", "/", "a/", "/a", "a//b", ".a", "a/.b", "a..b", "a.lock", "a.", "-a", "a b", "a:b",
      "a@{1}",
      "a\n", "fetched/", "fetched/fetched/a", "a\\b", "a~1", "a^", "a?",
    ] {
      #expect(SnapshotName(text) == nil, "\(text)")
    }
    #expect(SnapshotName(ref: "refs/heads/main") == nil)
    let pin = SnapshotName(.pinned, "a/b")
    #expect(pin?.ref == "refs/mini/pins/a/b" && pin?.description == "a/b")
    #expect(SnapshotName(ref: "refs/mini/pins/a/b") == pin && pin != SnapshotName("a/b"))
  }
}
