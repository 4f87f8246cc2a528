// The end of gc's second phase: the indexes lose the rows of objects that are gone.

import FileIO
import ObjectStore
import SystemPackage

extension Sweep {
  /// Rewrites the indexes without the rows of removed objects and code, and records the day.
  mutating func forgetRows(
    _ access: ExclusiveAccess, _ report: inout GarbageReport
  ) throws(MaintenanceError) {
    let isAlone = try perform(
      access, preparing: { $0.shorterIndexes() },
      body: { sweep, indexes in
        sweep.commit(indexes.zir.take(), &report)
        sweep.commit(indexes.air.take(), &report)
        sweep.commit(indexes.units.take(), &report)
      })
    if !isAlone { noteNotAlone() }
  }

  /// The indexes that lose rows, without these rows.
  private struct ShorterIndexes: ~Copyable {
    var zir: ShorterIndex?
    var air: ShorterIndex?
    var units: ShorterIndex?
  }

  /// An index's new file, which has its name only once it is committed.
  private struct ShorterIndex: ~Copyable {
    let file: AtomicFile
    let path: FilePath
    /// The number of rows that it lost.
    let rowCount: Int
  }

  private mutating func shorterIndexes() -> ShorterIndexes {
    var indexes = ShorterIndexes()
    for tree in marks.trees {
      let keys = tree.forgottenKeys
      if tree.inventory.tree == .zir {
        indexes.zir = shorter(marks.zir, CacheName.zirIndex, keys.map(CombinedHash.init))
      } else {
        indexes.air = shorter(marks.air, CacheName.airIndex, keys.map(FunctionKey.init))
      }
    }
    indexes.units = shorter(marks.units, CacheName.unitIndex, Array(marks.forgottenUnits))
    return indexes
  }

  /// An index without these rows; `nil` if it keeps all of them, or cannot be written.
  private mutating func shorter<Index: KeyedCache>(
    _ index: Index?, _ name: String, _ keys: [Index.Entry.Key]
  ) -> ShorterIndex? {
    guard !keys.isEmpty else { return nil }
    let day = UInt32(clamping: context.clock.nowNanoseconds() / nanosecondsPerDay)
    let bytes = Index.encode(index, adding: [], dropping: Set(keys), day: day)
    let path = context.directory.path(name)
    do throws(FileError) {
      var file = try AtomicFile(in: context.directory.path, fileSystem: context.fileSystem)
      try unsafe file.write(bytes.span.bytes)
      return ShorterIndex(file: file, path: path, rowCount: keys.count)
    } catch {
      noteUnwritten(path, error)
      return nil
    }
  }

  private mutating func commit(
    _ index: consuming ShorterIndex?, _ report: inout GarbageReport
  ) {
    guard let index else { return }
    let (path, rowCount) = (index.path, index.rowCount)
    do throws(FileError) {
      try index.file.commit(as: path)
      report.forgottenRows += rowCount
    } catch {
      noteUnwritten(path, error)
    }
  }

  private mutating func noteUnwritten(_ path: FilePath, _ error: FileError) {
    note(
      "'\(path)' could not be written (\(error.errno)); its rows of dropped objects count as "
        + "misses")
  }
}
