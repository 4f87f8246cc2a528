// A snapshot in one line.

import BuildCache
import MiniDriver
import ObjectStore

enum SnapshotLine {
  /// `main 3f2a91bc07d4 2026-11-29: 12 files, 3 units`.
  static func text(_ state: SnapshotState, named: Bool) -> String {
    let day = CalendarDay(daysSince1970: UInt32(clamping: state.commit.seconds / 86_400))
    let contents =
      "\(NumberText.count(state.commit.files, "file")), "
      + NumberText.count(state.commit.units, "unit")
    return (named ? "\(state.name) " : "")
      + "\(state.id.description.prefix(12)) \(day): \(contents)"
  }
}
