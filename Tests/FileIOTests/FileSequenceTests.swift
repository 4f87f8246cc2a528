// Files that are read one after another are those that their paths name, in whatever folders.

import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct FileSequenceTests {
  let folder = TemporaryDirectory()

  /// Reads files by paths below the folder: their bytes, or the errors.
  private func read(
    _ paths: [String], sizeMax: Int = 1 << 20, _ disk: any FileSystem = LocalFileSystem()
  ) -> [Result<[UInt8], FileError>] {
    var files = FileSequence(fileSystem: disk)
    return paths.map { path in
      Result { () throws(FileError) in
        let bytes = Array((folder.path.string + "/" + path).utf8)
        try files.read(bytes.span, sizeMax: sizeMax)
        return Array(files.bytes)
      }
    }
  }

  private func write(_ path: String, _ bytes: [UInt8]) throws {
    let path = folder.path.appending(path)
    try LocalFileSystem().createDirectories(path.removingLastComponent())
    try LocalFileSystem().replaceFile(path, with: bytes)
  }

  @Test(arguments: [Int.max, 1000])
  func eachPathGivesItsFile(bytesPerCallMax: Int) throws {
    var random = SplitMix64(seed: 5)
    let sizes = ["x": 5, "a/x": 0, "a/y": 100, "a/z": 70_000, "a/b/x": 65_536, "ab/x": 200_000]
    var files: [String: [UInt8]] = [:]
    for (path, size) in sizes.sorted(by: { $0.key < $1.key }) {
      files[path] = random.bytes(size)
      try write(path, files[path] ?? [])
    }
    let same = [
      "a/../a/x": "a/x", "a//y": "a/y", "./x": "x", "a/./z": "a/z", "a/b/../y": "a/y",
      "a/y\0/ignored": "a/y",
    ]
    for (path, other) in same { files[path] = files[other] }
    // Each path after each other one, and each twice.
    let names = files.keys.sorted()
    let paths = names.flatMap { first in names.flatMap { [first, first, $0] } }
    let disk = FaultyFileSystem(bytesPerCallMax: bytesPerCallMax)
    for (path, result) in zip(paths, read(paths, disk)) {
      let isRight = try result.get() == files[path]
      #expect(isRight, "\(path.debugDescription)")
    }
  }

  @Test func whatCannotBeReadIsTold() throws {
    try write("a/x", [1])
    try write("a/y", [2, 3])
    let results = read(
      ["a/x", "a/gone", "a/y", "a/", "a/x", "none/x", "none/y", "a", "a/x/z", "a/x/w", "a/y"],
      sizeMax: 1)
    let told = results.map { result -> String in
      switch result {
      case .success(let bytes): "\(bytes)"
      case .failure(let error): "\(error.operation) \(error.errno.rawValue)"
      }
    }
    #expect(
      told == [
        "[1]", "open \(ENOENT)", "read \(EFBIG)", "read \(EISDIR)", "[1]", "open \(ENOENT)",
        "open \(ENOENT)", "read \(EISDIR)", "open \(ENOTDIR)", "open \(ENOTDIR)", "read \(EFBIG)",
      ])
    guard case .failure(let error) = results[1] else { return }
    #expect(error.description.contains("\(folder.path)/a/gone'"))
  }

  @Test func nothingStaysOpen() throws {
    let disk = MemoryFileSystem(clock: ManualClock(nanoseconds: 1))
    for name in ["x", "y", "z"] { try disk.place(folder.path.appending("a/\(name)"), [7]) }
    let results = read(["a/x", "a/y", "a/z", "a/gone", "b/x"], disk)
    #expect(results.compactMap { try? $0.get() } == [[7], [7], [7]])
    #expect(disk.openCount == 0)
  }
}
