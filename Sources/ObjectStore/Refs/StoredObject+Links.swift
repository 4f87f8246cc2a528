// Finds the objects that an object refers to.
//
//   commit = "tree" SP id LF { "parent" SP id LF } …
//   tag    = "object" SP id LF …
//   tree   = { mode SP name NUL id:32 }      mode: octal; 160000 names a commit of another repository
//
// SeeAlso: `parse_commit_buffer` in Git's commit.c, `parse_tag_buffer` in its tag.c,
// `decode_tree_entry` in its tree-walk.c.

extension StoredObject {
  /// The objects that this one refers to, in order; nil if the content does not match the type.
  package var links: [ObjectID]? {
    switch type {
    case .blob: []
    case .tree: treeLinks
    case .commit: headerLinks(first: "tree", others: "parent")
    case .tag: headerLinks(first: "object", others: nil)
    }
  }

  private func headerLinks(first: String, others: String?) -> [ObjectID]? {
    var rest = body[...]
    guard let id = Self.takeLine(first, from: &rest) else { return nil }
    var links = [id]
    if let others {
      while let id = Self.takeLine(others, from: &rest) { links.append(id) }
    }
    return links
  }

  /// Removes a line `<word> SP <id> LF` from the front and returns its id; nil if there is none.
  private static func takeLine(_ word: String, from rest: inout ArraySlice<UInt8>) -> ObjectID? {
    let opening = Array(word.utf8) + [UInt8(ascii: " ")]
    guard rest.starts(with: opening) else { return nil }
    let digits = rest.dropFirst(opening.count).prefix(ObjectID.hexLength)
    let end = rest.dropFirst(opening.count + ObjectID.hexLength)
    guard end.first == UInt8(ascii: "\n"), let id = ObjectID(hexBytes: Array(digits).span) else {
      return nil
    }
    rest = end.dropFirst()
    return id
  }

  private var treeLinks: [ObjectID]? {
    var links: [ObjectID] = []
    var rest = body[...]
    while !rest.isEmpty {
      guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
        let end = rest[space...].firstIndex(of: 0)
      else { return nil }
      let mode = rest[..<space]
      let bytes = rest[(end + 1)...].prefix(ObjectID.byteLength)
      guard !mode.isEmpty, mode.allSatisfy({ (0x30...0x37).contains($0) }), end > space + 1,
        let id = ObjectID(bytes: Array(bytes))
      else { return nil }
      if !mode.elementsEqual("160000".utf8) { links.append(id) }
      rest = rest[(end + 1)...].dropFirst(ObjectID.byteLength)
    }
    return links
  }
}
