// The refs of a repository: the objects that its user wants to keep.
//
//   loose ref   = refs/<name>, HEAD, worktrees/<tree>/HEAD, worktrees/<tree>/refs/<name>
//   contents    = 64 hexadecimal digits | "ref:" SP* name, then white space
//   packed-refs = { "#" … LF | id SP name LF [ "^" id LF ] }
//
// SeeAlso: gitrepository-layout(5), git-pack-refs(1). Reflogs, FETCH_HEAD and ORIG_HEAD keep
// nothing, as in Git.

package import FileIO
package import SystemPackage

/// One ref.
package struct GitRef: Hashable, Sendable {
  /// Relative to the repository, as in `refs/heads/main`.
  package let name: String
  package let id: ObjectID

  package init(name: String, id: ObjectID) {
    self.name = name
    self.id = id
  }
}

/// All refs of a repository.
package struct GitRefs: Sendable {
  /// A file that cannot be read or is not a ref.
  package struct Problem: Hashable, Sendable {
    /// Relative to the repository.
    package let path: String
    /// For a reader.
    package let reason: String
  }

  /// In the order of their names.
  package private(set) var refs: [GitRef] = []
  /// Files that cannot be read or are not refs, with the reason.
  package private(set) var problems: [Problem] = []
  /// The status of each file that was read, in order. While these are unchanged, so are the refs.
  package private(set) var statuses: [FileStatus] = []

  private var packedRefs: [GitRef] = []
  private let root: FilePath
  private let fileSystem: any FileSystem

  /// Reads the refs. Cost without any refs: about a dozen system calls.
  ///
  /// - Parameter repository: its folder.
  package init(of repository: FilePath, fileSystem: any FileSystem) {
    root = repository
    self.fileSystem = fileSystem
    readPacked()
    read("HEAD")
    readAll(in: "refs", depth: 0)
    for tree in names(in: Self.worktrees) where tree.kind == .directory {
      let folder = "\(Self.worktrees)/\(tree.name)"
      read("\(folder)/HEAD")
      readAll(in: "\(folder)/refs", depth: 0)
    }
    // A loose ref overrides a packed one.
    let loose = Set(refs.map(\.name))
    refs += packedRefs.filter { !loose.contains($0.name) }
    refs.sort { ($0.name, $0.id) < ($1.name, $1.id) }
  }

  static let packed = "packed-refs"
  private static let worktrees = "worktrees"
  /// A loose ref is one line; packed-refs is a file of such lines.
  private static let looseBytesMax = 4096
  static let packedBytesMax = 64 << 20
  /// A name is a path of at most 4096 bytes.
  private static let depthMax = 256

  // MARK: Files

  private mutating func readAll(in folder: String, depth: Int) {
    guard depth < Self.depthMax else { return problem(folder, "the folders are too deep") }
    for entry in names(in: folder) {
      let name = "\(folder)/\(entry.name)"
      if entry.kind == .directory {
        readAll(in: name, depth: depth + 1)
      } else if !entry.name.hasPrefix("."), !entry.name.hasSuffix(".lock") {
        read(name)
      }
    }
  }

  private mutating func names(in folder: String) -> [DirectoryEntry] {
    do throws(FileError) {
      return try fileSystem.entries(of: root.appending(folder)) ?? []
    } catch {
      problem(folder, "\(error)")
      return []
    }
  }

  private mutating func bytes(_ name: String, sizeMax: Int) -> [UInt8]? {
    do throws(FileError) {
      let path = root.appending(name)
      guard let file = try fileSystem.contentsAndStatus(of: path, sizeMax: sizeMax) else {
        return nil
      }
      statuses.append(file.before)
      return file.bytes
    } catch {
      problem(name, error.errno.meansNotAFile ? "not a file" : "\(error)")
      return nil
    }
  }

  private mutating func problem(_ name: String, _ reason: String) {
    problems.append(Problem(path: name, reason: reason))
  }

  // MARK: Contents

  private mutating func read(_ name: String) {
    guard let bytes = bytes(name, sizeMax: Self.looseBytesMax) else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    // A symbolic ref names another ref, which is read itself, or does not exist yet.
    if Self.target(ofSymbolic: text) != nil { return }
    guard let id = Self.id(text) else {
      return problem(name, "neither an object's id nor a ref's name")
    }
    refs.append(GitRef(name: name, id: id))
  }

  private mutating func readPacked() {
    guard let bytes = bytes(Self.packed, sizeMax: Self.packedBytesMax) else { return }
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      // The target of a peeled tag is reached from the tag.
      if line.first == UInt8(ascii: "#") || line.first == UInt8(ascii: "^") { continue }
      let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
      guard parts.count == 2, let id = ObjectID(hexBytes: Array(parts[0]).span) else {
        return problem(Self.packed, "one of its lines is not a ref")
      }
      packedRefs.append(GitRef(name: String(decoding: parts[1], as: UTF8.self), id: id))
    }
  }

  /// The ref that a symbolic ref names; nil if it is not a symbolic ref.
  package static func target(ofSymbolic text: String) -> Substring? {
    guard text.hasPrefix("ref:") else { return nil }
    let name = text.dropFirst(4).drop { $0 == " " || $0 == "\t" }.prefix { !$0.isWhitespace }
    return isName(name) ? name : nil
  }

  /// The id in a ref's text, followed by only white space; nil otherwise.
  package static func id(_ text: String) -> ObjectID? {
    let digits = text.prefix { $0.isHexDigit && $0.isASCII }
    guard text.dropFirst(digits.count).allSatisfy(\.isWhitespace) else { return nil }
    return ObjectID(hex: String(digits))
  }

  /// Whether Git accepts this as the name of a ref.
  ///
  /// - SeeAlso: git-check-ref-format(1)
  package static func isName(_ name: Substring) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count > 1 && parts[0] == "refs" && !name.contains("..") && !name.contains("@{")
      && !name.hasSuffix(".")
      && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
      && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && !"~^:?*[\\".utf8.contains($0) }
  }
}
