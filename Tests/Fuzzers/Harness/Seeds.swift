// Seeds for fuzzing besides the corpus: the encoder's output for small samples. With them, fuzzing
// continues after a change of the format.

import BuildCache
import FileIO
import FuzzProperties
import MiniFrontend
import MiniRemoteProtocol
import ObjectStore
import SystemPackage
import TestSupport

enum Seeds {
  static func inputs(for target: FuzzTarget) throws -> [[UInt8]] {
    switch target {
    case .loose: try files(in: "Damaged/Loose", maxBytes: target.inputSizeMax) + [plainObject]
    case .pack: recipes + recipes.map { Array($0.dropFirst(3)) }
    case .packIndex: packIndexes
    case .delta:
      [[3, 1, 2, 3, 3, 4, 0x91, 1, 2, 2, 8, 9], [0, 0, 0], [2, 5, 6, 2, 4, 0x90, 2, 0x90, 2]]
    case .fileHashes: [fileHashes]
    case .zirIndex: [ZirCache.encode(nil, adding: zirEntries)]
    case .airIndex: [AirCache.encode(nil, adding: airEntries)]
    case .unitIndex: [UnitCache.encode(nil, adding: unitEntries)]
    case .units: [ProjectUnits.encode(linkedUnits)]
    case .snapshotRow:
      zirEntries.map { SnapshotRow.encode($0.keyed, ZirCache.format) }
        + unitEntries.map { SnapshotRow.encode($0.keyed, UnitCache.format) }
    case .interface: try analyses().map { $0.interface.encoded() }
    case .diagnostics: try analyses().map { $0.zir.diagnostics.map($0.lines.locate).encoded() }
    case .combined: [[2, 0, 3, 0, 1, 0, 8, 1, 2] + Array("a.mini\ndefine".utf8)]
    case .config:
      [Array(CacheConfig.text.utf8), Array("[a \"B\"] c = \"d;\" ; e\n[mini]cache".utf8)]
    case .remoteReply: replies
    case .compiler: try programs()
    }
  }

  // MARK: Store

  private static let plainObject = Array("blob 5\0hello".utf8)

  /// A blob, deltas of it by distance, by name and in a circle, and a wrong size.
  private static let recipes: [[UInt8]] = [
    [3, 0, 5] + Array("hello".utf8) + [6, 0, 5, 5, 6, 0x90, 5, 1] + [33] + [
      7, 1, 4, 6, 2, 0x90, 2,
    ],
    [7 | 32, 0, 3, 1, 1, 0x90] + [7 | 32, 0, 3, 1, 1, 0x90],
    [3 | 8, 0, 1, 65, 1, 0, 0, 2, 0, 0, 4 | 16, 0, 1, 1],
  ]

  private static var packIndexes: [[UInt8]] {
    let name = PackChecksum(fileStem: "pack-" + String(repeating: "5", count: 64))
    guard let name else { return [] }
    let rows = (0..<3 as Range<UInt64>).map { number in
      PackIndexRow(
        id: ObjectID(words: (number << 60, 1, 2, 3)), checksum: 7, offset: 12 + 50 * number)
    }
    return [[], rows].flatMap { rows in
      [UInt64.max, 13].map { PackIndexEncoder.encode(rows, pack: name, smallOffsetMax: $0) }
    }
  }

  // MARK: Caches

  private static func digest(_ number: UInt64) -> Digest {
    Digest(words: (number << 62, number, 0, 0))
  }

  private static func facts(_ number: UInt64) -> FileFacts {
    FileFacts(
      forms: [1, 2, 3], imports: [ImportFact(path: "a.mini", namespace: "n", names: ["f"])],
      diagnostics: number == 1 ? [4, 5] : [], functionCount: 2)
  }

  private static var fileHashes: [UInt8] {
    let stamp = Stamp(
      sizeBytes: 1, mtimeNanoseconds: 2, ctimeNanoseconds: 3, inode: 4, device: 5)
    let records = ["main.mini", "lib/a.mini", "lib/b.mini"].enumerated().map { number, path in
      FileRecord(
        path: path, stamp: stamp, isRacy: number == 0, sourceID: ObjectID(digest(9)),
        diagnostics: number == 1 ? [4, 5] : [], functionCount: 2,
        imports: [ImportLink(target: 1, names: NameMask(["f"]))],
        combinedHash: CombinedHash(digest: digest(8)), irID: ObjectID(digest(7)), irSize: 10,
        irChecksum: 6, sectionChecksum: 7, runtimeParts: 5)
    }
    let project = ProjectRecord(
      epoch: "e", options: "o", rootName: "main.mini", mainSignature: "() i32",
      projectHash: ProjectHash(digest: digest(6)), headerLength: 20,
      outputs: [OutputRecord(path: "main.ll", stamp: stamp, key: digest(5))])
    return FileHashCache.encode(project: project, rows: records.map { .new($0) })
  }

