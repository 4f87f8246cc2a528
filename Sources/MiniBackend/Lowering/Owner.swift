// The owner of a value in memory.

import MiniFrontend

/// The owner of the value at an address.
enum Owner: Hashable {
  /// The statement: a temporary value in this slot, which may be moved.
  case temporary(slot: UInt32)
  /// The statement: a part of a temporary value.
  case part
  /// A variable, or a part of one. The value changes with it.
  case variable(ZIR.Place.Root)
  /// Something that outlasts all that may use the value and does not change before: a literal, a
  /// parameter without `&`.
  case outside
}
