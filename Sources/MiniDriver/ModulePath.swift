// Import paths to module paths, by text alone: links are not resolved (LANGUAGE, "Modules").

/// A module's file, relative to the root file's folder: `lib/math.mini`, `../shared/util.mini`.
package struct ModulePath: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// With `/` between components, `..` only at the front, ending in `.mini`.
  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  package var description: String { path }

  /// The module's name: the path without `.mini`.
  package var module: String {
    // By bytes: to find the last characters of a string means to look for where they begin.
    String(Substring(path.utf8.dropLast(ModulePath.suffix.utf8.count)))
  }

  static let suffix = ".mini"

  // By their bytes, as the disk has them: to a String, one é of one character and one of two are
  // the same, and so would be their files.

  package static func == (a: ModulePath, b: ModulePath) -> Bool {
    a.path.utf8.elementsEqual(b.path.utf8)
  }

  package static func < (a: ModulePath, b: ModulePath) -> Bool {
    a.path.utf8.lexicographicallyPrecedes(b.path.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    for byte in path.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)
  }

  /// The file that `import "<text>"` in this file means.
  ///
  /// - Parameter text: a path that the front end has found well-formed.
  package func importing(_ text: String) -> ModulePath {
    var components = path.utf8.split(separator: UInt8(ascii: "/")).dropLast().map(Substring.init)
    for component in text.utf8.split(separator: UInt8(ascii: "/")).map(Substring.init) {
      if component == "..", let last = components.last, last != ".." {
        components.removeLast()
      } else {
        components.append(component)
      }
    }
    return ModulePath(components.joined(separator: "/"))
  }

  /// Whether the path climbs out of the root's folder and enters it again by its name, so that one
  /// file would be two modules depending on what the folder is called.
  ///
  /// - Parameter rootFolder: the components of the root folder's absolute path.
  package func reenters(rootFolder: [String]) -> Bool {
    let components = path.utf8.split(separator: UInt8(ascii: "/")).map(Substring.init)
    let up = min(components.prefix { $0 == ".." }.count, rootFolder.count)
    guard up > 0 else { return false }
    let down = components.drop { $0 == ".." }.prefix(up)
    return down.elementsEqual(rootFolder.suffix(up)) { $0.utf8.elementsEqual($1.utf8) }
  }

  /// LLVM keeps the symbols `llvm.…` to itself: such a module's functions could not be defined.
  package var isReserved: Bool { module == "llvm" || module.hasPrefix("llvm.") }
}
