// The entries of a tree object, as Git lists them.

import ObjectStore

struct TreeEntry {
  /// Octal digits, as stored.
  let mode: ArraySlice<UInt8>
  let name: ArraySlice<UInt8>
  let id: ObjectID

  /// A tree's entries in order, each `<mode> SP <name> NUL <32 bytes>`; `nil` if it is malformed.
  static func all(of body: [UInt8]) -> [TreeEntry]? {
    var entries: [TreeEntry] = []
    var rest = body[...]
    while !rest.isEmpty {
      guard let space = rest.firstIndex(of: 0x20), let end = rest[space...].firstIndex(of: 0),
        rest.endIndex - end > ObjectID.byteLength
      else { return nil }
      let mode = rest[..<space]
      let name = rest[(space + 1)..<end]
      guard (1...6).contains(mode.count), mode.allSatisfy({ (0x30...0x37).contains($0) }),
        mode.first != 0x30, !name.isEmpty, !name.contains(UInt8(ascii: "/")),
        let id = ObjectID(bytes: Array(rest[(end + 1)...].prefix(ObjectID.byteLength)))
      else { return nil }
      entries.append(TreeEntry(mode: mode, name: name, id: id))
      rest = rest[(end + 1 + ObjectID.byteLength)...]
    }
    return entries
  }

  /// The format of `git ls-tree`: `100644 blob <id> TAB <name>`.
  var line: [UInt8] {
    let digits = String(decoding: mode, as: UTF8.self)
    let type =
      switch digits {
      case "40000": "tree"
      case "160000": "commit"
      default: "blob"
      }
    let padding = String(repeating: "0", count: max(0, 6 - digits.count))
    return Array("\(padding)\(digits) \(type) \(id)\t".utf8) + GitQuoting.quoted(name) + [0x0A]
  }
}
