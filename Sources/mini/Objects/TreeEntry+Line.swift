// The entries of a tree object, as Git lists them.

import ObjectStore

extension TreeEntry {
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
