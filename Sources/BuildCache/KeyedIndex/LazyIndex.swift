// An index of objects that is loaded at its first use, for commands that may not need it.

import FileIO
import Synchronization
import SystemPackage

/// An index that is loaded at its first use, and checked as a whole.
final class LazyIndex<Index: KeyedCache>: Sendable {
  private let path: FilePath
  private let fileSystem: any FileSystem
  private let state = Mutex<Index??>(nil)

  init(_ path: FilePath, _ fileSystem: any FileSystem) {
    self.path = path
    self.fileSystem = fileSystem
  }

  /// `nil` if it is absent or cannot be used.
  var index: Index? {
    state.withLock { state in
      if let known = state { return known }
      var found: Index?
      if case .loaded(let index) = Index.load(path, scrutiny: .whole, fileSystem: fileSystem) {
        found = index
      }
      state = .some(found)
      return found
    }
  }
}
