// Files with the texts of standard modules.

import Foundation
import MiniDriver
import MiniFrontend
import SystemPackage
import TestSupport
import Testing

@Suite struct StandardModuleFileTests {
  private let folder = TemporaryDirectory()

  /// A file with other bytes is replaced; one with the same bytes stays.
  @Test func aFileOfAStandardModuleIsWrittenOnce() throws {
    let files = StandardModuleFiles(folder: folder.appending("std"))
    let path = try files.path(of: .math).string
    func inode() throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    }
    let first = try inode()
    #expect(try files.path(of: .math).string == path && inode() == first)
    #expect(files.module(at: FilePath(path)) == .math)
    #expect(files.module(at: folder.appending("math.mini")) == nil)
    try FileManager.default.removeItem(atPath: path)
    try "fn f() {}\n".write(toFile: path, atomically: true, encoding: .utf8)
    _ = try files.path(of: .math)
    #expect(try String(contentsOfFile: path, encoding: .utf8) != "fn f() {}\n")
  }
}
