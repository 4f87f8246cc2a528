// What came of looking for an index.

/// What came of loading an index. Only `.loaded` is used; the build goes on with any.
package enum LoadOutcome<Index: Sendable>: Sendable {
  case loaded(Index)
  /// There is none.
  case absent
  /// Damaged, truncated, foreign or older: as good as absent, and made anew. Says what is wrong.
  case damaged(String)
  /// Of a newer `mini`: left alone.
  case newer
}

extension LoadOutcome {
  /// What `transform` makes of a loaded index; the other outcomes as they are.
  func flatMap<Other: Sendable>(
    _ transform: (Index) -> LoadOutcome<Other>
  ) -> LoadOutcome<Other> {
    switch self {
    case .loaded(let index): transform(index)
    case .absent: .absent
    case .damaged(let reason): .damaged(reason)
    case .newer: .newer
    }
  }
}
