// The structure of trees, commits and tags, to reject malformed ones and to show trees.

import ObjectStore

/// The structure of objects that are not blobs.
enum ObjectCheck {
  /// The flaw of a body of this type; `nil` if there is none. Checks the same fields as
  /// `git hash-object`: those that lead to other objects.
  static func flaw(of type: ObjectType, _ body: [UInt8]) -> String? {
    switch type {
    case .blob: return nil
    case .tree: return TreeEntry.all(of: body) == nil ? "malformed entry" : nil
    case .commit:
      var rest = body[...]
      guard takesLine("tree ", &rest) else { return "it does not begin with a tree" }
      while takesLine("parent ", &rest) {}
      return rest.starts(with: "parent ".utf8) ? "malformed parent" : nil
    case .tag:
      var rest = body[...]
      guard takesLine("object ", &rest) else { return "it does not begin with an object" }
      guard rest.starts(with: "type ".utf8), let end = rest.firstIndex(of: 0x0A),
        ObjectType(rawValue: String(decoding: rest[..<end].dropFirst(5), as: UTF8.self)) != nil
      else { return "it names no type" }
      return rest[(end + 1)...].starts(with: "tag ".utf8) ? nil : "it has no name"
    }
  }

  /// Removes `<word><id>` and a line break from the front, if they are there.
  private static func takesLine(_ word: String, _ rest: inout ArraySlice<UInt8>) -> Bool {
    let length = word.utf8.count + ObjectID.hexLength
    guard rest.starts(with: word.utf8), rest.count > length else { return false }
    let line = rest.prefix(length)
    guard rest[rest.startIndex + length] == 0x0A,
      ObjectID(hex: String(decoding: line.dropFirst(word.utf8.count), as: UTF8.self)) != nil
    else { return false }
    rest = rest.dropFirst(length + 1)
    return true
  }
}
