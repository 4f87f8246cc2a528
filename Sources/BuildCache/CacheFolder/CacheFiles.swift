// The files that make a folder a cache and a bare Git repository: their required content, and how
// missing or wrong ones are rebuilt.

import FileIO
import Glibc
import ObjectStore
import SystemPackage

/// Inspects and completes a cache's folder.
struct CacheFiles {
  let path: FilePath
  let fileSystem: CacheFileSystem

  enum Finding {
    case absent
    /// Contains only what a creator leaves if it is killed early.
    case empty
    case ours
    case foreign
  }

  /// Determines whether the folder is a cache. Writes nothing.
  ///
  /// - Parameter status: the folder's.
  func inspect(_ status: FileStatus?) throws(CacheDirectoryError) -> Finding {
    guard status != nil else { return .absent }
    if try bearsSign() { return .ours }
    let entries = try asCacheDirectoryError { () throws(FileError) in
      try fileSystem.entries(of: path) ?? []
    }
    if entries.allSatisfy({ Self.isLeftover($0.name) }) { return .empty }
    // Another process can have created the cache since. It writes the sign before the files just
    // listed.
    if try bearsSign() { return .ours }
    return isTorn(entries, try bytes(CacheName.config) ?? []) ? .ours : .foreign
  }

  private func bearsSign() throws(CacheDirectoryError) -> Bool {
    let config = try bytes(CacheName.config) ?? []
    if CacheConfig.bearsSign(config) { return true }
    guard !CacheConfig.isNewer(config) else { throw .newer(path.string) }
    // If the configuration is damaged, the tag serves as the sign.
    return try bytes(CacheName.tag) == Array(Self.tag.utf8)
  }

  /// Whether a name does not indicate a cache: a waiting process created the lock, or a killed one
  /// left the file.
  static func isLeftover(_ name: String) -> Bool {
    name.hasPrefix(TemporaryName.prefix) || CacheName.locks.contains(name)
  }

  /// Whether the folder is a cache that lost both signs in a power failure, because neither was on
  /// the disk yet. It must contain only names that a cache has. Its configuration, if any, must be
  /// ours, possibly cut short or with bytes zeroed. And the folder must have a cache's name, or
  /// contain a tree that only caches have.
  private func isTorn(_ entries: [DirectoryEntry], _ config: [UInt8]) -> Bool {
    guard entries.allSatisfy({ CacheName.isOwnName($0.name) }) else { return false }
    let whole = Array(CacheConfig.text.utf8)
    guard config.count <= whole.count, zip(config, whole).allSatisfy({ $0 == $1 || $0 == 0 })
    else { return false }
    return path.lastComponent?.string == CacheName.folder
      || entries.contains { $0.name == "zir" && $0.kind == .directory }
  }

  /// Creates what is missing and rewrites what is wrong. Idempotent, and safe if other processes do
  /// the same.
  ///
  /// - Returns: one sentence per repair of a cache that was complete before. `HEAD` is created last:
  ///   without it the cache is still being created, and a missing file is not reported.
  func complete() throws(CacheDirectoryError) -> [String] {
    let wasComplete = try kind(CacheName.head) != nil
    for number in 1...removalsMax {
      do throws(CacheDirectoryError) {
        let (repairs, isWhole) = try makeAll()
        if isWhole { return wasComplete ? repairs : [] }
      } catch {
        // The folder of a file can be removed before the file is made.
        guard case .file(let problem) = error, number < removalsMax,
          problem.errorNumber == Errno.noSuchFileOrDirectory.rawValue
        else { throw error }
      }
    }
    return []
  }

  /// One pass over all folders and files.
  ///
  /// - Returns: false if a concurrent removal may have deleted files that this pass found.
  private func makeAll() throws(CacheDirectoryError) -> (repairs: [String], isWhole: Bool) {
    var repairs: [String] = []
    try makeFolder("", &repairs)
    let hadSign = try makeFile(Self.config, &repairs)
    for folder in Self.folders { try makeFolder(folder, &repairs) }
    var hadLock = true
    for file in Self.files {
      let wasRight = try makeFile(file, &repairs)
      if file.name == CacheName.lock { hadLock = wasRight }
    }
    // A removal ends with the lock. So the files that were present above may be gone.
    return (repairs, hadLock || !hadSign)
  }

  /// The same, and also moves aside files that have the names of optional folders.
  func repair() throws(CacheDirectoryError) -> [String] {
    var repairs = try complete()
    for folder in Self.optionalFolders {
      guard let kind = try kind(folder), kind != .directory else { continue }
      try moveAside(folder)
      repairs.append("'\(folder)' was \(kind.words), not a folder; it was moved to quarantine/")
    }
    return repairs
  }

