// Sections of the combined IR that are neither in the cache's copy nor in the store.

/// Files whose sections cannot be had: they must be compiled again, although their rows are valid.
struct LostSections: Error {
  /// Indices of the graph, at least one.
  let files: [Int]
}
