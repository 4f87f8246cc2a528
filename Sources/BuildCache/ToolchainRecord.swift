// The files of toolchains and their hashes: toolchain.bin, at the cache's top and in the user's cache
// folder, so that a toolchain is hashed once.

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
// A text is in the heap, where a NUL follows it. A file that is absent has a stamp of zeros; a folder
// has a digest of zeros.

/// What is known of some toolchains: which files they consist of, and what those contained.
///
/// It names no command, and no path in it is opened: a build that trusts a forged one makes wrong
/// outputs, and does nothing else.
package struct ToolchainRecord: Sendable {
  /// Names a toolchain: where its programs were found, and where the loader looks for their libraries.
  package struct Name: Hashable, Sendable {
    package let clang: FilePath
    package let linker: FilePath
    /// The value of `LD_LIBRARY_PATH` that the programs are started with.
    package let libraryPath: [UInt8]

    package init(clang: FilePath, linker: FilePath, libraryPath: [UInt8]) {
      self.clang = clang
      self.linker = linker
      self.libraryPath = libraryPath
    }
  }

  /// What may be concluded when all files are as they were.
  package enum Kind: UInt32, Sendable {
    /// Nothing but their hashes.
    case partial = 0
    /// The identities. clang is clang itself, and not a program that calls one.
    case whole = 1
  }

  /// Digests of everything that shows in what a toolchain makes.
  package struct Identity: Hashable, Sendable {
    /// Of what shows in object code.
    package let compiler: Digest
    /// Of what shows in an executable besides.
    package let linker: Digest

    package init(compiler: Digest, linker: Digest) {
      self.compiler = compiler
      self.linker = linker
    }
  }

  /// A file that a toolchain consists of, or a folder in which its files are looked for.
  package struct File: Hashable, Sendable {
    package let path: FilePath
    /// `nil`: there was nothing.
    package let stamp: Stamp?
    /// Of its bytes; zeros for what is not a file.
    package let digest: Digest

    package init(path: FilePath, stamp: Stamp?, digest: Digest = .zero) {
      self.path = path
      self.stamp = stamp
      self.digest = digest
    }
  }

  /// One toolchain.
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

  /// Toolchains that are remembered: several users and checkouts take turns in a cache.
  private static let countMax = 8
}

extension ToolchainRecord {
  static let format = IndexFile.Format(kind: 0x4C4F_4F54, version: 2, rowSizes: [104, 80, 1])
  package static let fileName = "toolchain.bin"

  package static func load(
    _ path: FilePath, fileSystem: any FileSystem
  ) -> LoadOutcome<ToolchainRecord> {
    record(of: IndexFile.load(path, format: format, scrutiny: .whole, fileSystem: fileSystem))
  }

  /// Checks one that is in memory.
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

  /// The identity of a toolchain, if all of its files are as they were.
  ///
  /// Cost: a stat for each file; nothing is allocated for one that is unchanged.
  ///
  /// - Parameters:
  ///   - programs: the stamps of clang and the linker as they are now.
  ///   - mayLookAt: whether a path is one of those that the loader or the linker searches. One that is
  ///     not, is not looked at, and the record does not count.
  package func identity(
    of name: Name, programs: [Stamp], fileSystem: any FileSystem,
    mayLookAt: (_ path: UnsafeRawBufferPointer) -> Bool
  ) -> Identity? {
    guard let row = row(of: name), toolchains.uint32(row, Field.kind) == Kind.whole.rawValue
    else { return nil }
    let rows = fileRows(row)
    // A forged record may leave any of its files out, but not these two.
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
        heap.bytes.compare(text(files, $0, FileField.path), with: path) == 0
      }
    }
  }

  /// The digest of the file that had this stamp, under whatever name; `nil`: it is not known.
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
      heap.bytes.compare(text(toolchains, row, $0.0), with: $0.1) == 0
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
    guard unsafe mayLookAt(heap.bytes.slice(range)),
      let path = unsafe heap.bytes.cString(at: range.lowerBound, end: range.upperBound)
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
    let stamp = Stamp(
      sizeBytes: files.uint64(file, 0), mtimeNanoseconds: files.int64(file, 8),
      ctimeNanoseconds: files.int64(file, 16), inode: files.uint64(file, 24),
      device: files.uint64(file, 32))
    return stamp == .zero ? nil : stamp
  }

  /// Where a text is in the file.
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
          libraryPath: heap.bytes.array(text(toolchains, row, Field.libraryPath))),
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

  /// Files of one toolchain. clang and lld have some twenty.
  private static let filesMax = 256

  private func path(_ table: IndexTable, _ row: Int, _ field: Int) -> FilePath {
    FilePath(bytes: heap.bytes.array(text(table, row, field)))
  }

  /// The record with a toolchain more, or in its new state; the ones used longest ago are dropped.
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
  /// No file has it.
  static let zero = Stamp(
    sizeBytes: 0, mtimeNanoseconds: 0, ctimeNanoseconds: 0, inode: 0, device: 0)
}

extension Digest {
  /// No file is known to have it.
  package static let zero = Digest(words: (0, 0, 0, 0))
}
