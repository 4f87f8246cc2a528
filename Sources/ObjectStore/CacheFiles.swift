// The files that make a folder a cache and a bare Git repository: what each must say, and how
// what is missing or wrong is made anew.

import FileIO
import Glibc
import SystemPackage

/// Looks at a cache's folder, and completes it.
struct CacheFiles {
  let path: FilePath
  let fileSystem: any FileSystem

  enum Finding {
    case absent
    /// Nothing in it but what a maker that was killed at once leaves behind.
    case empty
    case ours
    case foreign
  }

  /// Tells whether the folder is a cache's. Writes nothing.
  ///
  /// - Parameter status: the folder's.
  func inspect(_ status: FileStatus?) throws(CacheDirectoryError) -> Finding {
    guard status != nil else { return .absent }
    if try bearsSign() { return .ours }
    let entries = try wrap { () throws(FileError) in try fileSystem.entries(of: path) ?? [] }
    if entries.allSatisfy({ Self.isLeftover($0.name) }) { return .empty }
    // Another maker may have been at it since: whose files are listed, his sign is there.
    if try bearsSign() { return .ours }
    return isTorn(entries, try bytes("config") ?? []) ? .ours : .foreign
  }

  private func bearsSign() throws(CacheDirectoryError) -> Bool {
    let config = try bytes("config") ?? []
    if CacheConfig.bearsSign(config) { return true }
    guard !CacheConfig.isNewer(config) else { throw .newer(path.string) }
    // A configuration that was damaged is not the end: the tag is as good a sign.
    return try bytes("CACHEDIR.TAG") == Array(Self.tag.utf8)
  }

  /// Whether a name says nothing of a cache: a waiting process has made the lock, or a killed one has left
  /// the file.
  static func isLeftover(_ name: String) -> Bool {
    name.hasPrefix(temporaryPrefix) || lockNames.contains(name)
  }

  static let lockNames = ["lock", "lock.wanted", "save.lock", "gc.lock"]

  /// Whether the folder is a cache whose signs a loss of power has taken, as it may while neither
  /// is on the disk yet: it holds nothing but what a cache holds, a configuration that is there
  /// says nothing else than ours, and it has the name of a cache or a tree that only caches have.
  private func isTorn(_ entries: [DirectoryEntry], _ config: [UInt8]) -> Bool {
    guard entries.allSatisfy({ CacheDirectory.isOwnName($0.name) }) else { return false }
    let whole = Array(CacheConfig.text.utf8)
    guard config.count <= whole.count, zip(config, whole).allSatisfy({ $0 == $1 || $0 == 0 })
    else { return false }
    return path.lastComponent?.string == CacheDirectory.folderName
      || entries.contains { $0.name == "zir" && $0.kind == .directory }
  }

  /// Makes what is missing and remakes what is wrong. Idempotent, and safe while others do it.
  ///
  /// - Returns: a sentence for each repair of a cache that was whole once. `HEAD` is made last: as
  ///   long as there is none, the cache is still being made, and nothing is missed.
  func complete() throws(CacheDirectoryError) -> [String] {
    let wasComplete = try kind("HEAD") != nil
    var repairs: [String] = []
    try makeFolder("", &repairs)
    try makeFile(Self.config, &repairs)
    for folder in Self.folders { try makeFolder(folder, &repairs) }
    for file in Self.files { try makeFile(file, &repairs) }
    return wasComplete ? repairs : []
  }

  /// The same, and makes free the names of folders that only some caches have.
  func repair() throws(CacheDirectoryError) -> [String] {
    var repairs = try complete()
    for folder in Self.optionalFolders {
      guard let kind = try kind(folder), kind != .directory else { continue }
      try moveAside(folder)
      repairs.append("'\(folder)' was not a folder and is moved aside")
    }
    return repairs
  }

  /// Whether the folder holds no more than what a maker makes before `HEAD`, its last file, and a
  /// remover leaves after it: then nothing is missing.
  private func isHalfMade() throws(CacheDirectoryError) -> Bool {
    guard try kind("HEAD") == nil else { return false }
    let made = [Self.config.name] + Self.folders + Self.files.map(\.name)
    return try wrap { () throws(FileError) in
      try (fileSystem.entries(of: path) ?? []).allSatisfy {
        made.contains($0.name) || Self.isLeftover($0.name)
      }
    }
  }

  /// What ``repair()`` would make anew, in the order in which it would. Writes nothing.
  func flaws() throws(CacheDirectoryError) -> [CacheFlaw] {
    if try isHalfMade() { return [] }
    var flaws: [CacheFlaw] = []
    for folder in Self.folders + Self.optionalFolders {
      switch try kind(folder) {
      case .directory: continue
      case nil where Self.optionalFolders.contains(folder): continue
      case nil: flaws.append(CacheFlaw(path: folder, problem: "the folder is missing"))
      default: flaws.append(CacheFlaw(path: folder, problem: "not a folder"))
      }
    }
    for file in [Self.config] + Self.files {
      let problem: String?
      switch try kind(file.name) {
      case .regular: problem = try bytes(file.name).map(file.problem) ?? "it is too long"
      case nil: problem = "the file is missing"
      default: problem = "not a file"
      }
      if let problem { flaws.append(CacheFlaw(path: file.name, problem: problem)) }
    }
    return flaws
  }

  // MARK: What there must be

  struct File: Sendable {
    let name: String
    let contents: String
    /// What is wrong with bytes that are not ours; nil where they will do: a user may have changed
    /// what is his to change.
    let problem: @Sendable ([UInt8]) -> String?
  }

  static let temporaryPrefix = ".tmp_mini_"

  /// The first file made: it bears the sign.
  static let config = File(name: "config", contents: CacheConfig.text) {
    CacheConfig.problem($0)
  }

