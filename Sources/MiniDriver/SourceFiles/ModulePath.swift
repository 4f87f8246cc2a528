// Resolves import paths to module paths by text alone, without following links (LanguageReference,
// "Modules").

package import MiniFrontend

/// A module's file, relative to the root file's folder: `lib/math.mini`, `../shared/util.mini`.
package struct ModulePath: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Components are separated by `/`. `..` occurs only at the front. The path ends in `.mini`.
  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  /// - Parameter module: a module's name.
  package init(ofModule module: String) {
    path = StandardModule(path: module) == nil ? module + Self.suffix : module
  }

  package var description: String { path }

  /// The module's name: the path without `.mini`.
  package var module: String {
    if standardModule != nil { return path }
    // Bytes, because removing characters from a string searches for their boundaries.
    return String(Substring(path.utf8.dropLast(ModulePath.suffix.utf8.count)))
  }

  /// The end of a source file's name.
  package static let suffix = ".mini"

  /// The standard module of this path, whose text is part of the tool; `nil` for a file.
  package var standardModule: StandardModule? { StandardModule(path: path) }

  package var origin: SourceOrigin { standardModule == nil ? .project : .standardModule }

  // Compares bytes, as the disk does. A String treats é as one scalar and é as two scalars as
  // equal, although they name two files.

  package static func == (a: ModulePath, b: ModulePath) -> Bool {
    a.withBytes { a in b.withBytes { b in a.elementsEqual(b) } }
  }

  package static func < (a: ModulePath, b: ModulePath) -> Bool {
    a.withBytes { a in b.withBytes { b in a.lexicographicallyPrecedes(b) } }
  }

  package func hash(into hasher: inout Hasher) {
    withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xFF as UInt8)
  }

  /// Calls `body` with the bytes of the path.
  private func withBytes<Value>(_ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
    var path = path
    return path.withUTF8(body)
  }

  /// The file that `import "<text>"` in this file names.
  ///
  /// - Parameter text: a path that the front end has found well-formed.
  package func importing(_ text: String) -> ModulePath {
    if text.utf8.starts(with: StandardModule.prefix.utf8) { return ModulePath(text) }
    let slash = UInt8(ascii: "/")
    let up = Array("../".utf8)
    // The folder with its trailing slash, then each part of the text in turn.
    var bytes = Array(path.utf8)
    bytes.removeLast(bytes.count - (bytes.lastIndex(of: slash).map { $0 + 1 } ?? 0))
    var rest = Array(text.utf8)[...]
    while rest.starts(with: up), !bytes.isEmpty, !isParent(bytes) {
      rest.removeFirst(up.count)
      bytes.removeLast()
      bytes.removeLast(bytes.count - (bytes.lastIndex(of: slash).map { $0 + 1 } ?? 0))
    }
    bytes += rest
    return ModulePath(String(decoding: bytes, as: UTF8.self))
  }

  /// Whether a folder, written with a trailing slash, ends in `..`: then text cannot go further up.
  private func isParent(_ folder: [UInt8]) -> Bool {
    folder.elementsEqual("../".utf8) || folder.suffix(4).elementsEqual("/../".utf8)
  }

  /// The text by which this file imports another one; `nil`: no text does.
  package func importPath(of other: ModulePath) -> String? {
    if other.standardModule != nil { return other.path }
    let (from, to) = (path.split(separator: "/").dropLast(), other.path.split(separator: "/"))
    let shared = zip(from, to.dropLast()).prefix { $0 == $1 }.count
    let up = Array(repeating: "../", count: from.count - shared).joined()
    let text = up + to.dropFirst(shared).joined(separator: "/")
    return importing(text) == other ? text : nil
  }

  /// Whether the path leaves the root's folder and enters it again by its name. Then one file would
  /// be two modules, depending on the folder's name.
  ///
  /// - Parameter rootFolder: the components of the root folder's absolute path.
  package func reenters(rootFolder: [String]) -> Bool {
    guard path.utf8.starts(with: "../".utf8) else { return false }
    let components = path.utf8.split(separator: UInt8(ascii: "/")).map(Substring.init)
    let up = min(components.prefix { $0 == ".." }.count, rootFolder.count)
    guard up > 0 else { return false }
    let down = components.drop { $0 == ".." }.prefix(up)
    return down.elementsEqual(rootFolder.suffix(up)) { $0.utf8.elementsEqual($1.utf8) }
  }

  /// The reason why no file can have the module's name; `nil` if a file can have it.
  package var reservation: String? {
    // `llvm.mini` is the module `llvm`.
    if path.utf8.starts(with: "llvm.".utf8) {
      return "LLVM keeps symbols that begin with 'llvm.' to itself"
    }
    if path.utf8.starts(with: StandardModule.prefix.utf8), standardModule == nil {
      return "names that begin with 'std:' belong to standard modules"
    }
    return nil
  }
}
