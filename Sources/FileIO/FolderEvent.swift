// What happens in folders while somebody watches: the events, and who tells them.

package import SystemPackage

/// A folder that is watched: the folder itself, whatever it is called meanwhile.
package struct WatchedFolder: Hashable, Sendable {
  package let number: Int32

  package init(number: Int32) {
    self.number = number
  }
}

/// What happened in a watched folder, or to it.
package enum FolderEvent: Hashable, Sendable {
  /// What has this name, or had it, was made, written and closed, moved, removed, or its permissions
  /// or times were changed.
  case changed(WatchedFolder, name: String)
  /// The folder itself was moved or removed.
  case moved(WatchedFolder)
  /// More happened than was kept: anything may have.
  case overflow
}

/// Tells what happens in folders. A folder's own folders are not watched with it.
package protocol FolderWatcher: Sendable {
  /// Watches the folder that has this name now. For one that is watched already, the same value.
  ///
  /// - Returns: `nil` where no folder has the name, or where it may not be read.
  func watch(_ path: FilePath) throws(FileError) -> WatchedFolder?
  /// Ends a watch. Events that happened before may still be told.
  func release(_ folder: WatchedFolder)
  /// What has happened since the last call, in order; waits where nothing has.
  ///
  /// - Parameter timeMax: how long to wait; `nil`: until something happens.
  /// - Returns: empty where the time ran out, or a signal came.
  func events(waitingAtMost timeMax: Duration?) throws(FileError) -> [FolderEvent]
}
