// Reads the loader's list of libraries, /etc/ld.so.cache, which ldconfig writes.

package import FileIO
package import SystemPackage

/// Maps library names to files, as the loader does. An absent or damaged list contains none.
///
/// - SeeAlso: ldconfig(8); glibc's `dl-cache.h`
package struct LoaderCache {
  static let path: FilePath = "/etc/ld.so.cache"

  private let file: MappedFile?
  /// The start of the list, after a list of the old format if there is one.
  private var start: UInt64 = 0

  init(fileSystem: any FileSystem) {
    // Without the list, the loader searches its folders.
    self.init(try? MappedFile(Self.path, sizeMax: Self.sizeMaxBytes, fileSystem: fileSystem))
  }

  package init(_ file: MappedFile?) {
    self.file = file
    guard let file else { return }
    let reader = BoundedReader(file.bytes)
    if file.bytes.starts(with: Self.oldMagic) {
      let end = 16 + 12 * UInt64(reader.uint32(12))
      start = (end + 7) & ~7
    }
  }

  /// All files listed for a library, one per kind of processor.
  package func files(of library: [UInt8]) -> [FilePath] {
    guard let file else { return [] }
    let reader = BoundedReader(file.bytes)
    guard reader.string(start, lengthMax: Self.magic.count) == Self.magic else { return [] }
    var found: [FilePath] = []
    let count = min(UInt64(reader.uint32(start + 20)), UInt64(file.bytes.count) / 24)
    for number in 0..<count {
      let entry = start + 48 + 24 * number
      guard reader.uint32(entry) == Self.flags,
        matches(library, at: start + UInt64(reader.uint32(entry + 4)))
      else { continue }
      let path = reader.string(
        start + UInt64(reader.uint32(entry + 8)), lengthMax: Self.pathLengthMax)
      if !path.isEmpty { found.append(FilePath(bytes: path)) }
    }
    return found
  }

  private func matches(_ library: [UInt8], at offset: UInt64) -> Bool {
    guard let bytes = file?.bytes, offset < UInt64(bytes.count) else { return false }
    let rest = bytes[Int(offset)...]
    return rest.count > library.count && rest.starts(with: library)
      && rest[rest.startIndex + library.count] == 0
  }

  private static let oldMagic = Array("ld.so-1.7.0".utf8)
  private static let magic = Array("glibc-ld.so.cache1.1".utf8)
  /// Marks a library for glibc and this kind of machine.
  private static let flags: UInt32 = Machine.loaderCacheFlags
  private static let sizeMaxBytes = 64 << 20
  private static let pathLengthMax = 4096
}
