// Finds the files that differ from the index, by taking stamps folder by folder.

package import FileIO
import Glibc
import Synchronization
package import SystemPackage

/// A file that a build must look at.
package struct RowChange: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Its stamp differs from the row's or could not be taken. Reading the file shows why.
    case changed
    /// Its stamp equals the row's, but was taken too soon after a change to prove anything.
    case racy
    /// The file no longer exists.
    case absent
  }

  package let row: Int
  package let kind: Kind

  package init(row: Int, kind: Kind) {
    self.row = row
    self.kind = kind
  }
}

extension FileHashCache {
  /// Takes the stamp of each file and compares it with the row's.
  ///
  /// Cost: one fstatat per file, by its name alone, and one open per folder (two if the shares of
  /// two threads meet in it). Allocates nothing for unchanged files.
  ///
  /// - Parameters:
  ///   - rootFolder: the folder that paths are relative to; if empty, the working directory.
  ///   - fixedPrefix: the beginning of paths that name built-in texts, which never change.
  ///   - threadsMax: evaluated only if there are enough files for two threads.
  /// - Returns: the rows that changed, ascending.
  package func changedRows(
    rootFolder: FilePath, fixedPrefix: String = "", fileSystem: any FileSystem,
    threadsMax: @autoclosure () -> Int
  ) -> [RowChange] {
    let all = Mutex<[RowChange]>([])
    let root: DirectoryHandle?
    do throws(FileError) {
      root = try DirectoryHandle(rootFolder.isEmpty ? "." : rootFolder, fileSystem: fileSystem)
    } catch {
      // The folder cannot be opened. Reading each file reports why.
      return (0..<count).map { RowChange(row: $0, kind: .changed) }
    }
    guard let root else { return (0..<count).map { RowChange(row: $0, kind: .absent) } }
    let shareCount = (stamps.rowCount + stampsPerShare - 1) / stampsPerShare
    let threads = shareCount > 1 ? threadsMax() : 1
    Parallel.forEach(count: shareCount, threadsMax: threads) { share in
      let first = share * stampsPerShare
      let rows = first..<min(first + stampsPerShare, stamps.rowCount)
      var changes = changes(inStampRows: rows, root: root.fd, fileSystem: fileSystem)
      if !fixedPrefix.isEmpty {
        changes.removeAll { path($0.row).utf8.starts(with: fixedPrefix.utf8) }
      }
      if !changes.isEmpty { all.withLock { $0 += changes } }
    }
    return all.withLock { $0 }.sorted { $0.row < $1.row }
  }

  /// Compares one share of the stamps, in the order of their folders. Rows and names are read in
  /// place and checked once per share.
  private func changes(
    inStampRows rows: Range<Int>, root: Int32, fileSystem: any FileSystem
  ) -> [RowChange] {
    let table = unsafe stamps.file.slice(
      stamps.range(rows.lowerBound * stamps.rowSizeBytes, rows.count * stamps.rowSizeBytes))
    let names = unsafe self.names.file.slice(self.names.range(0, self.names.rowCount))
    guard table.count == rows.count * stamps.rowSizeBytes, unsafe names.last == 0 else {
      return rows.map { RowChange(row: stamps.small($0, StampField.row), kind: .changed) }
        .filter { $0.row < count }
    }
    var changes: [RowChange] = []
    var openFolder: (number: UInt32, fd: Result<Int32, Errno>)?
    defer { if let openFolder { close(openFolder.fd, unless: root, fileSystem) } }
    for number in 0..<rows.count {
      let row = unsafe UnsafeRawBufferPointer(
        rebasing: table[(number * stamps.rowSizeBytes)..<((number + 1) * stamps.rowSizeBytes)])
      let folder = unsafe word32(row, StampField.folder)
      if openFolder?.number != folder {
        if let openFolder { close(openFolder.fd, unless: root, fileSystem) }
        openFolder = (folder, open(Int(folder), root: root, fileSystem))
      }
      guard let openFolder,
        let kind = unsafe change(of: row, in: openFolder.fd, names, fileSystem)
      else { continue }
      changes.append(RowChange(row: Int(unsafe word32(row, StampField.row)), kind: kind))
    }
    return changes.filter { $0.row < count }
  }

