// The files of toolchains and their hashes: toolchain.bin, in the cache and in the user's cache
// folder. With it each toolchain is hashed once.

package import FileIO
package import SystemPackage

// toolchain.bin is an index (IndexFile) of these tables:
//
//     toolchains = compiler:32 linker:32 clangPath:text linkerPath:text libraryPath:text
//                  firstFile:u32 fileCount:u32 kind:u32 zero:u32
//     files      = stamp:40 digest:32 path:text
//     heap       = (byte* NUL)*
//     text       = offset:u32 length:u32
//
// A text is in the heap, followed by a NUL. A file that is absent has a stamp of zeros. A folder
// has a digest of zeros.

/// The files of some toolchains, and the hashes of these files.
///
/// It contains no command, and its paths are passed to stat, never opened. So a build that uses a
/// forged one makes wrong outputs, and nothing worse.
package struct ToolchainRecord: Sendable {
  /// Identifies a toolchain by the paths of its programs and the loader's search path.
  package struct Name: Hashable, Sendable {
    package let clang: FilePath
    package let linker: FilePath
    /// The value of `LD_LIBRARY_PATH` with which the programs are started.
    package let libraryPath: [UInt8]

    package init(clang: FilePath, linker: FilePath, libraryPath: [UInt8]) {
      self.clang = clang
      self.linker = linker
      self.libraryPath = libraryPath
    }
  }

  /// The conclusion that is allowed if no file has changed.
  package enum Kind: UInt32, Sendable {
    /// Only the files' hashes are valid.
    case partial = 0
    /// The identities are valid, and clang is clang itself, not a wrapper that runs one.
    case whole = 1
  }

  /// Digests of everything in a toolchain that affects its output.
  package struct Identity: Hashable, Sendable {
    /// Covers everything that affects object code.
    package let compiler: Digest
    /// Covers everything else that affects an executable.
    package let linker: Digest

    package init(compiler: Digest, linker: Digest) {
      self.compiler = compiler
      self.linker = linker
    }
  }

  /// A file of a toolchain, or a folder in which its files are searched.
  package struct File: Hashable, Sendable {
    package let path: FilePath
    /// `nil` if the path did not exist.
    package let stamp: Stamp?
    /// SHA-256 of its bytes; zeros if it is not a file.
    package let digest: Digest

    package init(path: FilePath, stamp: Stamp?, digest: Digest = .zero) {
      self.path = path
      self.stamp = stamp
      self.digest = digest
    }
  }

  package struct Toolchain: Hashable, Sendable {
    package let name: Name
    package let kind: Kind
    package let identity: Identity
    package let files: [File]

    package init(name: Name, kind: Kind, identity: Identity, files: [File]) {
      self.name = name
      self.kind = kind
      self.identity = identity
      self.files = files
    }
  }

  private let toolchains: IndexTable
  private let files: IndexTable
  private let heap: IndexTable

  private enum Field {
    static let compiler = 0
    static let linker = 32
    static let clangPath = 64
    static let linkerPath = 72
    static let libraryPath = 80
    static let firstFile = 88
    static let fileCount = 92
    static let kind = 96
  }

  private enum FileField {
    static let digest = 40
    static let path = 72
  }

  /// The number of toolchains to record: several users and checkouts can share a cache.
  private static let countMax = 8
}

extension ToolchainRecord {
  static let format = IndexFile.Format(kind: 0x4C4F_4F54, version: 2, rowSizes: [104, 80, 1])

  package static func load(
    _ path: FilePath, fileSystem: any FileSystem
  ) -> LoadOutcome<ToolchainRecord> {
    record(of: IndexFile.load(path, format: format, scrutiny: .whole, fileSystem: fileSystem))
  }

  /// Checks one that is already in memory.
  package static func load(_ bytes: [UInt8]) -> LoadOutcome<ToolchainRecord> {
    record(of: IndexFile.check(IndexBytes(bytes), format: format))
  }

  private static func record(of outcome: LoadOutcome<IndexFile>) -> LoadOutcome<ToolchainRecord> {
    outcome.flatMap { index in
      let tables = index.tables
      return .loaded(
        ToolchainRecord(toolchains: tables[0], files: tables[1], heap: tables[2]))
    }
  }

  // MARK: Looking up

  /// The identity of a toolchain; `nil` unless all of its files are unchanged.
  ///
  /// Cost: one stat per file. Allocates nothing for unchanged files.
  ///
  /// - Parameters:
  ///   - programs: the current stamps of clang and the linker.
  ///   - mayLookAt: whether a path is one that the loader or the linker searches. A record with any
  ///     other path is not used, and that path is not looked at.
  package func identity(
    of name: Name, programs: [Stamp], fileSystem: any FileSystem,
    mayLookAt: (_ path: UnsafeRawBufferPointer) -> Bool
  ) -> Identity? {
    guard let row = row(of: name), toolchains.uint32(row, Field.kind) == Kind.whole.rawValue
    else { return nil }
    let rows = fileRows(row)
    // A forged record can omit any other file, but not these.
    guard rows.count >= programs.count,
      programs.indices.allSatisfy({ stamp(rows.lowerBound + $0) == programs[$0] })
    else { return nil }
    for file in rows.dropFirst(programs.count) {
      guard unsafe isCurrent(file, fileSystem, mayLookAt) else { return nil }
    }
    return Identity(
      compiler: toolchains.digest(row, Field.compiler),
      linker: toolchains.digest(row, Field.linker))
  }

