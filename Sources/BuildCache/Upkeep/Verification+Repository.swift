// verify, the repository: the folders and files that make a cache one of Git's, and ours.

import FileIO
import ObjectStore
import SystemPackage

extension Verification {
  /// Checks the folders and files; what is missing or wrong is made anew as each build does it.
  mutating func checkRepositoryFiles() throws(UpkeepError) {
    let flaws = try repositoryFlaws()
    guard !flaws.isEmpty else { return }
    guard mode == .repair else {
      for flaw in flaws {
        fault(flaw.path, flaw.problem, .none("'mini verify --repair', or a build, makes it anew"))
      }
      return
    }
    var failure = "it could not be made anew"
    do throws(CacheDirectoryError) {
      _ = try CacheDirectory.create(at: directory.path, fileSystem: fileSystem)
    } catch {
      failure += ": \(error)"
    }
    let left = Set(try repositoryFlaws().map(\.path))
    for flaw in flaws {
      fault(flaw.path, flaw.problem, left.contains(flaw.path) ? .none(failure) : .done("made anew"))
    }
  }

  private func repositoryFlaws() throws(UpkeepError) -> [(path: String, problem: String)] {
    try UpkeepError.ofFile { () throws(FileError) in
      var flaws: [(path: String, problem: String)] = []
      for folder in Self.repositoryFolders {
        let status = try fileSystem.status(of: directory.path(folder), followingLinks: true)
        switch status?.kind {
        case .directory: break
        case nil: flaws.append((folder, "the folder is missing"))
        default: flaws.append((folder, "not a folder"))
        }
      }
      for file in Self.repositoryFiles {
        if let problem = try problem(of: file) { flaws.append((file.name, problem)) }
      }
      return flaws
    }
  }

  private func problem(of file: RepositoryFile) throws(FileError) -> String? {
    let path = directory.path(file.name)
    guard let status = try fileSystem.status(of: path, followingLinks: true) else {
      return "the file is missing"
    }
    guard status.kind == .regular else { return "not a file" }
    guard status.sizeBytes <= UInt64(Self.repositoryFileSizeMax),
      let bytes = try fileSystem.contents(of: path, sizeMax: Self.repositoryFileSizeMax)
    else { return "it is too long" }
    return file.problem(bytes)
  }

  private static let repositoryFileSizeMax = 64 << 10

  private static let repositoryFolders = [
    "zir", "zir/pack", "objects", "objects/pack", "objects/info", "refs", "refs/heads",
    "refs/tags", "combined",
  ]

  /// A file that must be there.
  private struct RepositoryFile: Sendable {
    let name: String
    /// What is wrong with its bytes; `nil` if they will do.
    let problem: @Sendable ([UInt8]) -> String?
  }

  private static let repositoryFiles = [
    RepositoryFile(name: "config") { configProblem($0) },
    RepositoryFile(name: "objects/info/alternates") { bytes in
      bytes.split(separator: 0x0A).contains { $0.elementsEqual("../zir".utf8) }
        ? nil : "it does not name '../zir'"
    },
    RepositoryFile(name: ".gitignore") { bytes in
      bytes == Array("*\n".utf8) ? nil : "it does not keep the cache out of version control"
    },
    RepositoryFile(name: "CACHEDIR.TAG") { bytes in
      bytes.starts(with: "Signature: 8a477f597d28d172789f06886806bc55\n".utf8)
        ? nil : "it does not bear the signature of cache folders"
    },
    RepositoryFile(name: "lock") { _ in nil },
    RepositoryFile(name: "HEAD") { bytes in
      bytes == Array("ref: refs/heads/main\n".utf8) ? nil : "it does not name the branch 'main'"
    },
  ]

  /// The settings that a cache stands on, in the order in which they are missed.
  private static let settings = [
    ("mini.cache", ["1"]), ("core.repositoryformatversion", ["1"]),
    ("core.bare", ["true", "yes", "on", "1"]), ("extensions.objectformat", ["sha256"]),
    ("extensions.preciousobjects", ["true", "yes", "on", "1"]), ("gc.auto", ["0"]),
  ]

  /// What is wrong with a cache's configuration.
  ///
  /// - SeeAlso: git-config(1), "Syntax", as far as what builds write goes
  private static func configProblem(_ bytes: [UInt8]) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return "it is not text" }
    var values: [String: String] = [:]
    var section = ""
    for line in text.split(separator: "\n") {
      let words = line.prefix { $0 != "#" && $0 != ";" }.filter { !$0.isWhitespace && $0 != "\"" }
      if words.isEmpty { continue }
      if words.hasPrefix("[") {
        guard words.hasSuffix("]") else { return "a section's name is cut" }
        section = words.dropFirst().dropLast().lowercased()
        continue
      }
      let halves = words.split(separator: "=", maxSplits: 1)
      guard let name = halves.first, !section.isEmpty else { return "it cannot be read" }
      values["\(section).\(name.lowercased())"] = halves.count == 2 ? String(halves[1]) : "true"
    }
    for (name, allowed) in settings
    where !allowed.contains(values[name]?.lowercased() ?? "") {
      return "it does not set '\(name)' to '\(allowed[0])'"
    }
    return nil
  }
}
