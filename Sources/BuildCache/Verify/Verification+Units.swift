// verify, native code: its index, the projects' lists of units, the archives that were linked, and
// the toolchain record.

import FileIO
import SystemPackage

extension Verification {
  /// Checks the index of native code.
  ///
  /// - Returns: the index, whose rows name objects; `nil` if there is none that can be used.
  mutating func checkUnitIndex() -> UnitCache? {
    let path = directory.path(CacheName.unitIndex)
    let outcome = UnitCache.load(path, scrutiny: .inPieces, fileSystem: fileSystem)
    guard let units = usable(outcome, CacheName.unitIndex, path) else { return nil }
    if let problem = units.tailProblem {
      fault(CacheName.unitIndex, problem, rewritingUnitIndex(at: path))
    }
    count(rows: units.count)
    if let wrong = units.all.first(where: { $0.inputs.key != $0.key }) {
      faultOfUnitIndex("the row of '\(wrong.inputs.name)' does not match its key")
      return nil
    }
    return units
  }

  /// Rewrites the index without its incomplete layer.
  private func rewritingUnitIndex(at path: FilePath) -> Repair {
    guard mode == .repair else {
      return .none("the next build that adds to it, or 'mini verify --repair', rewrites it")
    }
    do throws(MaintenanceError) {
      try directory.exclusively(MaintenanceError.file) { () throws(MaintenanceError) in
        guard case .loaded(let units) = UnitCache.load(path, fileSystem: fileSystem) else { return }
        try MaintenanceError.ofFile { () throws(FileError) in
          try fileSystem.replaceFile(path, with: UnitCache.encode(units, adding: []), mode: 0o644)
        }
      }
      return .done("rewritten without it")
    } catch {
      return .none("it could not be rewritten: \(error)")
    }
  }

  mutating func faultOfUnitIndex(_ problem: String) {
    faultOfUnits(CacheName.unitIndex, directory.path(CacheName.unitIndex), problem)
  }

  /// Checks the records of the toolchain and of formatted files, and the lists and archives of the
  /// projects' programs.
  mutating func checkLinkedUnits(_ projects: [LoadedProject]) throws(MaintenanceError) {
    let toolchain = directory.path(CacheName.toolchains)
    _ = usable(
      ToolchainRecord.load(toolchain, fileSystem: fileSystem), CacheName.toolchains, toolchain)
    let formatted = directory.path(CacheName.formatted)
    _ = usable(
      FormatRecord.load(formatted, epoch: nil, fileSystem: fileSystem), CacheName.formatted,
      formatted)
    let folders = try MaintenanceError.ofFile { () throws(FileError) in
      try ProjectFolder.all(in: directory, fileSystem: fileSystem)
    }
    for folder in folders {
      checkTests(of: folder)
      let name = folder.prefix + CacheName.units
      let outcome = ProjectUnits.load(folder.units, fileSystem: fileSystem)
      guard let linked = usable(outcome, name, folder.units) else { continue }
      count(rows: linked.count)
      guard let project = projects.first(where: { $0.folder == folder }) else { continue }
      for variant in Set(linked.map(\.variant)).sorted() { checkArchive(project, linked, variant) }
    }
  }

  /// Checks the compiled tests of a project's files.
  private mutating func checkTests(of folder: ProjectFolder) {
    let name = folder.prefix + CacheName.tests
    let outcome = ProjectTests.load(folder.tests, fileSystem: fileSystem)
    guard let tests = usable(outcome, name, folder.tests) else { return }
    count(rows: tests.count)
    if !tests.isSound { faultOfUnits(name, folder.tests, "its rows are out of order") }
  }

  /// Checks the archive that a program was linked from against the project's list.
  ///
  /// A build replaces the archive first and the list afterwards. So a mismatch is a fault only if
  /// it is there while no build is running.
  private mutating func checkArchive(
    _ project: LoadedProject, _ linked: [LinkedUnit], _ variant: UInt32
  ) {
    let rootName = project.index.project.rootName
    guard let file = project.folder.archive(rootName: rootName, variant: Int(variant)) else {
      return
    }
    let folder = "\(project.folder.prefix)\(CacheName.combined)/"
    let path = folder + (file.lastComponent?.string ?? "")
    switch condition(of: file, linked, variant) {
    case .sound: return
    case .absent: return note(path, "absent", "the next build that links creates it")
    case .flawed: break
    }
    let again = lookAgain { () throws(Never) -> ArchiveCondition in
      let outcome = ProjectUnits.load(project.folder.units, fileSystem: fileSystem)
      guard case .loaded(let linked) = outcome else { return .sound }
      return condition(of: file, linked, variant)
    }
    guard case .done(let now) = again else { return noteBusy(path) }
    guard case .flawed(let problem) = now else { return }
    fault(path, problem, .moveAside(file, as: path, then: "the next build that links creates it"))
  }

  private enum ArchiveCondition {
    case sound, absent
    case flawed(String)
  }

  private func condition(
    of file: FilePath, _ linked: [LinkedUnit], _ variant: UInt32
  ) -> ArchiveCondition {
    do throws(FileError) {
      guard let mapped = try MappedFile(file, fileSystem: fileSystem) else { return .absent }
      let bytes = IndexBytes(mapped)
      let flaw = UnitArchive.flaw(in: bytes, of: linked.filter { $0.variant == variant })
      bytes.releasePages()
      return flaw.map { .flawed($0) } ?? .sound
    } catch {
      return .flawed("\(error)")
    }
  }

  private mutating func usable<Index: Sendable>(
    _ outcome: LoadOutcome<Index>, _ name: String, _ path: FilePath
  ) -> Index? {
    switch outcome {
    case .loaded(let index): return index
    case .absent: break  // no executable was made
    case .unreadable(let reason): fault(name, reason, Repair.readable)
    case .newer: note(name, "written by a newer mini", "it is left alone")
    case .damaged(let reason): faultOfUnits(name, path, reason)
    }
    return nil
  }

  private mutating func faultOfUnits(_ name: String, _ path: FilePath, _ problem: String) {
    fault(name, problem, .moveAside(path, as: name, then: "the next builds rebuild it"))
  }
}
