// A collection between its two phases.

/// What the first phase came to: packs are written, and nothing is removed.
package struct PreparedCollection: Sendable {
  let plan: GarbagePlan
  let repackings: [Repacking]
}