  /// The Cache Directory Tagging Specification, and a line that says whose it is.
  static let tag = """
    Signature: 8a477f597d28d172789f06886806bc55
    # This folder is a cache made by mini; see https://bford.info/cachedir/
    # It can be removed at any time.

    """

  static let head = "ref: refs/heads/main\n"

  static let folders = [
    "zir", "zir/pack", "objects", "objects/pack", "objects/info", "refs", "refs/heads",
    "refs/tags", "combined",
  ]

  /// Made when they are needed.
  static let optionalFolders = [CacheDirectory.quarantineName, "projects"]

  /// In the order in which they are made; `HEAD` last, for then Git takes it for a repository.
  static let files = [
    File(name: "objects/info/alternates", contents: "../zir\n") { bytes in
      bytes.split(separator: 0x0A).contains { $0.elementsEqual("../zir".utf8) }
        ? nil : "it does not name '../zir'"
    },
    File(name: ".gitignore", contents: "*\n") { bytes in
      bytes == Array("*\n".utf8) ? nil : "it does not keep the cache out of version control"
    },
    File(name: "CACHEDIR.TAG", contents: tag) { bytes in
      bytes == Array(tag.utf8) ? nil : "it is not the tag of a cache folder of ours"
    },
    File(name: "lock", contents: "") { _ in nil },
    // A user of Git's may have another branch, or none.
    File(name: "HEAD", contents: head) { bytes in
      if bytes == Array(head.utf8) { return nil }
      let text = String(decoding: bytes, as: UTF8.self)
      let branches = "refs/heads/"
      let branch = GitRefs.target(ofSymbolic: text).map { String($0) }
      let isBranch = branch.map { $0.hasPrefix(branches) && $0.utf8.count > branches.utf8.count }
      return isBranch ?? (GitRefs.id(text) != nil) ? nil : "it names neither a branch nor an object"
    },
  ]

  /// All these files are short; a longer one is damaged.
  static let fileSizeMaxBytes = 64 << 10

  // MARK: Making it so

  /// Makes a folder; what else has its name is moved aside.
  private func makeFolder(
    _ name: String, _ repairs: inout [String]
  ) throws(CacheDirectoryError) {
    let folder = name.isEmpty ? path : path.appending(name)
    if try isFolder(name) { return }
    switch try kind(name) {
    case .directory: return
    case nil: repairs.append("folder '\(name)' was missing and has been made anew")
    default:
      try moveAside(name)
      repairs.append("'\(name)' was not a folder and has been made anew")
    }
    try wrap { () throws(FileError) in try fileSystem.createDirectories(folder) }
  }

  /// Writes a file; what has its name and is wrong is moved aside.
  private func makeFile(
    _ file: File, _ repairs: inout [String]
  ) throws(CacheDirectoryError) {
    if let found = try bytes(file.name), file.problem(found) == nil { return }
    switch try kind(file.name) {
    case .regular:
      try moveAside(file.name)
      repairs.append("'\(file.name)' was damaged and has been written anew")
    case nil:
      // A remover that comes between two builds takes the lock last.
      guard !Self.lockNames.contains(file.name) else { break }
      repairs.append("'\(file.name)' was missing and has been written anew")
    default:
      try moveAside(file.name)
      repairs.append("'\(file.name)' was not a file and has been written anew")
    }
    try wrap { () throws(FileError) in
      try fileSystem.replaceFile(path.appending(file.name), with: Array(file.contents.utf8))
    }
  }

  /// Moves a name into the quarantine. Another maker may have moved it already.
  private func moveAside(_ name: String) throws(CacheDirectoryError) {
    let file = path.appending(name)
    try wrap { () throws(FileError) in
      do throws(Errno) {
        _ = try unsafe file.withCString { name throws(Errno) in
          try unsafe fileSystem.moveAside(name)
        }
      } catch {
        throw FileError(.rename, file, error)
      }
    }
  }

  /// Whether there is a folder. Cost: two system calls however deep it lies.
  private func isFolder(_ name: String) throws(CacheDirectoryError) -> Bool {
    guard name.contains("/") else { return try kind(name) == .directory }
    return try wrap { () throws(FileError) in
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
    return try wrap { () throws(FileError) in
      try fileSystem.status(of: file, followingLinks: true)?.kind
    }
  }

  /// A short file's bytes; nil where there is none that can be read as one.
  private func bytes(_ name: String) throws(CacheDirectoryError) -> [UInt8]? {
    do {
      return try fileSystem.contents(of: path.appending(name), sizeMax: Self.fileSizeMaxBytes)
    } catch {
      if error.errno == .fileTooLarge || error.errno.meansNotAFile { return nil }
      throw .file(FileProblem(error))
    }
  }
}

/// Makes the store's error of the file system's.
func wrap<Value: ~Copyable>(
  _ body: () throws(FileError) -> Value
) throws(CacheDirectoryError) -> Value {
  do {
    return try body()
  } catch {
    throw .file(FileProblem(error))
  }
}

/// A folder or file that makes a cache what it is, and that is missing or wrong.
package struct CacheFlaw: Hashable, Sendable {
  /// Relative to the cache.
  package let path: String
  /// For a reader.
  package let problem: String
}

extension CacheDirectory {
  /// What is missing or wrong of the folders and files that make a cache one of Git's, and ours:
  /// what ``repair()`` would make anew. None of a cache that is being made or removed.
  package func flaws() throws(CacheDirectoryError) -> [CacheFlaw] {
    try CacheFiles(path: path, fileSystem: fileSystem).flaws()
  }

  /// Makes anew what is missing or wrong; a sentence for each repair.
  package func repair() throws(CacheDirectoryError) -> [String] {
    try CacheFiles(path: path, fileSystem: fileSystem).repair()
  }
}
