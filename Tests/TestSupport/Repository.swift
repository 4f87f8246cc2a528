// The paths of the repository and its fixtures, whatever the working directory is.

import FileIO
package import SystemPackage

/// The repository that this test was built from.
package enum Repository {
  /// The folder that contains Package.swift.
  package static let root: FilePath = {
    // <root>/Tests/TestSupport/Repository.swift
    var path = FilePath(#filePath)
    for _ in 0..<3 { path.removeLastComponent() }
    return path
  }()

  /// A file or folder in Fixtures/.
  package static func fixture(_ name: String) -> FilePath {
    root.appending("Fixtures").appending(FilePath(name).components)
  }

  /// The bytes of a file in Fixtures/, at most 64 MB.
  package static func contents(ofFixture name: String) throws -> [UInt8] {
    let path = fixture(name)
    guard let bytes = try LocalFileSystem().contents(of: path, sizeMax: 64 << 20) else {
      throw FileError(.open, path, .noSuchFileOrDirectory)
    }
    return bytes
  }
}
