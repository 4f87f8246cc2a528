// What came of looking for an index.

import FileIO

/// What came of loading an index. Only `.loaded` is used; the build goes on with any.
package enum LoadOutcome<Index: Sendable>: Sendable {
  case loaded(Index)
  /// There is none.
  case absent
  /// Damaged, truncated, foreign or older: as good as absent, and made anew. Says what is wrong.
  case damaged(String)
  /// It is there, and this process may or can not open it: left alone, as nothing is known of it.
  /// Says what was tried and why it failed.
  case unreadable(String)
  /// Of a newer `mini`: left alone.
  case newer
}

extension LoadOutcome {
  /// What a file's error makes of loading the index in it.
  init(_ error: FileError) {
    self =
      error.errno.meansRefused ? .unreadable(error.description) : .damaged(error.description)
  }

  /// What `transform` makes of a loaded index; the other outcomes as they are.
  func flatMap<Other: Sendable>(
    _ transform: (Index) -> LoadOutcome<Other>
  ) -> LoadOutcome<Other> {
    switch self {
    case .loaded(let index): transform(index)
    case .absent: .absent
    case .damaged(let reason): .damaged(reason)
    case .unreadable(let reason): .unreadable(reason)
    case .newer: .newer
    }
  }
}
