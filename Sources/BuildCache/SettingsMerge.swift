// What the entries of a merged index were compiled by and with.

/// The pairs of epoch and options that a merged index needs, each once.
struct SettingsMerge {
  private(set) var table = ByteWriter()
  private var rows: [Setting: Int] = [:]
  private var rowOfOld: [Int] = []
  private var rowOfAdded: [Int] = []

  private struct Setting: Hashable {
    let epoch: String
    let options: String
  }

  /// - Parameter heap: takes the strings.
  init(_ old: KeyedIndex?, _ added: [KeyedEntry], _ heap: inout ByteWriter) {
    for row in 0..<(old?.settings.rowCount ?? 0) {
      guard let old else { break }
      let ranges = old.settingRanges(row)
      let setting = Setting(
        epoch: old.heap.bytes.string(ranges.epoch), options: old.heap.bytes.string(ranges.options))
      rowOfOld.append(add(setting, &heap))
    }
    rowOfAdded.reserveCapacity(added.count)
    for place in added.indices {
      // Those of one build have all the same.
      if let last = rowOfAdded.last, added[place].epoch == added[place - 1].epoch,
        added[place].options == added[place - 1].options
      {
        rowOfAdded.append(last)
      } else {
        let setting = Setting(epoch: added[place].epoch, options: added[place].options)
        rowOfAdded.append(add(setting, &heap))
      }
    }
  }

  func row(ofAdded place: Int) -> Int { rowOfAdded[place] }

  func row(ofOld row: Int) -> Int {
    row < rowOfOld.count ? rowOfOld[row] : 0
  }

  private mutating func add(_ setting: Setting, _ heap: inout ByteWriter) -> Int {
    if let row = rows[setting] { return row }
    let row = rows.count
    rows[setting] = row
    table.append(large: heap.count)
    table.append(small: setting.epoch.utf8.count)
    table.append(small: setting.options.utf8.count)
    heap.append(raw: setting.epoch.utf8)
    heap.append(raw: setting.options.utf8)
    return row
  }
}
