// The entries of a tree object: how they are stored, in which order, and how they are read.
//
//   tree = { mode SP name NUL id:32 }       mode: octal digits; 40000 is a tree, 100644 a blob
//
// SeeAlso: `base_name_compare` in Git's read-cache.c

/// An entry of a tree object.
package struct TreeEntry: Sendable {
  /// Octal digits, as stored.
  package let mode: ArraySlice<UInt8>
  package let name: ArraySlice<UInt8>
  package let id: ObjectID

  /// A tree's entries in order, each `<mode> SP <name> NUL <32 bytes>`; `nil` if it is malformed.
  package static func all(of body: [UInt8]) -> [TreeEntry]? {
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

  /// Whether the entry is a tree; `nil` if it is neither a tree nor a plain file.
  package var isTree: Bool? {
    if mode.elementsEqual("40000".utf8) { return true }
    return mode.elementsEqual("100644".utf8) ? false : nil
  }
}

/// Encodes a tree. Its entries can be added in any order; the order of the tree is the fastest.
package struct TreeWriter {
  private struct Entry {
    let name: [UInt8]
    let isTree: Bool
    let id: ObjectID

    /// Git's order: a folder is compared as if its name ended in a slash.
    func precedes(_ other: Entry) -> Bool {
      let common = min(name.count, other.name.count)
      for index in 0..<common where name[index] != other.name[index] {
        return name[index] < other.name[index]
      }
      return byte(common) < other.byte(common)
    }

    private func byte(_ index: Int) -> UInt8 {
      index < name.count ? name[index] : isTree ? UInt8(ascii: "/") : 0
    }
  }

  private var entries: [Entry] = []
  private var isSorted = true

  package init() {}

  package mutating func add(file name: [UInt8], _ id: ObjectID) {
    add(Entry(name: name, isTree: false, id: id))
  }

  package mutating func add(folder name: [UInt8], _ id: ObjectID) {
    add(Entry(name: name, isTree: true, id: id))
  }

  private mutating func add(_ entry: Entry) {
    if let last = entries.last, !last.precedes(entry) { isSorted = false }
    entries.append(entry)
  }

  /// The tree's body.
  package consuming func finish() -> [UInt8] {
    if !isSorted { entries.sort { $0.precedes($1) } }
    var body: [UInt8] = []
    body.reserveCapacity(entries.reduce(0) { $0 + $1.name.count + 8 + ObjectID.byteLength })
    for entry in entries {
      body.append(contentsOf: (entry.isTree ? "40000 " : "100644 ").utf8)
      body.append(contentsOf: entry.name)
      body.append(0)
      entry.id.appendBytes(to: &body)
    }
    return body
  }
}
