// The report of `mini gc`, as text and as JSON.

import BuildCache
import MiniDriver
import ObjectStore

/// Renders what gc did, or would do.
struct GarbageRenderer {
  let isDryRun: Bool
  let listsObjects: Bool
  /// Whether all packs were written again.
  var isRecompressing = false

  func render(_ report: GarbageReport) -> String {
    let objects = isDryRun && listsObjects ? report.dropped.map(line).joined() : ""
    return objects + summary(report).map { $0 + "\n" }.joined()
  }

  /// `would drop <id> zir, 512 bytes, 1.25 ms to rebuild: lib/math.mini (unreachable)`.
  private func line(_ object: GarbageReport.Dropped) -> String {
    let origin =
      object.owner.map { "\(milliseconds(object.costNanoseconds)) to rebuild: \(quoted($0))" }
      ?? "known to no index"
    return "would drop \(object.id) \(object.tree.name), "
      + "\(ByteText.humanReadable(object.sizeBytes)), \(origin) (\(object.reason.rawValue))\n"
  }

  /// An object with a line break; before it, one for each object that is dropped.
  func json(_ report: GarbageReport) -> String {
    let objects = isDryRun && listsObjects ? report.dropped.map(object).joined() : ""
    return objects
      + JSON.line([
        ("kind", .string("summary")), ("isDryRun", .boolean(isDryRun)),
        ("kept", tally(report.keptCount, report.keptBytes, "objects")),
        (
          "dropped",
          tally(
            report.dropped.count, report.dropped.reduce(0) { $0 + $1.allocatedBytes }, "objects")
        ),
        ("rebuildMs", .number(NumberText.milliseconds(report.costNanoseconds))),
        ("packed", .count(report.packedCount)),
        ("retiredPacks", tally(report.retiredPacks.count, report.retiredPacks.bytes, "count")),
        ("newPacks", tally(report.newPacks.count, report.newPacks.bytes, "count")),
        ("snapshots", .count(report.snapshots)),
        ("projects", tally(report.projects.count, report.projects.bytes, "count")),
        ("temporaryFiles", tally(report.temporaries.count, report.temporaries.bytes, "count")),
        ("quarantinedFiles", tally(report.quarantined.count, report.quarantined.bytes, "count")),
        ("copies", tally(report.copies.count, report.copies.bytes, "count")),
        ("records", tally(report.records.count, report.records.bytes, "count")),
        ("freedBytes", .size(report.freedBytes)),
        ("diskBytes", report.sizeBytes.map { .size($0) } ?? .null),
      ])
  }

  private func object(_ object: GarbageReport.Dropped) -> String {
    JSON.line([
      ("kind", .string("object")), ("object", .string("\(object.id)")),
      ("tree", .string(object.tree.name)), ("bytes", .size(object.sizeBytes)),
      ("of", .optional(object.owner)),
      ("rebuildMs", .number(NumberText.milliseconds(object.costNanoseconds))),
      ("reason", .string(object.reason.rawValue)),
    ])
  }

  private func tally(_ count: Int, _ bytes: UInt64, _ name: String) -> JSON {
    .object([(name, .count(count)), ("bytes", .size(bytes))])
  }

  private func summary(_ report: GarbageReport) -> [String] {
    let kept = "\(objects(report.keptCount)), \(ByteText.humanReadable(report.keptBytes))"
    let bytes = report.dropped.reduce(0) { $0 + $1.allocatedBytes }
    let dropped = "\(objects(report.dropped.count)), \(ByteText.humanReadable(bytes))"
    let cost = milliseconds(report.costNanoseconds)
    var lines = [
      isDryRun ? "would keep: \(kept)" : "kept: \(kept)",
      "\(isDryRun ? "would drop" : "dropped"): \(dropped)"
        + (report.dropped.isEmpty ? "" : " (\(cost) to rebuild)"),
    ]
    if report.packedCount > 0 {
      lines.append("\(isDryRun ? "would pack" : "packed"): \(objects(report.packedCount))")
    }
    if isRecompressing, !isDryRun {
      lines.append(
        "recompressed: \(ByteText.humanReadable(report.packedFromBytes)) became "
          + ByteText.humanReadable(report.packedToBytes))
    }
    let others = [
      phrase(report.projects.count, "project", report.projects.bytes),
      report.snapshots > 0 ? "old snapshot × \(report.snapshots)" : nil,
      phrase(report.temporaries.count, "temporary file", report.temporaries.bytes),
      phrase(report.quarantined.count, "quarantined file", report.quarantined.bytes),
      phrase(report.copies.count, "copy of a project", report.copies.bytes),
      phrase(report.records.count, "file of the records of builds", report.records.bytes),
    ].compactMap { $0 }
    if !others.isEmpty {
      lines.append("\(isDryRun ? "would remove" : "removed"): \(others.joined(separator: "; "))")
    }
    lines.append(
      "\(isDryRun ? "would free" : "freed"): \(ByteText.humanReadable(report.freedBytes))")
    // In the unit of du(1).
    if let size = report.sizeBytes { lines.append("on the disk: \(size / 1024) KiB") }
    return lines
  }

  private func objects(_ count: Int) -> String { NumberText.count(count, "object") }

  private func phrase(_ count: Int, _ name: String, _ bytes: UInt64) -> String? {
    guard count > 0 else { return nil }
    return "\(name) × \(count), \(ByteText.humanReadable(bytes))"
  }

  /// With two fraction digits: `12.34 ms`.
  private func milliseconds(_ nanoseconds: UInt64) -> String {
    NumberText.roundedMilliseconds(nanoseconds) + " ms"
  }

  private func quoted(_ name: String) -> String {
    String(decoding: GitQuoting.quoted(Array(name.utf8)[...]), as: UTF8.self)
  }
}
