// The outcome of loading an index.

import FileIO

/// The outcome of loading an index. Only `.loaded` is used. A build continues with any of them.
package enum LoadOutcome<Index: Sendable>: Sendable {
  case loaded(Index)
  /// There is no such file.
  case absent
  /// Damaged, truncated, foreign or older: treated as absent and written again. Contains the
  /// problem.
  case damaged(String)
  /// The file exists, but this process cannot or must not open it. It is left alone, because its
  /// content is not known. Contains the failed call and its error.
  case unreadable(String)
  /// Written by a newer `mini`: left alone.
  case newer
}

extension LoadOutcome {
  /// `.unreadable` if the system refused access, else `.damaged`.
  init(_ error: FileError) {
    self =
      error.errno.meansRefused ? .unreadable(error.description) : .damaged(error.description)
  }

  /// The result of `transform` for a loaded index; the other outcomes unchanged.
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
