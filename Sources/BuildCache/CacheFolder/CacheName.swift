// The names of all files and folders of a cache.

import FileIO
import ObjectStore

/// Names at a cache's top level, and in the folders of projects.
package enum CacheName {
  /// The usual name of a cache's folder.
  package static let folder = ".mini_cache"

  package static let config = "config"
  static let head = "HEAD"
  package static let tag = "CACHEDIR.TAG"
  static let ignore = ".gitignore"
  /// Also in a work folder, whose process holds it.
  package static let lock = "lock"
  static let lockWanted = "lock.wanted"
  static let saveLock = "save.lock"
  static let gcLock = "gc.lock"
  /// Created when needed.
  static let flights = "flights.lock"
  /// Damaged files, and others that were in the way. Created when needed.
  static let quarantine = "quarantine"
  /// The folders of the projects that share the cache. Created when needed.
  package static let projects = "projects"

  /// The rows of snapshots that were fetched. Created when needed.
  static let fetched = "fetched"

  package static let zirIndex = "zir_index.bin"
  package static let airIndex = "air_index.bin"
  static let unitIndex = "unit_index.bin"
  package static let toolchains = "toolchain.bin"
  /// The source files that need no formatting.
  package static let formatted = "formatted.bin"
  /// The records of builds, and of builds before those.
  package static let builds = "builds.bin"
  package static let olderBuilds = "builds.old.bin"
  static let verifyState = "verify_state.bin"
  /// The size of a cache without its objects.
  static let size = "gc.size"

  // Of one project: at the top level, or in its folder.
  package static let fileHashes = "file_hashes.bin"
  static let units = "units.bin"
  static let tests = "tests.bin"
  static let snapshot = "snapshot.bin"
  static let combined = "combined"
  /// The path of the root file.
  static let root = "root"

  static let locks = [lock, lockWanted, saveLock, gcLock, flights]

  enum Role {
    /// Refers to objects. Without it, no object counts as missing.
    case index
    case contents
    /// Makes the folder a cache and a repository.
    case frame
    case sign, foreign
  }

  /// The role of a name at the cache's top level: mini's files, those that Git adds to a
  /// repository, and temporary files of both.
  static func role(of name: String) -> Role {
    switch name {
    case config, tag: .sign
    case head, "zir", "objects", combined, "refs", ignore: .frame
    case fileHashes, zirIndex, airIndex, unitIndex, units, projects: .index
    case quarantine, toolchains, formatted, builds, olderBuilds, verifyState, size, tests, snapshot,
      fetched:
      .contents
    case "info", "logs", "hooks", "branches", "description", "packed-refs", "index", "worktrees",
      "FETCH_HEAD", "ORIG_HEAD", "gc.pid", "gc.log", "shallow":
      .contents
    default:
      locks.contains(name) || name.hasPrefix(TemporaryName.prefix)
        ? .contents : .foreign
    }
  }

  /// The files and folders of the frame and the signs, in order of removal.
  static let removalOrder = [head, combined, "zir", "objects", "refs", ignore, tag, config]

  /// Whether mini or Git creates a file of this name at a cache's top level.
  static func isOwnName(_ name: String) -> Bool {
    switch role(of: name) {
    case .index, .contents, .frame, .sign: true
    case .foreign: false
    }
  }

  /// Whether a name is that of a loose object, a pack or its index: files of mode 0444.
  static func isObjectFile(_ name: [UInt8]) -> Bool {
    let name = String(decoding: name, as: UTF8.self)
    if name.utf8.count == ObjectID.hexLength - 2 { return ObjectID(hex: "00" + name) != nil }
    return [".pack", ".idx"].contains {
      name.hasSuffix($0) && PackChecksum(fileStem: name.dropLast($0.count)) != nil
    }
  }
}
