// Properties of a snapshot's row: it has one encoding, and an index that takes it stays readable.

import BuildCache
import ObjectStore

package enum SnapshotFuzz {
  /// - Parameter input: a row; tried unchanged, and with a right beginning of each kind.
  static func brokenPromise(of input: [UInt8]) -> String? {
    for bytes in [input] + openings.map({ $0 + input }) {
      for (format, adds) in kinds {
        guard let entry = SnapshotRow.decode(bytes, format, day: 7) else { continue }
        guard SnapshotRow.encode(entry, format) == bytes else { return "it has two encodings" }
        if let broken = adds(entry, bytes.count) { return broken }
      }
    }
    return nil
  }

  /// Whether an input is a row, or becomes one with a right beginning: fuzzing continues from such
  /// inputs.
  package static func isRow(_ input: [UInt8]) -> Bool {
    ([input] + openings.map { $0 + input }).contains { bytes in
      kinds.contains { SnapshotRow.decode(bytes, $0.format, day: 0) != nil }
    }
  }

  /// The formats of rows, each with a check of the index that contains an entry alone.
  private static let kinds:
    [(format: IndexFile.Format, adds: @Sendable (KeyedEntry, Int) -> String?)] = [
      (
        ZirCache.format,
        { entry, size in
          guard let entry = ZirEntry(entry) else { return nil }
          guard case .loaded(let index) = ZirCache.load(ZirCache.encode(nil, adding: [entry]))
          else {
            return "an index with it does not load"
          }
          return IndexFuzz.brokenPromise(of: index, sizeBytes: size + sizeOfIndex)
        }
      ),
      (
        UnitCache.format,
        { entry, size in
          guard let entry = UnitEntry(entry) else { return nil }
          guard case .loaded(let index) = UnitCache.load(UnitCache.encode(nil, adding: [entry]))
          else { return "an index with it does not load" }
          return IndexFuzz.brokenPromise(of: index, sizeBytes: size + sizeOfIndex)
        }
      ),
    ]

  /// The bytes that an index adds to its only entry.
  private static let sizeOfIndex = 1024

  /// What comes before the key of a row, of each kind.
  private static let openings = kinds.map { kind in
    let unit = UnitEntry(
      inputs: UnitInputs(toolchain: "", options: "", name: "", content: Digest(hashing: [])),
      codeID: .zero, codeSize: 0, costNanoseconds: 0, usedDay: 0)
    return Array(SnapshotRow.encode(unit.keyed, kind.format).prefix(16))
  }
}