  private static var zirEntries: [ZirEntry] {
    (0..<4 as Range<UInt64>).map { number in
      ZirEntry(
        path: "f\(number % 2)",
        inputs: FileInputs(
          epoch: "e", options: "", moduleName: "m", sourceID: ObjectID(digest(number)),
          imports: [
            ImportInput(
              namespace: "n", moduleName: "o", names: [UsedName(name: "f", form: "() i32")])
          ]),
        facts: facts(number), irID: ObjectID(digest(2)), irSize: 3, irChecksum: 4,
        runtimeParts: 5, costNanoseconds: 6, usedDay: 7)
    }
  }

  private static var airEntries: [AirEntry] {
    (0..<4 as Range<UInt64>).map { number in
      let inputs = FunctionInputs(
        epoch: "e", options: "", symbol: "m.f", body: digest(number),
        callees: [CalleeInput(symbol: "m.g", signature: "(i32) i32")])
      return AirEntry(
        path: "f\(number % 2)", function: "g", inputs: inputs, key: inputs.key,
        irID: ObjectID(digest(2)), irSize: 3, runtimeParts: 5, costNanoseconds: 6, usedDay: 7)
    }
  }

  private static var unitEntries: [UnitEntry] {
    (0..<4 as Range<UInt64>).map { number in
      UnitEntry(
        inputs: UnitInputs(
          toolchain: "t", options: "-O\(number % 2)", name: "u\(number % 2)",
          content: digest(number)),
        codeID: ObjectID(digest(2)), codeSize: 3, costNanoseconds: 6, usedDay: 7)
    }
  }

  private static var linkedUnits: [LinkedUnit] {
    (0..<3 as Range<UInt64>).map { number in
      LinkedUnit(
        key: UnitKey(digest: digest(number)),
        fingerprint: UnitFingerprint(
          content: digest(1), own: digest(2), consulted: Array(0..<number), foreign: digest(3)),
        codeID: ObjectID(digest(2)), offset: 8 + number, size: 3, checksum: 4, variant: 2)
    }
  }

  // MARK: Messages

  private static var replies: [[UInt8]] {
    let digest = BlobDigest(sha256: Array(0..<32), sizeBytes: 3)
    let files = [digest, digest].compactMap { $0 }.map {
      RemoteFile(path: "unit.o", isExecutable: false, digest: $0, bytes: [1, 2, 3])
    }
    let all: [RemoteReply] = [
      .ready, .found(1, FoundResult(exitCode: 0, files: files)), .absent(2), .stored(3), .busy(4),
      .failed(5, "no"), .problem("dead"), .lacking, .end,
    ]
    return all.map(\.frame.bytes) + [all.flatMap(\.frame.bytes)]
  }

  // MARK: Programs

  private static func analyses() throws -> [FileAnalysis] {
    try programs().map { FileAnalysis(analyzing: $0) }
  }

  private static func programs() throws -> [[UInt8]] {
    try ["Frontend", "Backend", "Language"].flatMap {
      try files(in: $0, maxBytes: FuzzTarget.compiler.inputSizeMax)
    }
  }

  /// The files in a folder of fixtures that have at most `maxBytes`.
  private static func files(in folder: String, maxBytes: Int) throws -> [[UInt8]] {
    let disk = LocalFileSystem()
    return try (disk.entries(of: Repository.fixture(folder)) ?? []).compactMap { entry in
      guard entry.kind == .regular else { return nil }
      let path = Repository.fixture(folder).appending(FilePath.Component(bytes: entry.nameBytes))
      let bytes = try disk.contents(of: path, sizeMax: 1 << 24) ?? []
      return bytes.count <= maxBytes ? bytes : nil
    }
  }
}

extension ObjectID {
  fileprivate init(_ digest: Digest) { self.init(words: digest.words) }
}
