// verify, native code: its index, the projects' lists of units, what is known of the toolchain.

import FileIO
import ObjectStore
import SystemPackage

extension Verification {
  /// Checks what is kept of native code beside its objects.
  mutating func checkUnits() throws(UpkeepError) {
    let path = directory.path(UnitCache.fileName)
    let outcome = UnitCache.load(path, scrutiny: .inPieces, fileSystem: fileSystem)
    if let units = usable(outcome, UnitCache.fileName, path) {
      count(rows: units.count)
      if let wrong = units.all.first(where: { $0.inputs.key != $0.key }) {
        faultOfUnits(
          UnitCache.fileName, path,
          "the row of '\(wrong.inputs.name)' is not what its key was made of")
      }
    }
    let toolchain = directory.path(ToolchainRecord.fileName)
    _ = usable(
      ToolchainRecord.load(toolchain, fileSystem: fileSystem), ToolchainRecord.fileName, toolchain)
    let folders = try UpkeepError.ofFile { () throws(FileError) in
      try ProjectFolder.all(in: directory, fileSystem: fileSystem)
    }
    for folder in folders {
      let name = folder.prefix + ProjectUnits.fileName
      let outcome = ProjectUnits.load(folder.units, fileSystem: fileSystem)
      if let linked = usable(outcome, name, folder.units) { count(rows: linked.count) }
    }
  }

  private mutating func usable<Index: Sendable>(
    _ outcome: LoadOutcome<Index>, _ name: String, _ path: FilePath
  ) -> Index? {
    switch outcome {
    case .loaded(let index): return index
    case .absent: break  // a project of which no executable was made has none
    case .unreadable(let reason): fault(name, reason, Repair.readable)
    case .newer: note(name, "written by a newer mini", "it is left alone")
    case .damaged(let reason): faultOfUnits(name, path, reason)
    }
    return nil
  }

  private mutating func faultOfUnits(_ name: String, _ path: FilePath, _ problem: String) {
    fault(name, problem, .moveAside(path, as: name, then: "the next builds make it anew"))
  }
}
