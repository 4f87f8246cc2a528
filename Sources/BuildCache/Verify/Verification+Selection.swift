// verify, a part: named objects, or a selection of them.

import FileIO
package import ObjectStore
import SystemPackage

/// A part of the objects: a sample of those that were written lately, or of all.
package struct ObjectSelection: Hashable, Sendable {
  /// The share of the sample, from 1 to 100.
  package let percent: Int
  package let order: SeededOrder
  /// Objects and packs that were written before this time do not belong to it; in nanoseconds since
  /// 1970. `nil`: their age does not matter.
  package let sinceNanoseconds: Int64?

  package init(percent: Int, order: SeededOrder, sinceNanoseconds: Int64?) {
    self.percent = percent
    self.order = order
    self.sinceNanoseconds = sinceNanoseconds
  }

  func isRecent(_ mtimeNanoseconds: Int64) -> Bool {
    sinceNanoseconds.map { mtimeNanoseconds >= $0 } ?? true
  }

  func isInSample(_ id: ObjectID) -> Bool {
    order.rank(of: Digest(id).words.0) % 100 < UInt64(percent)
  }
}

extension Verification {
  /// Checks only these objects, in both trees.
  package mutating func run(objects ids: [ObjectID]) throws(MaintenanceError) -> VerificationSummary
  {
    try run { sources, verification, namers throws(MaintenanceError) in
      for id in ids {
        if sources.loose.contains(id) { verification.checkObject(id, sources, &namers) }
        _ = try verification.checkPacked(id, sources, &namers)
      }
    }
  }

  /// Checks only the objects of a selection, in both trees. A pack is as old as its file.
  ///
  /// Cost: the names of all objects are read.
  package mutating func run(_ selection: ObjectSelection) throws(MaintenanceError)
    -> VerificationSummary
  {
    try run { sources, verification, namers throws(MaintenanceError) in
      try verification.checkLoose(selection, sources, &namers)
      try verification.checkPacks(selection, sources, &namers)
    }
  }

  private mutating func run(
    _ check: (TreeSources, inout Verification, inout RowsByObject) throws(MaintenanceError) -> Void
  ) throws(MaintenanceError) -> VerificationSummary {
    for tree in ObjectDatabase.Tree.allCases {
      guard let sources = open(tree) else { continue }
      var namers = RowsByObject(tree, index(of: tree)?.layers ?? [])
      try check(sources, &self, &namers)
    }
    try finishPart()
    return summary
  }

  private mutating func checkLoose(
    _ selection: ObjectSelection, _ sources: TreeSources, _ namers: inout RowsByObject
  ) throws(MaintenanceError) {
    for firstByte in UInt8.min...UInt8.max {
      progress(sources.looseStage, Int(firstByte), of: 256)
      let shard = try MaintenanceError.ofObject { () throws(ObjectError) in
        try sources.loose.shard(firstByte)
      }
      for object in shard.objects
      where selection.isInSample(object.id) && selection.isRecent(object.mtimeNanoseconds) {
        checkObject(object.id, sources, &namers)
      }
    }
  }

  private mutating func checkPacks(
    _ selection: ObjectSelection, _ sources: TreeSources, _ namers: inout RowsByObject
  ) throws(MaintenanceError) {
    try MaintenanceError.ofObject { () throws(ObjectError) in
      let parts = try sources.packs.parts()
      for (number, part) in parts.enumerated() where part.hasPack && part.hasIndex {
        progress(sources.packsStage, number, of: parts.count)
        let path = sources.packs.path.appending("\(part.name.fileStem).pack")
        // A pack whose age is not known is checked.
        let status = try? fileSystem.status(of: path, followingLinks: false)
        guard selection.isRecent(status?.mtimeNanoseconds ?? .max),
          var pack = try PackExamination.open(part.name, of: sources.packs)
        else { continue }
        let ids = pack.ids.filter(selection.isInSample)
        _ = try check(ids, of: &pack, sources, &namers)
      }
    }
  }
}