  /// Whether the folder contains only what a creator makes before `HEAD`, its last file, or what a
  /// removal leaves after it. Then nothing counts as missing.
  private func isHalfMade() throws(CacheDirectoryError) -> Bool {
    guard try kind(CacheName.head) == nil else { return false }
    let made = [Self.config.name] + Self.folders + Self.files.map(\.name)
    return try asCacheDirectoryError { () throws(FileError) in
      try (fileSystem.entries(of: path) ?? []).allSatisfy {
        made.contains($0.name) || Self.isLeftover($0.name)
      }
    }
  }

  /// The repairs that ``repair()`` would make, in the same order. Writes nothing.
  func flaws() throws(CacheDirectoryError) -> [CacheFlaw] {
    if try isHalfMade() { return [] }
    var flaws: [CacheFlaw] = []
    for folder in Self.folders + Self.optionalFolders {
      switch try kind(folder) {
      case .directory: continue
      case nil where Self.optionalFolders.contains(folder): continue
      case nil: flaws.append(CacheFlaw(path: folder, problem: "the folder is missing"))
      case .regular, .symbolicLink, .other:
        flaws.append(CacheFlaw(path: folder, problem: "not a folder"))
      }
    }
    for file in [Self.config] + Self.files {
      let problem: String?
      switch try kind(file.name) {
      case .regular: problem = try bytes(file.name).map(file.problem) ?? "it is too long"
      case nil: problem = "the file is missing"
      case .directory, .symbolicLink, .other: problem = "not a file"
      }
      if let problem { flaws.append(CacheFlaw(path: file.name, problem: problem)) }
    }
    return flaws
  }

  // MARK: Required files

  struct File: Sendable {
    let name: String
    let contents: String
    /// The fault in the bytes; nil if they are acceptable, because users can change some of these
    /// files.
    let problem: @Sendable ([UInt8]) -> String?
  }

  /// Created first, because it contains the sign.
  static let config = File(name: CacheName.config, contents: CacheConfig.text) {
    CacheConfig.problem($0)
  }

  /// The tag of the Cache Directory Tagging Specification, with a comment that names mini.
  static let tag = """
    Signature: 8a477f597d28d172789f06886806bc55
    # This folder is a cache made by mini; see https://bford.info/cachedir/
    # It can be removed at any time.

    """

  static let head = "ref: refs/heads/main\n"

  static let folders = [
    "zir", "zir/pack", "objects", "objects/pack", "objects/info", "refs", "refs/heads",
    "refs/tags", CacheName.combined,
  ]

  /// Created when needed.
  static let optionalFolders = [CacheName.quarantine, CacheName.projects]

  /// In order of creation. `HEAD` is last, because Git then accepts the folder as a repository.
  static let files = [
    File(name: "objects/info/alternates", contents: "../zir\n") { bytes in
      bytes.split(separator: 0x0A).contains { $0.elementsEqual("../zir".utf8) }
        ? nil : "it does not name '../zir'"
    },
    File(name: CacheName.ignore, contents: "*\n") { bytes in
      bytes == Array("*\n".utf8) ? nil : "it does not keep the cache out of version control"
    },
    File(name: CacheName.tag, contents: tag) { bytes in
      bytes == Array(tag.utf8) ? nil : "it is not the tag of a cache folder of ours"
    },
    File(name: CacheName.lock, contents: "") { _ in nil },
    // A user of Git can set another branch, or a detached `HEAD`.
    File(name: CacheName.head, contents: head) { bytes in
      if bytes == Array(head.utf8) { return nil }
      let text = String(decoding: bytes, as: UTF8.self)
      let branches = "refs/heads/"
      let branch = GitRefs.target(ofSymbolic: text).map { String($0) }
      let isBranch = branch.map { $0.hasPrefix(branches) && $0.utf8.count > branches.utf8.count }
      return isBranch ?? (GitRefs.id(text) != nil) ? nil : "it names neither a branch nor an object"
    },
  ]

  /// These files are short; a longer one is damaged.
  static let fileSizeMaxBytes = 64 << 10

  // MARK: Writing

