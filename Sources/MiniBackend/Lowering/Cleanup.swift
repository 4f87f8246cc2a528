// A value that a function must release.

/// A value in a slot that the function owns.
struct Cleanup {
  let slot: UInt32
  /// The type's index in ``AIR/Function/types``.
  let type: UInt32
  /// The local variable that it is the value of; `nil`: a temporary value.
  let local: UInt32?
  /// False once the value has moved away.
  var isOwned = true
}
