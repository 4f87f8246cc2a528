// Removes everything besides objects that gc cleans up: temporary files of killed writers, the
// quarantine, empty folders.

import FileIO
import ObjectStore
import SystemPackage

/// Cleans up a cache, or counts what it would remove.
struct StaleFiles: Sendable {
  enum Mode {
    case count
    case remove
  }

  let directory: CacheDirectory
  let policy: GarbagePolicy
  let fileSystem: any FileSystem
  let nowNanoseconds: Int64
  let mode: Mode

  /// Removes temporary files, also those that the listing found, old files in the quarantine, dead
  /// projects, and files that make space.
  ///
  /// - Parameter first: the plan that decides what to remove to make space; `nil` for `plan`
  ///   itself.
  func remove(
    _ trees: [TreeInventory], _ marks: GarbageMarks, copies first: GarbageMarks? = nil,
    _ report: inout GarbageReport
  ) {
    let room = first ?? marks
    for stray in trees.flatMap(\.strays) where stray.isTemporary {
      removeTemporary(
        stray.path, sizeBytes: stray.sizeBytes, mtimeNanoseconds: stray.mtimeNanoseconds, &report)
    }
    for stray in trees.flatMap(\.packStrays) where isNobodys(stray) {
      removeTemporary(
        stray.path, sizeBytes: stray.sizeBytes, mtimeNanoseconds: stray.mtimeNanoseconds, &report)
    }
    for folder in temporaryFolders(&report) { removeTemporaries(in: folder, &report) }
    removeWorkFolders(&report)
    removeQuarantined(room.dropsQuarantine, &report)
    removeProjects(marks.deadProjects, &report)
    removeCopies(room.droppedCopies, &report)
  }

  /// Removes files that builds make again, unless a build has replaced one since.
  private func removeCopies(_ copies: [SpaceCensus.Copy], _ report: inout GarbageReport) {
    for copy in copies {
      do {
        guard try fileSystem.status(of: copy.path, followingLinks: false) == copy.status else {
          continue
        }
        if mode == .remove { guard try fileSystem.remove(copy.path) else { continue } }
        if copy.isOfRecords {
          report.records.add(copy.bytes)
        } else {
          report.copies.add(copy.bytes)
        }
      } catch {
        report.events.append("\(error)")
      }
    }
  }

  /// Whether a file can be removed. A pack or an index alone is healed or moved aside before. The
  /// other files of such a pack are useless.
  private func isNobodys(_ stray: PackStray) -> Bool {
    switch stray.kind {
    case .temporary: true
    case .orphan: !["pack", "idx"].contains(stray.path.extension ?? "")
    case .unknown: false
    }
  }

  /// Removes what belongs to projects that are dead or removed.
  private func removeProjects(_ projects: [ProjectFolder], _ report: inout GarbageReport) {
    for project in projects {
      do {
        let bytes = try project.ownBytes(fileSystem)
        if mode == .remove {
          for path in try project.ownPaths(fileSystem) { try fileSystem.removeTree(path) }
        }
        report.projects.add(bytes)
      } catch {
        report.events.append("\(error)")
      }
    }
  }

  /// Removes the folders of empty shards. A writer that is about to use one creates it again.
  func removeEmptyShards(of loose: LooseTree, _ report: inout GarbageReport) {
    for firstByte in UInt8.min...UInt8.max {
      do {
        if try loose.removeShardIfEmpty(firstByte) { report.emptyFolders += 1 }
      } catch {
        report.events.append("\(error)")
      }
    }
  }

  // MARK: Temporary files

  /// The folders in which files are replaced by renaming.
  private func temporaryFolders(_ report: inout GarbageReport) -> [FilePath] {
    let fixed = ["objects", "objects/info", "zir"].map { directory.path($0) }
    do {
      let projects = try ProjectFolder.all(in: directory, fileSystem: fileSystem)
      return projects.flatMap { [$0.path, $0.combinedFolder] } + fixed
    } catch {
      report.events.append("\(error)")
      return fixed
    }
  }

  private func removeTemporaries(in folder: FilePath, _ report: inout GarbageReport) {
    do {
      for entry in try fileSystem.entries(of: folder) ?? []
      where entry.kind == .regular && entry.nameBytes.starts(with: TemporaryName.prefix.utf8) {
        let path = folder.appending(FilePath.Component(bytes: entry.nameBytes))
        guard let status = try fileSystem.status(of: path, followingLinks: false) else { continue }
        removeTemporary(
          path, sizeBytes: status.sizeBytes, mtimeNanoseconds: status.mtimeNanoseconds, &report)
      }
    } catch {
      report.events.append("\(error)")
    }
  }

  /// Whether a process works in the folder. `mini push` and its like do while they hold no lock of the
  /// cache.
  private func isInUse(_ folder: FilePath) throws(FileError) -> Bool {
    let file = folder.appending(CacheName.lock)
    guard try fileSystem.status(of: file, followingLinks: false) != nil else { return false }
    let lock = try FileLock(file, .exclusive, wait: .never, fileSystem: fileSystem)
    return lock == nil
  }

  /// Removes the folders in which the tools of killed builds worked.
  private func removeWorkFolders(_ report: inout GarbageReport) {
    do {
      for entry in try fileSystem.entries(of: directory.path) ?? []
      where entry.kind == .directory && entry.nameBytes.starts(with: TemporaryName.prefix.utf8) {
        let path = directory.path.appending(FilePath.Component(bytes: entry.nameBytes))
        guard let status = try fileSystem.status(of: path, followingLinks: false) else { continue }
        let age = ageNanoseconds(of: status.mtimeNanoseconds, now: nowNanoseconds)
        guard policy.isLeftover(ageNanoseconds: age), try !isInUse(path) else { continue }
        if mode == .remove { try fileSystem.removeTree(path) }
        report.temporaries.add(0)
      }
    } catch {
      report.events.append("\(error)")
    }
  }

  private func removeTemporary(
    _ path: FilePath, sizeBytes: UInt64, mtimeNanoseconds: Int64, _ report: inout GarbageReport
  ) {
    let age = ageNanoseconds(of: mtimeNanoseconds, now: nowNanoseconds)
    guard policy.isLeftover(ageNanoseconds: age) else { return }
    do {
      if mode == .remove { guard try fileSystem.remove(path) else { return } }
      report.temporaries.add(sizeBytes)
    } catch {
      report.events.append("\(error)")
    }
  }

  // MARK: Quarantine

  private func removeQuarantined(_ dropsAll: Bool, _ report: inout GarbageReport) {
    let quarantine = directory.quarantinePath
    do {
      for entry in try fileSystem.entries(of: quarantine) ?? [] {
        let path = quarantine.appending(FilePath.Component(bytes: entry.nameBytes))
        guard let status = try fileSystem.status(of: path, followingLinks: false) else { continue }
        // Moving a file aside changes only its ctime.
        let moved = max(status.ctimeNanoseconds, status.mtimeNanoseconds)
        let age = ageNanoseconds(of: moved, now: nowNanoseconds)
        guard dropsAll || !policy.isInGrace(ageNanoseconds: age) else { continue }
        let bytes =
          status.kind == .directory
          ? try fileSystem.diskUsage(of: path) : status.allocatedBytes
        if mode == .remove { try fileSystem.removeTree(path) }
        report.quarantined.add(bytes)
      }
      if mode == .remove { try fileSystem.removeFolder(quarantine) }
    } catch {
      report.events.append("\(error)")
    }
  }
}