  /// Creates a folder. Another file with its name is moved aside.
  private func makeFolder(
    _ name: String, _ repairs: inout [String]
  ) throws(CacheDirectoryError) {
    let folder = name.isEmpty ? path : path.appending(name)
    if try isFolder(name) { return }
    switch try kind(name) {
    case .directory: return
    case nil: repairs.append("folder '\(name)' was missing and was created again")
    case .regular, .symbolicLink, .other:
      try replace(name, "folder", &repairs)
    }
    try asCacheDirectoryError { () throws(FileError) in try fileSystem.createDirectories(folder) }
  }

  /// Writes a file. A wrong one is moved aside.
  ///
  /// - Returns: whether it was right already.
  private func makeFile(
    _ file: File, _ repairs: inout [String]
  ) throws(CacheDirectoryError) -> Bool {
    if try isRight(file) { return true }
    switch try kind(file.name) {
    case .regular:
      // It may have been absent above, and another process has made it since.
      if try isRight(file) { return true }
      try moveAside(file.name)
      repairs.append("'\(file.name)' was damaged and was rewritten")
    case nil:
      // Not reported: a removal between two builds removes the lock last.
      guard !CacheName.locks.contains(file.name) else { break }
      repairs.append("'\(file.name)' was missing and was rewritten")
    case .directory, .symbolicLink, .other:
      try replace(file.name, "file", &repairs)
    }
    try asCacheDirectoryError { () throws(FileError) in
      try fileSystem.replaceFile(path.appending(file.name), with: Array(file.contents.utf8))
    }
    return false
  }

  private func isRight(_ file: File) throws(CacheDirectoryError) -> Bool {
    try bytes(file.name).map { file.problem($0) == nil } ?? false
  }

  /// Moves something of another kind aside, before the right file or folder is created.
  private func replace(
    _ name: String, _ expected: String, _ repairs: inout [String]
  ) throws(CacheDirectoryError) {
    let found = try kind(name)?.words ?? "something else"
    try moveAside(name)
    repairs.append(
      "'\(name)' was \(found), not a \(expected); it was moved to quarantine/ and replaced")
  }

  /// Moves a name into the quarantine. Another process can have moved it already.
  private func moveAside(_ name: String) throws(CacheDirectoryError) {
    let file = path.appending(name)
    try asCacheDirectoryError { () throws(FileError) in
      do throws(Errno) {
        _ = try unsafe file.withCString { name throws(Errno) in
          try unsafe fileSystem.moveAside(name)
        }
      } catch {
        throw FileError(.rename, file, error)
      }
    }
  }

  /// Whether a folder exists. Cost: two system calls, however deep it is.
  private func isFolder(_ name: String) throws(CacheDirectoryError) -> Bool {
    guard name.contains("/") else { return try kind(name) == .directory }
    return try asCacheDirectoryError { () throws(FileError) in
      let flags = openPathOnly | O_DIRECTORY
      guard let folder = try fileSystem.openIfPresent(path.appending(name), flags: flags) else {
        return false
      }
      try? fileSystem.close(folder)  // nothing was written
      return true
    }
  }

  private func kind(_ name: String) throws(CacheDirectoryError) -> FileKind? {
    let file = name.isEmpty ? path : path.appending(name)
    return try asCacheDirectoryError { () throws(FileError) in
      guard let status = try fileSystem.status(of: file, followingLinks: true) else { return nil }
      if !name.isEmpty { fileSystem.note(status) }
      return status.kind
    }
  }

  /// The bytes of a short file; nil if it is absent, too long or not a file.
  private func bytes(_ name: String) throws(CacheDirectoryError) -> [UInt8]? {
    do {
      let found = try fileSystem.contentsAndStatus(
        of: path.appending(name), sizeMax: Self.fileSizeMaxBytes)
      guard let found else { return nil }
      fileSystem.note(found.after)
      return found.bytes
    } catch {
      if error.errno == .fileTooLarge || error.errno.meansNotAFile { return nil }
      throw .file(FileProblem(error))
    }
  }
}

/// Maximum number of removals beside the creation of a cache.
private let removalsMax = 100

extension FileKind {
  /// For a message.
  fileprivate var words: String {
    switch self {
    case .regular: "a file"
    case .directory: "a folder"
    case .symbolicLink: "a symbolic link"
    case .other: "a special file"
    }
  }
}

/// Converts the file system's error into the cache folder's.
func asCacheDirectoryError<Value: ~Copyable>(
  _ body: () throws(FileError) -> Value
) throws(CacheDirectoryError) -> Value {
  do {
    return try body()
  } catch {
    throw .file(FileProblem(error))
  }
}

/// A missing or wrong folder or file of a cache.
package struct CacheFlaw: Hashable, Sendable {
  /// Relative to the cache.
  package let path: String
  /// In words.
  package let problem: String
}
