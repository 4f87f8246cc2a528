// An archive of files without compression, as extensions of Visual Studio Code are.

import BuildCache

/// A ZIP archive in memory. Its bytes depend on the names and the contents alone.
///
/// - SeeAlso: APPNOTE.TXT of PKWARE, sections 4.3.7 (local header), 4.3.12 (central directory) and
///   4.3.16 (its end)
struct ZipArchive {
  private var files: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// Adds a file of less than 4 GiB.
  mutating func add(_ name: String, _ content: [UInt8]) {
    var common: [UInt8] = []
    // Version 2.0, no flags, not compressed, 1 January 1980.
    common.append(20, bytes: 2)
    common.append(0, bytes: 6)
    common.append(0x0021, bytes: 2)
    common.append(Int(Checksum.crc32(content)), bytes: 4)
    common.append(content.count, bytes: 4)
    common.append(content.count, bytes: 4)
    common.append(name.utf8.count, bytes: 2)
    common.append(0, bytes: 2)
    directory.append(0x0201_4B50, bytes: 4)
    directory.append(20, bytes: 2)
    directory += common
    // No comment, the first disk, no attributes.
    directory.append(0, bytes: 10)
    directory.append(files.count, bytes: 4)
    directory += name.utf8
    files.append(0x0403_4B50, bytes: 4)
    files += common + name.utf8 + content
    count += 1
  }

  /// The whole archive.
  var bytes: [UInt8] {
    var end: [UInt8] = []
    end.append(0x0605_4B50, bytes: 4)
    end.append(0, bytes: 4)
    end.append(count, bytes: 2)
    end.append(count, bytes: 2)
    end.append(directory.count, bytes: 4)
    end.append(files.count, bytes: 4)
    end.append(0, bytes: 2)
    return files + directory + end
  }
}

extension [UInt8] {
  /// Appends the low `bytes` bytes of a number, the lowest first.
  fileprivate mutating func append(_ number: Int, bytes: Int) {
    for index in 0..<bytes { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
  }
}
