// The table `settings` of a merged index.

/// The pairs of epoch and options that a merged index needs: those of the old index, then new ones
/// of the added entries.
struct SettingsMerge {
  private(set) var table = ByteWriter()
  /// By row. An array, because there are few: runtime note 1.
  private var settings: [Setting] = []
  private var rowOfAdded: [Int] = []

  private struct Setting: Equatable {
    let epoch: String
    let options: String
  }

  /// - Parameter heap: receives the strings.
  init(_ old: KeyedIndex?, _ added: [KeyedEntry], _ heap: inout ByteWriter) {
    for row in 0..<(old?.settings.rowCount ?? 0) {
      guard let old else { break }
      let ranges = old.settingRanges(row)
      append(
        Setting(
          epoch: old.heap.file.string(ranges.epoch),
          options: old.heap.file.string(ranges.options)), &heap)
    }
    rowOfAdded.reserveCapacity(added.count)
    for position in added.indices {
      // All entries of one build have the same setting.
      if let last = rowOfAdded.last, added[position].epoch == added[position - 1].epoch,
        added[position].options == added[position - 1].options
      {
        rowOfAdded.append(last)
      } else {
        let setting = Setting(epoch: added[position].epoch, options: added[position].options)
        rowOfAdded.append(settings.firstIndex(of: setting) ?? append(setting, &heap))
      }
    }
  }

  func row(ofAdded position: Int) -> Int { rowOfAdded[position] }

  func row(ofOld row: Int) -> Int { row < settings.count ? row : 0 }

  /// Appends a setting and returns its row.
  @discardableResult
  private mutating func append(_ setting: Setting, _ heap: inout ByteWriter) -> Int {
    settings.append(setting)
    table.append(large: heap.count)
    table.append(small: setting.epoch.utf8.count)
    table.append(small: setting.options.utf8.count)
    heap.append(raw: setting.epoch.utf8)
    heap.append(raw: setting.options.utf8)
    return settings.count - 1
  }
}