  /// Whether the clang with this path and stamp is known to be clang itself.
  package func isWhole(_ name: Name, clang: Stamp) -> Bool {
    guard let row = row(of: name) else { return false }
    let rows = fileRows(row)
    return toolchains.uint32(row, Field.kind) == Kind.whole.rawValue && !rows.isEmpty
      && stamp(rows.lowerBound) == clang
  }

  /// Whether all of these files are among the toolchain's.
  package func lists(_ paths: [FilePath], of name: Name) -> Bool {
    guard let row = row(of: name) else { return false }
    return paths.map(\.bytes).allSatisfy { path in
      fileRows(row).contains {
        heap.file.compare(text(files, $0, FileField.path), with: path) == 0
      }
    }
  }

  /// The digest of the file that had this stamp, under any path; `nil` if it is not known.
  package func digest(of stamp: Stamp) -> Digest? {
    for file in 0..<files.rowCount where self.stamp(file) == stamp {
      let digest = files.digest(file, FileField.digest)
      return digest == .zero ? nil : digest
    }
    return nil
  }

  private func row(of name: Name) -> Int? {
    guard toolchains.rowCount > 0 else { return nil }
    let fields = [
      (Field.clangPath, name.clang.bytes), (Field.linkerPath, name.linker.bytes),
      (Field.libraryPath, name.libraryPath),
    ]
    for row in 0..<min(toolchains.rowCount, Self.countMax)
    where fields.allSatisfy({
      heap.file.compare(text(toolchains, row, $0.0), with: $0.1) == 0
    }) {
      return row
    }
    return nil
  }

  private func isCurrent(
    _ file: Int, _ fileSystem: any FileSystem,
    _ mayLookAt: (UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    let range = text(files, file, FileField.path)
    guard unsafe mayLookAt(heap.file.slice(range)),
      let path = unsafe heap.file.cString(at: range.lowerBound, end: range.upperBound)
    else { return false }
    do throws(Errno) {
      let status = try unsafe fileSystem.status(
        at: workingDirectory, path, followingLinks: true)
      return Stamp(status) == stamp(file)
    } catch {
      return error.meansAbsent && stamp(file) == nil
    }
  }

  private func fileRows(_ row: Int) -> Range<Int> {
    let first = min(toolchains.small(row, Field.firstFile), files.rowCount)
    return first..<(first + min(toolchains.small(row, Field.fileCount), files.rowCount - first))
  }

  private func stamp(_ file: Int) -> Stamp? {
    let stamp = files.stamp(file)
    return stamp == .zero ? nil : stamp
  }

  /// The range of a text in the file.
  private func text(_ table: IndexTable, _ row: Int, _ field: Int) -> Range<Int> {
    heap.range(table.small(row, field), table.small(row, field + 4))
  }

  // MARK: Writing

  /// All toolchains, in owned form.
  package var all: [Toolchain] {
    (0..<min(toolchains.rowCount, Self.countMax)).map { row in
      Toolchain(
        name: Name(
          clang: path(toolchains, row, Field.clangPath),
          linker: path(toolchains, row, Field.linkerPath),
          libraryPath: heap.file.array(text(toolchains, row, Field.libraryPath))),
        kind: Kind(rawValue: toolchains.uint32(row, Field.kind)) ?? .partial,
        identity: Identity(
          compiler: toolchains.digest(row, Field.compiler),
          linker: toolchains.digest(row, Field.linker)),
        files: fileRows(row).prefix(Self.filesMax).map { file in
          File(
            path: path(files, file, FileField.path), stamp: stamp(file),
            digest: files.digest(file, FileField.digest))
        })
    }
  }

  /// Limit for one toolchain. clang and lld together have about twenty files.
  private static let filesMax = 256

  private func path(_ table: IndexTable, _ row: Int, _ field: Int) -> FilePath {
    FilePath(bytes: heap.file.array(text(table, row, field)))
  }

  /// Encodes the record with `toolchain` added or replaced. The least recently added are dropped.
  package static func encode(
    _ toolchain: Toolchain, before old: ToolchainRecord? = nil
  ) -> [UInt8] {
    var toolchains = ByteWriter()
    var files = ByteWriter()
    var heap = ByteWriter()
    let others = (old?.all ?? []).filter { $0.name != toolchain.name }
    for item in ([toolchain] + others).prefix(countMax) {
      toolchains.append(item.identity.compiler)
      toolchains.append(item.identity.linker)
      append(item.name.clang.bytes, to: &toolchains, &heap)
      append(item.name.linker.bytes, to: &toolchains, &heap)
      append(item.name.libraryPath, to: &toolchains, &heap)
      toolchains.append(small: files.count / format.rowSizes[1])
      toolchains.append(small: item.files.count)
      toolchains.append(item.kind.rawValue)
      toolchains.append(UInt32(0))
      for file in item.files {
        (file.stamp ?? .zero).append(to: &files)
        files.append(file.digest)
        append(file.path.bytes, to: &files, &heap)
      }
    }
    return IndexFile.encode([toolchains, files, heap], format: format)
  }

  private static func append(
    _ text: [UInt8], to table: inout ByteWriter, _ heap: inout ByteWriter
  ) {
    table.append(small: heap.count)
    table.append(small: text.count)
    heap.append(raw: text)
    heap.append(zeros: 1)
  }
}

extension Stamp {
  /// Marks an absent file. No file has this stamp.
  static let zero = Stamp(
    sizeBytes: 0, mtimeNanoseconds: 0, ctimeNanoseconds: 0, inode: 0, device: 0)
}

extension Digest {
  /// Marks a path that is not a file. No file is known to have this digest.
  package static let zero = Digest(words: (0, 0, 0, 0))
}
