// The commit of a snapshot.
//
//   commit    = "tree" SP id LF ident LF ident LF [ signature ] LF "Snapshot" SP name LF LF trailer*
//   ident     = ("author" | "committer") SP "mini <mini>" SP seconds SP "+0000"
//   signature = "gpgsig-sha256" { SP line LF }
//   trailer   = ("Mini-Files" | "Mini-Units" | "Mini-Previous") ":" SP value LF
//
// The lines of a signature are those of OpenSSH's armor. It covers the commit without them, as Git signs
// commits (`gpg.format = ssh`): `git verify-commit` checks it.
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
  /// The signature of ``payload``, not checked; `nil`: it has none.
  package private(set) var signature: [UInt8]?

  init(
    tree: ObjectID, name: String, seconds: Int64, files: Int, units: Int, previous: ObjectID?,
    signature: [UInt8]? = nil
  ) {
    self.tree = tree
    self.name = name
    self.seconds = seconds
    self.files = files
    self.units = units
    self.previous = previous
    self.signature = signature
  }

  /// The commit with a signature; `nil` if that has too many bytes, or not the form of one.
  func signed(_ signature: [UInt8]) -> SnapshotCommit? {
    var signed = self
    signed.signature = signature
    return SnapshotCommit(StoredObject(type: .commit, body: signed.body)) == signed ? signed : nil
  }

  var body: [UInt8] {
    let lines = (signature ?? []).split(separator: lineFeed, omittingEmptySubsequences: false)
    let signed = lines.dropLast().flatMap { [UInt8(ascii: " ")] + $0 + [lineFeed] }
    return head + (signature == nil ? [] : Array(Self.signatureName.utf8) + signed) + message
  }

  /// The bytes that a signature covers.
  package var payload: [UInt8] { head + message }

  private var head: [UInt8] {
    Self.text([
      "tree \(tree)", "author mini <mini> \(seconds) +0000",
      "committer mini <mini> \(seconds) +0000",
    ])
  }

  private var message: [UInt8] {
    let last = previous.map { ["Mini-Previous: \($0)"] } ?? []
    return Self.text(
      ["", "Snapshot \(name)", "", "Mini-Files: \(files)", "Mini-Units: \(units)"] + last)
  }

  private static func text(_ lines: [String]) -> [UInt8] {
    Array(lines.map { $0 + "\n" }.joined().utf8)
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
      previous: found["Mini-Previous: "].flatMap { ObjectID(hex: $0) },
      signature: Self.signature(in: object.body))
    // It has one spelling, so nothing in it stays unread.
    guard body == object.body else { return nil }
  }

  private static func signature(in body: [UInt8]) -> [UInt8]? {
    let lines = body.split(separator: lineFeed, omittingEmptySubsequences: false)
    guard let first = lines.firstIndex(where: { $0.starts(with: signatureName.utf8) }) else {
      return nil
    }
    let rest = lines[(first + 1)...].prefix { $0.first == UInt8(ascii: " ") }
    return ([lines[first].dropFirst(signatureName.utf8.count)] + rest)
      .flatMap { $0.dropFirst() + [lineFeed] }
  }

  /// As Git names it in repositories of object format sha256.
  private static let signatureName = "gpgsig-sha256"
  /// A name has at most 4096 bytes, the signature of an RSA key of 16,384 bits 6,000.
  private static let bytesMax = 16_384
}

private let lineFeed = UInt8(ascii: "\n")
