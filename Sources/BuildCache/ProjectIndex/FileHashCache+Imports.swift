// Walks over all imports of a project.

/// A changed file, for those who look for its importers.
package struct ChangedNames: Hashable, Sendable {
  package let row: Int
  /// The names whose declared forms changed or are gone; `nil` if any may have.
  package let names: [NameMask]?

  package init(row: Int, names: [NameMask]?) {
    self.row = row
    self.names = names
  }
}

/// A file that imports a changed one.
package struct Importer: Hashable, Sendable {
  package let row: Int
  /// Whether its own declared forms name something of the changed file.
  package let isInForms: Bool
}

extension FileHashCache {
  /// The rows of the files that import one of these files and use one of the names: all of them,
  /// and rarely some that do not. A file that imports several of these files can be listed more
  /// than once. Cost: one pass over all imports.
  package func importers(of changed: [ChangedNames]) -> [Importer] {
    var slots = [Int32](repeating: -1, count: count)
    for (slot, change) in changed.enumerated() { slots[change.row] = Int32(slot) }
    var found: [Importer] = []
    forEachImport { target, importer, names in
      guard target < count, importer < count, slots[target] >= 0 else { return }
      let changed = changed[Int(slots[target])].names
      if changed?.contains(where: names.mayContain) ?? true {
        found.append(Importer(row: importer, isInForms: names.isInForms))
      }
    }
    return found
  }

  /// A row with an import that leads out of the index; `nil` if there is none. Only a forged index
  /// has one. Cost: one pass over all imports.
  package var rowOfStrayImport: Int? {
    var found: Int?
    forEachImport { target, importer, _ in
      if max(target, importer) >= count { found = min(importer, count - 1) }
    }
    return found
  }

  /// Reads all imports in place, each row checked once.
  private func forEachImport(
    _ body: (_ target: Int, _ importer: Int, _ names: NameMask) -> Void
  ) {
    let size = imports.rowSizeBytes
    let rows = unsafe bytes.slice(imports.range(0, imports.rowCount * size))
    for start in stride(from: 0, to: rows.count, by: size) {
      let names = unsafe rows.loadUnaligned(
        fromByteOffset: start + ImportField.names, as: UInt64.self)
      body(
        Int(unsafe word(rows, start + ImportField.target)),
        Int(unsafe word(rows, start + ImportField.importer)),
        NameMask(bits: UInt64(littleEndian: names)))
    }
  }

  private func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
    UInt32(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}
