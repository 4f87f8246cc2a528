// verify: everything in a cache against everything that says how it must be; and its repair.

package import FileIO
package import ObjectStore
import SystemPackage

/// A verification of one cache.
///
/// Any number of builds may run meanwhile: files are replaced by renames, so each is read as it was
/// at one time; what vanishes is absent, which is no fault; what does not fit together is looked at
/// again under the exclusive lock before it is called a fault. Findings are handed over as they are
/// made. Memory: the indexes, mapped, and one object at a time.
package struct Verification {
  package enum Mode: Sendable {
    /// Changes nothing.
    case inspect
    /// Moves what is damaged to the quarantine, and lets indexes forget rows that are wrong.
    case repair
  }

  let directory: CacheDirectory
  let mode: Mode
  let fileSystem: any FileSystem
  private let clock: any WallClock
  /// The header that a project's combined IR must have, as its index has it; `nil`: not known.
  /// (What it says is the language's business.)
  let expectedHeader: (FileHashCache) -> [UInt8]?
  private let report: (VerificationFinding) -> Void

  private(set) var summary = VerificationSummary()
  /// Keys of rows that are wrong, by index.
  private var wrongKeys: [ObjectDatabase.Tree: Set<Digest>] = [:]
  /// What has been moved aside.
  private var moved: Set<FilePath> = []

  package init(
    directory: CacheDirectory, mode: Mode, fileSystem: any FileSystem, clock: any WallClock,
    expectedHeader: @escaping (FileHashCache) -> [UInt8]? = { _ in nil },
    report: @escaping (VerificationFinding) -> Void
  ) {
    self.directory = directory
    self.mode = mode
    self.fileSystem = fileSystem
    self.clock = clock
    self.expectedHeader = expectedHeader
    self.report = report
  }

  /// Checks everything.
  package mutating func run() throws(UpkeepError) -> VerificationSummary {
    try checkRepositoryFiles()
    var indexes: [ObjectDatabase.Tree: ObjectNamers] = [:]
    for tree in ObjectDatabase.Tree.allCases { indexes[tree] = checkIndex(of: tree) }
    let projects = try loadProjects()
    indexes[.zir]?.add(projects)
    for tree in ObjectDatabase.Tree.allCases {
      guard var namers = indexes[tree], let loose = open(tree) else { continue }
      try checkTree(loose, tree, &namers)
    }
    for project in projects { try checkCombined(project) }
    forgetWrongRows()
    return summary
  }

  /// Checks these objects alone, in whichever tree they lie.
  package mutating func run(objects ids: [ObjectID]) throws(UpkeepError) -> VerificationSummary {
    for tree in ObjectDatabase.Tree.allCases {
      guard let loose = open(tree) else { continue }
      var namers = ObjectNamers(tree, index(of: tree))
      for id in ids where loose.contains(id) { checkObject(id, loose, tree, &namers) }
    }
    forgetWrongRows()
    return summary
  }

  private mutating func open(_ tree: ObjectDatabase.Tree) -> LooseTree? {
    do throws(ObjectError) {
      return try LooseTree(path: directory.path(of: tree), fileSystem: fileSystem)
    } catch {
      fault(tree.rawValue, "\(error)", Repair.none("make it a folder that can be read"))
      return nil
    }
  }

  // MARK: Findings

  /// How a fault is repaired.
  enum Repair {
    /// Moving a file or folder to the quarantine, under this name.
    case moveAside(FilePath, as: String, then: String)
    /// Letting an index forget a row.
    case forgetRow(ObjectDatabase.Tree, key: Digest)
    /// It has been repaired already; what was done.
    case done(String)
    /// There is no repair by us; what the user can do.
    case none(String)
  }

  mutating func count(objects: Int = 0, bytes: UInt64 = 0, rows: Int = 0, sections: Int = 0) {
    summary.objects += objects
    summary.objectBytes += bytes
    summary.rows += rows
    summary.sections += sections
  }

  /// Reports a fault and, in repair mode, repairs it.
  mutating func fault(_ path: String, _ problem: String, _ repair: Repair) {
    summary.faults += 1
    let remedy: String
    switch repair {
    case .none(let advice): remedy = advice
    case .done(let what):
      summary.repaired += 1
      remedy = what
    case .moveAside(let file, let name, let then):
      remedy = moveAside(file, as: name, then: then)
    case .forgetRow(let tree, let key):
      if mode == .repair {
        wrongKeys[tree, default: []].insert(key)
        summary.repaired += 1
        remedy = "the row is forgotten"
      } else {
        remedy = "'mini verify --repair' forgets the row"
      }
    }
    report(VerificationFinding(severity: .fault, path: path, problem: problem, remedy: remedy))
  }

  mutating func note(_ path: String, _ problem: String, _ remedy: String) {
    summary.notes += 1
    report(VerificationFinding(severity: .note, path: path, problem: problem, remedy: remedy))
  }

  // MARK: Repairs

  private mutating func moveAside(_ file: FilePath, as name: String, then: String) -> String {
    guard mode == .repair else { return "'mini verify --repair' moves it aside; \(then)" }
    if moved.contains(file) {
      summary.repaired += 1
      return "moved to quarantine/; \(then)"
    }
    do {
      let quarantine = directory.quarantinePath
      try fileSystem.createDirectories(quarantine)
      try fileSystem.rename(file, to: try free(name, in: quarantine))
    } catch {
      guard error.errno.meansAbsent else { return "it could not be moved aside: \(error)" }
      // Another process has moved it meanwhile.
    }
    moved.insert(file)
    summary.repaired += 1
    return "moved to quarantine/; \(then)"
  }

  /// A name in the quarantine that is free, or the last one tried.
  private func free(_ name: String, in quarantine: FilePath) throws(FileError) -> FilePath {
    let flat = String(name.map { $0 == "/" ? "-" : $0 })
    for number in 0..<Verification.quarantineNamesMax {
      let path = quarantine.appending(number == 0 ? flat : "\(flat)-\(number)")
      if try fileSystem.status(of: path, followingLinks: false) == nil { return path }
    }
    return quarantine.appending(flat)
  }

  /// Damaged states of one file that the quarantine keeps side by side; more teach nobody anything.
  private static let quarantineNamesMax = 100

  /// Writes the indexes without the rows that are wrong.
  private mutating func forgetWrongRows() {
    for tree in ObjectDatabase.Tree.allCases {
      guard let keys = wrongKeys[tree], !moved.contains(directory.path(tree.indexName)) else {
        continue
      }
      do throws(FileError) {
        try directory.exclusively(\.self) { () throws(FileError) in try forget(keys, in: tree) }
      } catch {
        summary.repaired -= keys.count
        note(tree.indexName, "its wrong rows could not be forgotten: \(error)", "run it again")
      }
    }
  }

  /// Reads an index again and writes it without these keys; call it under the exclusive lock.
  private func forget(
    _ keys: Set<Digest>, in tree: ObjectDatabase.Tree
  ) throws(FileError) {
    let path = directory.path(tree.indexName)
    let day = UInt32(clamping: clock.nowNanoseconds() / nanosecondsPerDay)
    let bytes: [UInt8]
    switch tree {
    case .zir:
      guard case .loaded(let old) = ZirCache.load(path, fileSystem: fileSystem) else { return }
      let dropped = Set(keys.map { CombinedHash(digest: $0) })
      bytes = ZirCache.encode(old, adding: [], dropping: dropped, day: day)
    case .objects:
      guard case .loaded(let old) = AirCache.load(path, fileSystem: fileSystem) else { return }
      let dropped = Set(keys.map { FunctionKey(digest: $0) })
      bytes = AirCache.encode(old, adding: [], dropping: dropped, day: day)
    }
    try fileSystem.replaceFile(path, with: bytes, mode: 0o644)
  }
}

extension ObjectDatabase.Tree {
  /// The index whose rows name the tree's objects, at the cache's top.
  var indexName: String {
    switch self {
    case .zir: "zir_index.bin"
    case .objects: "air_index.bin"
    }
  }
}
