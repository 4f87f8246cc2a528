// mini-remote, the program for the network: where it is, and the work that it does after a build.

import FileIO
import MiniDriver
import SystemPackage

enum RemoteProgram {
  /// The program beside this one; `nil` if there is none.
  static var beside: FilePath? {
    // An executable whose name is gone has no neighbours.
    guard let own = try? LocalFileSystem().realPath(BackgroundCollection.executable) else {
      return nil
    }
    let path = own.parentFolder.appending("mini-remote")
    // A program that cannot be examined cannot be run.
    let status = (try? LocalFileSystem().status(of: path, followingLinks: true)) ?? nil
    return status?.kind == .regular ? path : nil
  }

  /// Stores what a build has compiled in the remote cache.
  ///
  /// - Parameter quietly: prints no warning.
  static func start(_ upload: RemoteUpload, quietly: Bool) {
    let folders = TemporaryFolders.all
    guard let problem = upload.start(in: folders.first ?? "/tmp", LocalFileSystem()), !quietly
    else { return }
    StandardError.write("mini: warning: \(problem)\n")
  }
}
