// The disk in memory, on which tests simulate crashes, behaves like a real one.

import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct MemoryFileSystemTests {
  private static let names = ["a", "b", "d", "d/a", "d/e", "d/e/f", "g/x", "a/x", "d/../b"]
  private static let flags = [
    O_RDONLY, O_WRONLY, O_WRONLY | O_CREAT, O_WRONLY | O_CREAT | O_EXCL,
    O_WRONLY | O_CREAT | O_TRUNC, O_RDONLY | O_DIRECTORY, O_RDWR | O_CREAT,
  ]

  /// Random calls on both, whose results must be the same.
  @Test(arguments: 0..<UInt64(20))
  func itDoesWhatARealDiskDoes(seed: UInt64) throws {
    let folder = TemporaryDirectory()
    let memory = MemoryFileSystem(clock: ManualClock(nanoseconds: 0))
    try memory.createDirectories(folder.path)
    let disks: [any FileSystem] = [LocalFileSystem(), memory]
    let roots = try disks.map { try #require(try $0.openIfPresent(folder.path, flags: O_RDONLY)) }
    var random = SplitMix64(seed: seed)
    for step in 0..<300 {
      let kind = Int.random(in: 0..<10, using: &random)
      let first = Self.names.randomElement(using: &random)!
      let second = Self.names.randomElement(using: &random)!
      let flags = Self.flags.randomElement(using: &random)!
      let bytes = random.bytes(Int(random.next() % 20))
      let results = zip(disks, roots).map { disk, root in
        Self.call(kind, first, second, flags, bytes, disk, root)
      }
      #expect(results[0] == results[1], "seed \(seed), step \(step): \(kind) \(first) \(second)")
    }
    for (disk, root) in zip(disks, roots) { try disk.close(root) }
    #expect(memory.openCount == 0)
  }

  /// The result of one call, in words.
  private static func call(
    _ kind: Int, _ first: String, _ second: String, _ flags: Int32, _ bytes: [UInt8],
    _ disk: any FileSystem, _ root: Int32
  ) -> String {
    do {
      switch kind {
      case 0...2: return try open(first, flags, bytes, disk, root)
      case 3: try disk.rename(at: root, first, to: root, second)
      case 4: try disk.unlink(at: root, first)
      case 5: try disk.makeDirectory(at: root, first, mode: 0o755)
      case 6: try disk.removeDirectory(at: root, first)
      case 7: try disk.link(at: root, first, to: root, second)
      case 8:
        return try disk.list(at: root, first, entriesMax: 100).map { "\($0.name) \($0.kind)" }
          .sorted().joined(separator: ", ")
      default:
        let status = try disk.status(at: root, first, followingLinks: true)
        return "\(status.kind) \(status.kind == .regular ? status.sizeBytes : 0)"
      }
      return "done"
    } catch {
      return "\(error)"
    }
  }

  /// Opens a file, writes at its start, and reads its contents.
  private static func open(
    _ name: String, _ flags: Int32, _ bytes: [UInt8], _ disk: any FileSystem, _ root: Int32
  ) throws(Errno) -> String {
    let fd = try disk.open(at: root, name, flags: flags, mode: 0o644)
    defer { try? disk.close(fd) }  // the next call shows any failure
    if flags & O_ACCMODE != O_RDONLY {
      let count = try bytes.withUnsafeBytes { bytes in
        Result { () throws(Errno) in try disk.write(fd, bytes) }
      }.get()
      if flags & O_TRUNC != 0 { try disk.fallocate(fd, sizeBytes: Int64(bytes.count) + 5) }
      return "wrote \(count)"
    }
    guard flags & O_DIRECTORY == 0, try disk.status(fd).kind == .regular else { return "folder" }
    var buffer = [UInt8](repeating: 0, count: 100)
    let count = try buffer.withUnsafeMutableBytes { buffer in
      Result { () throws(Errno) in try disk.pread(fd, into: buffer, offset: 3) }
    }.get()
    return "\(buffer.prefix(count))"
  }
}