  /// How a file differs from its row; `nil` if it does not.
  ///
  /// - Parameter names: all names, ending with a NUL.
  private func change(
    of row: UnsafeRawBufferPointer, in folder: Result<Int32, Errno>,
    _ names: UnsafeRawBufferPointer, _ fileSystem: any FileSystem
  ) -> RowChange.Kind? {
    do throws(Errno) {
      let fd = try folder.get()
      let start = unsafe word64(row, StampField.nameOffset)
      guard start < UInt64(names.count), let base = names.baseAddress else { return .changed }
      let name = unsafe (base + Int(start)).assumingMemoryBound(to: CChar.self)
      let status = try unsafe fileSystem.status(at: fd, name, followingLinks: true)
      guard status.kind == .regular, unsafe status.sizeBytes == word64(row, Stamp.Offset.size),
        unsafe UInt64(bitPattern: status.mtimeNanoseconds) == word64(row, Stamp.Offset.mtime),
        unsafe UInt64(bitPattern: status.ctimeNanoseconds) == word64(row, Stamp.Offset.ctime),
        unsafe status.inode == word64(row, Stamp.Offset.inode),
        unsafe status.device == word64(row, Stamp.Offset.device)
      else { return .changed }
      return unsafe word32(row, StampField.racy) == 0 ? nil : .racy
    } catch {
      return error.meansAbsent ? .absent : .changed
    }
  }

  /// Opens a folder only for use as the base of fstatat.
  private func open(
    _ folder: Int, root: Int32, _ fileSystem: any FileSystem
  ) -> Result<Int32, Errno> {
    let range = folderRange(folder)
    guard !range.isEmpty else { return .success(root) }
    guard let path = unsafe names.file.cString(at: range.lowerBound, end: namesEnd) else {
      return .failure(.noSuchFileOrDirectory)
    }
    return Result { () throws(Errno) in
      try unsafe fileSystem.open(at: root, path, flags: openPathOnly | O_DIRECTORY, mode: 0)
    }
  }

  private func close(
    _ folder: Result<Int32, Errno>, unless root: Int32, _ fileSystem: any FileSystem
  ) {
    guard case .success(let fd) = folder, fd != root else { return }
    try? fileSystem.close(fd)  // a folder's descriptor has no unwritten data
  }

  /// The offset of the last byte of the names, a NUL.
  private var namesEnd: Int { names.offset + names.rowCount - 1 }
}

/// A field of a row, which must contain all of it.
@inline(__always)
private func word32(_ row: UnsafeRawBufferPointer, _ field: Int) -> UInt32 {
  UInt32(littleEndian: unsafe row.loadUnaligned(fromByteOffset: field, as: UInt32.self))
}

/// A field of a row, which must contain all of it.
@inline(__always)
private func word64(_ row: UnsafeRawBufferPointer, _ field: Int) -> UInt64 {
  UInt64(littleEndian: unsafe row.loadUnaligned(fromByteOffset: field, as: UInt64.self))
}

/// Stamps per share of work. Small enough that threads finish together, large enough that few
/// folders are opened twice. 10,000 files have 79 shares, and the last one takes 0.1 ms.
private let stampsPerShare = 128

extension FileHashCache {
  /// Calls `body` with each folder's path ("" for the root file's own), and the names and rows of its
  /// files, sorted by name. Cost: less than the paths of all files.
  func forEachFolder(_ body: ([UInt8], [(name: [UInt8], row: Int)]) -> Void) {
    for folder in 0..<folders.rowCount {
      let names = stampRows(ofFolder: folder).map { stamp in
        (bytes.array(nameRange(stamp)), min(stamps.small(stamp, StampField.row), count - 1))
      }
      body(bytes.array(folderRange(folder)), names)
    }
  }
}
