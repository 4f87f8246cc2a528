// The values that a function owns at each point of its code, and releases before control leaves it.

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

extension Lowering {
  /// Notes that the function owns the value in a slot, from here to the end of what is open.
  mutating func own(_ slot: UInt32, _ type: TypeID, local: UInt32? = nil) {
    guard table.layout(of: type).isCounted else { return }
    cleanups.append(Cleanup(slot: slot, type: described(type), local: local))
  }

  /// Releases what was noted after the first `height` cleanups, and forgets it.
  mutating func endCleanups(above height: Int) {
    releaseAll(above: height)
    cleanups.removeLast(max(cleanups.count - height, 0))
  }

  /// Releases what was noted after the first `height` cleanups on a path that leaves them; other
  /// paths still own it.
  ///
  /// - Parameter moved: a slot whose value has moved away on this path.
  mutating func releaseAll(above height: Int, except moved: UInt32? = nil) {
    guard builder.isReachable else { return }
    for cleanup in cleanups[min(height, cleanups.count)...].reversed()
    where cleanup.isOwned && cleanup.slot != moved {
      builder.append(.release(type: cleanup.type, .slot(cleanup.slot)))
    }
  }

  /// Ends the variables of a block.
  mutating func endScope(_ slots: Swift.Range<UInt32>) {
    let first =
      cleanups.lastIndex { cleanup in cleanup.local.map { !slots.contains($0) } ?? true }
      .map { $0 + 1 } ?? 0
    endCleanups(above: first)
  }

  /// Takes a temporary value's cleanup out of the list: it stays alive beyond its statement.
  ///
  /// - Parameter height: of the list, without the statement's own cleanups.
  mutating func take(_ owner: Owner, above height: Int) -> Cleanup? {
    guard case .temporary(let slot) = owner,
      let index = cleanups[height...].lastIndex(where: { $0.slot == slot && $0.isOwned })
    else { return nil }
    return cleanups.remove(at: index)
  }
}
