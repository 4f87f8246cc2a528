// A temporary folder for one test, removed after it.

import Foundation
import Glibc
package import SystemPackage

/// A new, empty folder, which `deinit` removes with its contents.
///
/// A class, because removal must happen once, after its last use.
package final class TemporaryDirectory: Sendable {
  /// Absolute, and without links.
  package let path: FilePath

  package init() {
    let base = FileManager.default.temporaryDirectory.path
    var template = Array("\(base)/mini-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil, let resolved = realpath(template, nil) else {
      preconditionFailure("no temporary folder can be made in \(base): \(Errno(rawValue: errno))")
    }
    defer { free(resolved) }
    path = FilePath(platformString: resolved)
  }

  /// A name in the folder.
  package func appending(_ name: String) -> FilePath { path.appending(name) }

  deinit {
    // A folder that cannot be removed is left to the machine: the test has ended.
    try? FileManager.default.removeItem(atPath: path.string)
  }
}
