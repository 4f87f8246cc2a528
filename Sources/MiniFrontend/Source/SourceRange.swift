// A range in a source file, in bytes.

/// A half-open range of byte offsets in one source file, a byte-order mark included.
package struct SourceRange: Hashable, Sendable {
  package let start: UInt32
  package let end: UInt32

  package init(start: UInt32, end: UInt32) {
    precondition(start <= end, "a source range ends before it starts")
    self.start = start
    self.end = end
  }
}
