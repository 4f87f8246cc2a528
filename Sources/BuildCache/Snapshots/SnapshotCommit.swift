// The commit of a snapshot.
//
//   commit   = "tree" SP id LF ident LF ident LF LF "Snapshot" SP name LF LF trailer*
//   ident    = ("author" | "committer") SP "mini <mini>" SP seconds SP "+0000"
//   trailer  = ("Mini-Files" | "Mini-Units" | "Mini-Previous") ":" SP value LF
//
// It has no parent: what an expired snapshot alone reaches would stay. Git shows trailers:
// `git log --format='%(trailers)'`.

package import ObjectStore

/// A state of a project, as its commit describes it.
package struct SnapshotCommit: Hashable, Sendable {
  package let tree: ObjectID
  /// The name that it was made under.
  package let name: String
  /// The time of its making, in seconds since 1970.
  package let seconds: Int64
  package let files: Int
  package let units: Int
  /// The state before it that had the same name, which may be gone.
  package let previous: ObjectID?

  init(
    tree: ObjectID, name: String, seconds: Int64, files: Int, units: Int, previous: ObjectID?
  ) {
    self.tree = tree
    self.name = name
    self.seconds = seconds
    self.files = files
    self.units = units
    self.previous = previous
  }

  var body: [UInt8] {
    let lines = [
      "tree \(tree)", "author mini <mini> \(seconds) +0000",
      "committer mini <mini> \(seconds) +0000", "", "Snapshot \(name)", "",
      "Mini-Files: \(files)", "Mini-Units: \(units)",
    ]
    let last = previous.map { ["Mini-Previous: \($0)"] } ?? []
    return Array((lines + last).map { $0 + "\n" }.joined().utf8)
  }

  /// Parses a commit. `nil` if the object is none, or has a parent, or is not of this form.
  init?(_ object: StoredObject) {
    guard object.type == .commit, object.body.count <= Self.bytesMax, let links = object.links,
      links.count == 1
    else { return nil }
    var found: [String: String] = [:]
    for line in String(decoding: object.body, as: UTF8.self).split(separator: "\n") {
      for start in [
        "committer mini <mini> ", "Snapshot ", "Mini-Files: ", "Mini-Units: ",
        "Mini-Previous: ",
      ] where line.hasPrefix(start) && found[start] == nil {
        found[start] = String(line.dropFirst(start.count))
      }
    }
    guard let time = found["committer mini <mini> "]?.split(separator: " ").first,
      let seconds = Int64(time), let name = found["Snapshot "],
      let files = found["Mini-Files: "].flatMap({ Int($0) }),
      let units = found["Mini-Units: "].flatMap({ Int($0) })
    else { return nil }
    self.init(
      tree: links[0], name: name, seconds: seconds, files: files, units: units,
      previous: found["Mini-Previous: "].flatMap { ObjectID(hex: $0) })
    // It has one spelling, so nothing in it stays unread.
    guard body == object.body else { return nil }
  }

  /// A name has at most 4096 bytes.
  private static let bytesMax = 8192
}
