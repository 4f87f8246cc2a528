// Watches a project's files through their folders, and determines when a save is over.

import FileIO
import SystemPackage

/// A change to a project since the last build.
package enum ProjectChange: Hashable, Sendable {
  /// Changed files or folders, relative to the root file's folder, sorted. Empty if only that
  /// folder itself changed.
  case saved([String])
  /// Events were lost, so anything may have changed.
  case unknown
}

struct ProjectWatch {
  private let watcher: any FolderWatcher
  private let fileSystem: any FileSystem
  private let rootFolder: FilePath
  /// Folders of which each source belongs to the project, also a new one.
  private let wholeFolders: [FilePath]
  private let now: @Sendable () -> ContinuousClock.Instant
  private var plan = WatchPlan(paths: [])
  /// The folders of the plan that exist. One folder can have several paths.
  private var folders: [WatchedFolder: [String]] = [:]
  /// Folders outside the plan; for each, the names that matter and the project's path for each
  /// name. They are links and their targets, and names at which the root file's folder can
  /// reappear.
  private var outside: [WatchedFolder: [String: String]] = [:]
  /// Those of ``wholeFolders`` that exist.
  private var whole: Set<WatchedFolder> = []
  /// The resolved paths of the files seen so far.
  private var trails: [String: LinkTrail] = [:]

  init(
    rootFolder: FilePath, wholeFolders: [FilePath], watcher: any FolderWatcher,
    fileSystem: any FileSystem, now: @escaping @Sendable () -> ContinuousClock.Instant
  ) {
    self.rootFolder = rootFolder
    self.wholeFolders = wholeFolders
    self.watcher = watcher
    self.fileSystem = fileSystem
    self.now = now
  }

  // MARK: Watched folders

  /// Replaces the watched files.
  ///
  /// - Parameter paths: relative to the root file's folder; they need not exist.
  /// - Returns: whether a folder is newly watched. The watch has missed earlier changes in it.
  mutating func update(_ paths: [String]) throws(FileError) -> Bool {
    plan = WatchPlan(paths: paths)
    let before = watched
    folders = [:]
    outside = [:]
    whole = []
    for folder in wholeFolders {
      if let watched = try watcher.watch(folder) { whole.insert(watched) }
    }
    for folder in plan.names.keys.sorted() {
      guard let watched = try watcher.watch(path(of: folder)) else { continue }
      folders[watched, default: []].append(folder)
    }
    if !folders.values.contains(where: { $0.contains("") }) {
      try watch(for: LinkTrail(from: rootFolder).entry, as: "")
    }
    try watchLinks(paths)
    for folder in before.subtracting(watched) { watcher.release(folder) }
    return !watched.isSubset(of: before)
  }

  private var watched: Set<WatchedFolder> { whole.union(folders.keys).union(outside.keys) }

  private func path(of folder: String) -> FilePath {
    folder.isEmpty ? rootFolder : rootFolder.pushing(FilePath(folder))
  }

  /// Watches for a name outside the plan. If its folder is missing, watches for the first missing
  /// folder on the way.
  private mutating func watch(
    for entry: LinkTrail.Entry?, as path: String
  ) throws(FileError) {
    guard var (folder, name) = entry.map({ ($0.folder, $0.name) }) else { return }
    while true {
      if let watched = try watcher.watch(folder) {
        let isPlanned = (folders[watched] ?? []).contains { plan.names[$0]?.contains(name) == true }
        if !isPlanned { outside[watched, default: [:]][name] = path }
        return
      }
      guard let last = folder.lastComponent else { return }
      (folder, name) = (folder.parentFolder, last.string)
    }
  }

  /// Watches the links on the way to files, and their targets. A link can lead to a folder that
  /// contains no other file of the project.
  private mutating func watchLinks(_ paths: [String]) throws(FileError) {
    var toRoot = LinkTrail(from: "")
    toRoot.follow(rootFolder, fileSystem: fileSystem)
    for link in toRoot.links { try watch(for: link, as: "") }
    var toFolders = ["": toRoot]
    var known: [String: LinkTrail] = [:]
    for path in paths {
      let trail = trails[path] ?? trail(of: path, &toFolders)
      known[path] = trail
      let links = trail.links.dropFirst(toRoot.links.count)
      for link in links { try watch(for: link, as: path) }
      if !links.isEmpty { try watch(for: trail.entry, as: path) }
    }
    trails = known
  }

  private func trail(of path: String, _ toFolders: inout [String: LinkTrail]) -> LinkTrail {
    let (folder, name) = WatchPlan.split(path)
    var trail: LinkTrail
    if let known = toFolders[folder] {
      trail = known
    } else {
      trail = self.trail(of: folder, &toFolders)
      toFolders[folder] = trail
    }
    trail.follow(FilePath(name), fileSystem: fileSystem)
    return trail
  }

  // MARK: Changes

  /// The pause that ends a save. Editors write, rename and remove, and a checkout changes many
  /// files, so one save causes several events.
  static let quietTime = Duration.milliseconds(15)

  /// The longest wait for a pause, for a writer that never pauses.
  static let burstTimeMax = Duration.milliseconds(500)

  /// Waits for the next change.
  mutating func nextChange() throws(FileError) -> ProjectChange {
    while true {
      let events = try watcher.events(waitingAtMost: nil)
      if let change = try change(beginningWith: events) { return change }
    }
  }

  /// The change that has already happened; `nil` if no event matters.
  mutating func pendingChange() throws(FileError) -> ProjectChange? {
    try change(beginningWith: watcher.events(waitingAtMost: .zero))
  }

  private mutating func change(
    beginningWith events: [FolderEvent]
  ) throws(FileError) -> ProjectChange? {
    var burst = Burst()
    guard take(events, into: &burst) else { return nil }
    let end = now() + Self.burstTimeMax
    var quiet = now() + Self.quietTime
    while case let time = now(), time < min(quiet, end) {
      let events = try watcher.events(waitingAtMost: min(quiet, end) - time)
      if take(events, into: &burst) { quiet = now() + Self.quietTime }
    }
    return burst.hasLost ? .unknown : .saved(burst.paths.sorted())
  }

  private struct Burst {
    var paths: Set<String> = []
    var hasLost = false
  }

  /// - Returns: whether any event matters.
  private mutating func take(_ events: [FolderEvent], into burst: inout Burst) -> Bool {
    var matters = false
    for event in events {
      switch event {
      case .overflow:
        burst.hasLost = true
        trails = [:]
        matters = true
      case .moved(let folder):
        for path in folders[folder] ?? [] {
          if !path.isEmpty { burst.paths.insert(path) }
          trails = [:]
          matters = true
        }
      case .changed(let folder, let name):
        for path in paths(of: name, in: folder) {
          // Either a folder or link, through which several files are reached, or a single file.
          if plan.names[path] != nil || outside[folder]?[name] != nil { trails = [:] }
          trails[path] = nil
          if !path.isEmpty { burst.paths.insert(path) }
          matters = true
        }
      }
    }
    return matters
  }

  /// The project's files and folders with this name; `""` for a new file in one of the whole folders.
  private func paths(of name: String, in folder: WatchedFolder) -> [String] {
    var paths = (folders[folder] ?? []).filter { plan.names[$0]?.contains(name) == true }
      .map { WatchPlan.path($0, name) }
    if let path = outside[folder]?[name] { paths.append(path) }
    if paths.isEmpty, whole.contains(folder), name.hasSuffix(ModulePath.suffix) { paths = [""] }
    return paths
  }
}
