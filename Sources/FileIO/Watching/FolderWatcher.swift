// Events in watched folders, and the interface of their source.

package import SystemPackage

/// A watched folder: the folder itself, even if it is renamed.
package struct WatchedFolder: Hashable, Sendable {
  package let number: Int32

  package init(number: Int32) {
    self.number = number
  }
}

/// An event in a watched folder, or of the folder itself.
package enum FolderEvent: Hashable, Sendable {
  /// A file with this name was made, written and closed, moved or removed, or its permissions or
  /// times changed.
  case changed(WatchedFolder, name: String)
  /// The folder itself was moved or removed.
  case moved(WatchedFolder)
  /// Events were lost: anything can have changed.
  case overflow
}

/// Reports events in folders. Does not watch subfolders.
package protocol FolderWatcher: Sendable {
  /// Watches the folder that has this name now. Watching a folder again returns the same value.
  ///
  /// - Returns: `nil` if the folder does not exist or cannot be read.
  func watch(_ path: FilePath) throws(FileError) -> WatchedFolder?
  /// Ends a watch. Earlier events can still be reported.
  func release(_ folder: WatchedFolder)
  /// Events since the last call, in order. Waits if there are none.
  ///
  /// - Parameter timeMax: how long to wait; `nil`: until an event.
  /// - Returns: empty if the time ran out or a signal came.
  func events(waitingAtMost timeMax: Duration?) throws(FileError) -> [FolderEvent]
}
