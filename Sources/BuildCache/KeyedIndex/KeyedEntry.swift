// An entry of a keyed index, decoded from its index or not yet written to one.

import ObjectStore

/// An entry of a keyed index in owned form.
///
/// A class: a build of ten thousand files passes its entries through several lists, and each copy
/// of a struct would retain every string in it.
package final class KeyedEntry: Hashable, Sendable {
  let key: Digest
  let name: [UInt8]
  let epoch: String
  let options: String
  let irID: ObjectID
  let irSize: UInt64
  let irChecksum: UInt32
  let runtimeParts: UInt128
  let costNanoseconds: UInt64
  let usedDay: UInt32
  /// The encoded fields that are specific to the kind of the entry.
  let parts: [UInt8]

  init(
    key: Digest, name: [UInt8], epoch: String, options: String, irID: ObjectID, irSize: UInt64,
    irChecksum: UInt32, runtimeParts: UInt128, costNanoseconds: UInt64, usedDay: UInt32,
    parts: [UInt8]
  ) {
    self.key = key
    self.name = name
    self.epoch = epoch
    self.options = options
    self.irID = irID
    self.irSize = irSize
    self.irChecksum = irChecksum
    self.runtimeParts = runtimeParts
    self.costNanoseconds = costNanoseconds
    self.usedDay = usedDay
    self.parts = parts
  }

  package static func == (left: KeyedEntry, right: KeyedEntry) -> Bool {
    left.key == right.key && left.name == right.name && left.epoch == right.epoch
      && left.options == right.options && left.irID == right.irID && left.irSize == right.irSize
      && left.irChecksum == right.irChecksum && left.runtimeParts == right.runtimeParts
      && left.costNanoseconds == right.costNanoseconds && left.usedDay == right.usedDay
      && left.parts == right.parts
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(key)
  }
}
