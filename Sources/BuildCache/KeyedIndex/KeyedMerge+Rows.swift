// The rows of a new keyed index: those of added entries, copies of old ones, and dropped keys.

extension KeyedMerge {
  func append(
    _ source: Source, name: Int, _ settings: SettingsMerge, _ table: inout TableWriter,
    _ heap: inout TableWriter
  ) {
    switch source {
    case .old(let row): append(oldRow: row, name: name, settings, &table, &heap)
    case .added(let position): append(addedPosition: position, name: name, settings, &table, &heap)
    }
  }

  // Appends each field separately, because a copy of the entry would retain each of its strings.
  private func append(
    addedPosition position: Int, name: Int, _ settings: SettingsMerge, _ table: inout TableWriter,
    _ heap: inout TableWriter
  ) {
    table.append(added[position].key)
    table.append(added[position].irID)
    table.append(added[position].irSize)
    table.append(added[position].costNanoseconds)
    table.append(large: heap.count)
    table.append(small: added[position].parts.count)
    table.append(small: settings.row(ofAdded: position))
    table.append(small: name)
    table.append(added[position].irChecksum)
    table.append(added[position].runtimeParts)
    table.append(added[position].usedDay)
    heap.append(raw: added[position].parts)
  }

  private func append(
    oldRow row: Int, name: Int, _ settings: SettingsMerge, _ table: inout TableWriter,
    _ heap: inout TableWriter
  ) {
    guard let old else { preconditionFailure("an old row is a row of an old index") }
    let start = row * EntryField.rowSize
    table.append(raw: old.entries.file, at: old.entries.range(start, EntryField.partsOffset))
    let parts = old.partsRange(row)
    table.append(large: heap.count)
    table.append(small: parts.count)
    table.append(small: settings.row(ofOld: old.entries.small(row, EntryField.setting)))
    table.append(small: name)
    table.append(
      raw: old.entries.file,
      at: old.entries.range(
        start + EntryField.irChecksum, EntryField.rowSize - EntryField.irChecksum))
    heap.append(raw: old.heap.file, at: parts)
  }

  /// The keys that were dropped. If there are too many, only the latest.
  func evictionTable() -> ByteWriter {
    func order(_ row: (key: Digest, value: UInt32)) -> (UInt32, Digest) {
      (DroppedDay(bits: row.value).day, row.key)
    }
    var latest = evictions.sorted { order($1) < order($0) }
    if latest.count > evictionsMax { latest.removeLast(latest.count - evictionsMax) }
    var table = ByteWriter()
    for (key, day) in latest.sorted(by: { $0.key < $1.key }) {
      table.append(key)
      table.append(day)
    }
    return table
  }
}

/// Evicted keys that an index records, for `--explain`. 4096 rows of 36 bytes slow no build.
private let evictionsMax = 4096
