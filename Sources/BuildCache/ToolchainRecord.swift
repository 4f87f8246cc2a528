// What is known of a toolchain: toolchain.bin at the cache's top, so that its programs are hashed and
// asked once.

package import FileIO
package import SystemPackage

// toolchain.bin is an index (IndexFile) whose only table is a heap:
//
//     heap    = clang linker identity:32 programCount:u32 program* levelCount:u32 level* NUL
//     program = path stamp:40
//     level   = level:u32 words words words
//     words   = count:u32 word*
//
// Strings are counted by a u32 before them. A level's words are the compiler's command, and the
// linker's before and after what it is to link.

/// A toolchain's identity, and the commands that its compiler driver makes.
package struct ToolchainRecord: Hashable, Sendable {
  /// The driver and the linker that were asked, as they were found.
  package let clang: String
  package let linker: String
  /// A digest of the programs' bytes.
  package let identity: Digest
  /// All programs that take part, and their stamps when they were hashed.
  package let programs: [Program]
  package var levels: [Level]

  package struct Program: Hashable, Sendable {
    package let path: String
    package let stamp: Stamp

    package init(path: String, stamp: Stamp) {
      self.path = path
      self.stamp = stamp
    }
  }

  /// The commands at one level of optimisation.
  package struct Level: Hashable, Sendable {
    package let level: UInt32
    /// The compiler and its options; the files follow.
    package let compile: [String]
    /// The linker and its options; what it is to link follows, then ``linkEnd``.
    package let linkStart: [String]
    package let linkEnd: [String]

    /// The linker's options, in words.
    package var linkOptions: String { (linkStart.dropFirst() + linkEnd).joined(separator: " ") }

    package init(level: UInt32, compile: [String], linkStart: [String], linkEnd: [String]) {
      self.level = level
      self.compile = compile
      self.linkStart = linkStart
      self.linkEnd = linkEnd
    }
  }

  package init(
    clang: String, linker: String, identity: Digest, programs: [Program], levels: [Level]
  ) {
    self.clang = clang
    self.linker = linker
    self.identity = identity
    self.programs = programs
    self.levels = levels
  }
}

extension ToolchainRecord {
  static let format = IndexFile.Format(kind: 0x4C4F_4F54, version: 1, rowSizes: [1])
  static let fileName = "toolchain.bin"

  package static func load(
    _ path: FilePath, fileSystem: any FileSystem
  ) -> LoadOutcome<ToolchainRecord> {
    record(of: IndexFile.load(path, format: format, scrutiny: .whole, fileSystem: fileSystem))
  }

  /// Checks one that lies in memory.
  package static func load(_ bytes: [UInt8]) -> LoadOutcome<ToolchainRecord> {
    record(of: IndexFile.check(IndexBytes(bytes), format: format))
  }

  private static func record(of outcome: LoadOutcome<IndexFile>) -> LoadOutcome<ToolchainRecord> {
    outcome.flatMap { index in
      let heap = index.tables[0]
      var reader = ByteReader(heap.bytes, heap.range(0, heap.rowCount))
      guard let record = ToolchainRecord(from: &reader) else { return .damaged("it is cut") }
      return .loaded(record)
    }
  }

  private init?(from reader: inout ByteReader) {
    clang = reader.countedString()
    linker = reader.countedString()
    identity = reader.digest()
    var programs: [Program] = []
    for _ in 0..<reader.listCount(itemBytesMin: 4 + Stamp.encodedSizeBytes) {
      let path = reader.countedString()
      programs.append(Program(path: path, stamp: Stamp(from: &reader)))
    }
    self.programs = programs
    levels = []
    for _ in 0..<reader.listCount(itemBytesMin: 16) {
      let level = reader.uint32()
      var words: [[String]] = []
      for _ in 0..<3 {
        words.append((0..<reader.listCount(itemBytesMin: 4)).map { _ in reader.countedString() })
      }
      levels.append(
        Level(level: level, compile: words[0], linkStart: words[1], linkEnd: words[2]))
    }
    guard reader.isValid else { return nil }
  }

  package func encode() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(counted: clang)
    writer.append(counted: linker)
    writer.append(identity)
    writer.append(small: programs.count)
    for program in programs {
      writer.append(counted: program.path)
      program.stamp.append(to: &writer)
    }
    writer.append(small: levels.count)
    for level in levels {
      writer.append(level.level)
      for words in [level.compile, level.linkStart, level.linkEnd] {
        writer.append(small: words.count)
        for word in words { writer.append(counted: word) }
      }
    }
    return IndexFile.encode([writer], format: ToolchainRecord.format)
  }
}
