// A collection between its two phases.

/// The result of the first phase: new packs are written, and nothing is removed.
package struct PreparedCollection: Sendable {
  let marks: GarbageMarks
  let repackings: [Repacking]
}
