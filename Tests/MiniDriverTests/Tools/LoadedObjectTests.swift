// The shared objects that a program loads: as the loader reports them, and for arbitrary bytes.

import FileIO
import Foundation
import MiniDriver
import SystemPackage
import TestSupport
import Testing

@Suite struct LoadedObjectTests {
  private let disk = LocalFileSystem()

  /// Programs of the machine, by their real paths.
  private static let programs = ["clang", "ld.lld", "git", "sh"]

  private func path(of program: String) throws -> FilePath {
    let found = try ChildProcess.run(
      "sh", ["-c", "command -v \(program)"], environment: ["PATH": Self.searchPath])
    return FilePath(found.outputText.trimmingCharacters(in: .newlines))
  }

  private static let searchPath = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

  private func objects(of program: FilePath, libraryPath: String = "") -> LoadedObjects {
    var objects = LoadedObjects(libraryPath: Array(libraryPath.utf8), fileSystem: disk)
    objects.add(program)
    return objects
  }

  /// The objects that ldd(1) prints, without the C library and its loader.
  private func loaded(by program: FilePath, libraryPath: String = "") throws -> Set<FilePath> {
    let said = try ChildProcess.run(
      "ldd", [program.string],
      environment: ["PATH": "/usr/bin:/bin", "LD_LIBRARY_PATH": libraryPath]
    ).outputText
    let paths = said.split(separator: "\n").compactMap { line -> FilePath? in
      guard let start = line.range(of: "=> ") else { return nil }
      return FilePath(String(line[start.upperBound...].prefix { $0 != " " }))
    }
    let others = paths.filter { path in
      !["libc.so", "libpthread.so", "libdl.so", "librt.so"].contains {
        path.lastComponent?.string.hasPrefix($0) ?? false
      }
    }
    return try Set(others.map { try disk.realPath($0) })
  }

  @Test(arguments: programs) func objectsAreThoseThatTheLoaderLoads(program: String) throws {
    let path = try path(of: program)
    let found = objects(of: path)
    #expect(found.files.first == path)
    let real = try Set(found.files.dropFirst().map { try disk.realPath($0) })
    #expect(real == (try loaded(by: path)))
  }

  /// A library in a folder of LD_LIBRARY_PATH comes first, and the folder is recorded.
  @Test func foldersOfTheLibraryPathAreSearchedFirst() throws {
    let clang = try path(of: "clang")
    let usual = objects(of: clang)
    let library = try #require(
      usual.files.first { $0.lastComponent?.string.hasPrefix("libz.") ?? false })
    let folder = TemporaryDirectory()
    let copy = folder.appending(try #require(library.lastComponent?.string))
    let bytes = try #require(try disk.contents(of: library, sizeMax: 1 << 30))
    let list = "relative::\(folder.path):/nowhere"
    #expect(objects(of: clang, libraryPath: list).files == usual.files)
    try disk.replaceFile(copy, with: bytes)
    let found = objects(of: clang, libraryPath: list)
    #expect(found.files.contains(copy) && !found.files.contains(library))
    #expect(found.folders.contains(folder.path))
    let real = try Set(found.files.dropFirst().map { try disk.realPath($0) })
    #expect(real == (try loaded(by: clang, libraryPath: "\(folder.path):/nowhere")))
  }

  /// Any bytes of a library or of the loader's list are read within their bounds.
  @Test func noBytesCrashTheReaders() throws {
    let library = try #require(
      objects(of: try path(of: "clang")).files.first {
        $0.lastComponent?.string.hasPrefix("libz.") ?? false
      })
    let sound = try #require(try disk.contents(of: library, sizeMax: 1 << 30))
    let list = try disk.contents(of: "/etc/ld.so.cache", sizeMax: 1 << 26)
    var random = SplitMix64(seed: 5)
    var readable = 0
    for _ in 0..<(2000 * fuzzScale) {
      var bytes = sound
      // In the headers, which point everywhere.
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        bytes[Int.random(in: 4..<1024, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      if Bool.random(using: &random) {
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
      }
      let file = bytes.withUnsafeBytes { ELFDynamic($0) }
      if let file { readable += file.needed.count }
    }
    #expect(readable > 0)
    guard let list else { return }
    let folder = TemporaryDirectory()
    for _ in 0..<(100 * fuzzScale) {
      var bytes = list
      for _ in 0..<Int.random(in: 1...40, using: &random) {
        bytes[Int.random(in: 0..<min(bytes.count, 4096), using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
      let path = folder.appending("cache")
      try disk.replaceFile(path, with: bytes)
      let cache = LoaderCache(try MappedFile(path, fileSystem: disk))
      for name in ["libz.so.1", "", "libstdc++.so.6"] { _ = cache.files(of: Array(name.utf8)) }
    }
  }
}
