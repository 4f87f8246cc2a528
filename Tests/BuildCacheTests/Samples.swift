// Random but repeatable inputs of every kind that the caches store.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage
import TestSupport

/// Makes samples; a seed reproduces them all.
struct Samples {
  var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func digest() -> Digest {
    Digest(words: (random.next(), random.next(), random.next(), random.next()))
  }

  mutating func objectID() -> ObjectID {
    ObjectID(words: digest().words)
  }

  mutating func number(_ range: Range<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  /// Text of any length, including the empty one and one with several bytes per character.
  mutating func text(_ stem: String) -> String {
    switch number(0..<8) {
    case 0: ""
    case 1: "\(stem) ßø→ \(number(0..<9))"
    default: "\(stem)\(random.next() % 1000)"
    }
  }

  mutating func blob() -> [UInt8] {
    number(0..<3) == 0 ? [] : random.bytes(number(0..<80))
  }

  mutating func stamp() -> Stamp {
    Stamp(
      sizeBytes: random.next(), mtimeNanoseconds: Int64(bitPattern: random.next()),
      ctimeNanoseconds: Int64(bitPattern: random.next()), inode: random.next(),
      device: random.next())
  }

  /// - Parameter imports: the inputs that belong to the facts' imports; by default any.
  mutating func facts(imports: [ImportInput]? = nil) -> FileFacts {
    FileFacts(
      forms: blob(),
      imports: (imports ?? self.imports()).map { input in
        ImportFact(
          path: text("lib/") + ".mini", namespace: input.namespace, names: input.names.map(\.name))
      },
      diagnostics: blob(), functionCount: UInt32(number(0..<100)))
  }

  mutating func imports() -> [ImportInput] {
    (0..<number(0..<4)).map { _ in
      ImportInput(
        namespace: text("n"), moduleName: text("m"),
        names: (0..<number(0..<4)).map { _ in
          UsedName(name: text("f"), form: number(0..<9) == 0 ? nil : "(\(text("t"))) i32")
        })
    }
  }

  /// A project: files in folders of several depths, each importing some of the others.
  mutating func records(_ count: Int) -> [FileRecord] {
    let folders = ["", "lib/", "lib/deep/", "../shared/", "lib-x/", "a/"]
    return (0..<count).map { number in
      FileRecord(
        path: folders[self.number(0..<folders.count)] + "file\(number).mini", stamp: stamp(),
        isRacy: self.number(0..<2) == 0, sourceID: objectID(), diagnostics: blob(),
        functionCount: UInt32(self.number(0..<100)),
        imports: (0..<self.number(0..<4)).map { _ in
          ImportLink(target: UInt32(self.number(0..<count)), names: NameMask(bits: random.next()))
        },
        combinedHash: CombinedHash(digest: digest()), irID: objectID(),
        irSize: UInt64(self.number(0..<5000)),
        irChecksum: UInt32(truncatingIfNeeded: random.next()),
        sectionChecksum: UInt32(truncatingIfNeeded: random.next()),
        runtimeParts: UInt128(random.next()))
    }
  }

  mutating func project() -> ProjectRecord {
    ProjectRecord(
      epoch: text("epoch"), options: text("-O"), rootName: "main.mini", mainSignature: "() i32",
      projectHash: ProjectHash(digest: digest()), headerLength: UInt64(number(0..<1000)),
      outputs: (0..<number(0..<4)).map { _ in
        OutputRecord(path: text("main.ll"), stamp: stamp(), key: digest())
      })
  }

  mutating func zirEntry(path: String) -> ZirEntry {
    let imports = imports()
    return ZirEntry(
      path: path,
      inputs: FileInputs(
        epoch: "epoch\(number(0..<2))", options: "", moduleName: text("m"), sourceID: objectID(),
        imports: imports),
      facts: facts(imports: imports), irID: objectID(), irSize: random.next(),
      irChecksum: UInt32(number(0..<9)),
      runtimeParts: UInt128(number(0..<9)), costNanoseconds: random.next(),
      usedDay: UInt32(number(0..<30000)))
  }

  mutating func airEntry(path: String, function: String) -> AirEntry {
    let inputs = FunctionInputs(
      epoch: "epoch\(number(0..<2))", options: "", symbol: text("m."), body: digest(),
      callees: (0..<number(0..<4)).map { _ in
        CalleeInput(symbol: text("m."), signature: text("(i32) "))
      })
    return AirEntry(
      path: path, function: function, inputs: inputs, key: inputs.key, irID: objectID(),
      irSize: random.next(), runtimeParts: UInt128(number(0..<9)), costNanoseconds: random.next(),
      usedDay: UInt32(number(0..<30000)))
  }
}

// Samples for native code.
extension Samples {
  mutating func unitEntry(name: String) -> UnitEntry {
    UnitEntry(
      inputs: UnitInputs(
        toolchain: text("t"), options: text("-O"), name: name, content: digest()),
      codeID: objectID(), codeSize: random.next(), costNanoseconds: random.next(),
      usedDay: UInt32(number(0..<30000)))
  }

  mutating func linkedUnit(consulted count: Int) -> LinkedUnit {
    LinkedUnit(
      key: UnitKey(digest: digest()),
      fingerprint: .init(
        content: digest(), own: digest(), consulted: (0..<count).map { _ in random.next() },
        foreign: digest()),
      codeID: objectID(), offset: random.next(), size: random.next(),
      checksum: UInt32(number(0..<9)), variant: UInt32(number(0..<4)))
  }
}

extension LoadOutcome {
  /// The index, if it was loaded.
  var loaded: Index? {
    if case .loaded(let index) = self { index } else { nil }
  }

  /// The outcome's name.
  var name: String {
    switch self {
    case .loaded: "loaded"
    case .absent: "absent"
    case .damaged: "damaged"
    case .unreadable: "unreadable"
    case .newer: "newer"
    }
  }
}

extension Lookup {
  var reason: MissReason? {
    if case .miss(let reason) = self { reason } else { nil }
  }

  var found: Found? {
    if case .hit(let found) = self { found } else { nil }
  }
}

extension Samples {
  /// A toolchain: a program, a linker, a library, a folder and an absent file.
  mutating func toolchain(_ clang: String) -> ToolchainRecord.Toolchain {
    let names = ["/usr/bin/" + clang, "/usr/bin/ld.lld", "/usr/lib/libLLVM.so"]
    let files = names.map {
      ToolchainRecord.File(path: FilePath($0), stamp: stamp(), digest: digest())
    }
    return .init(
      name: .init(
        clang: files[0].path, linker: files[1].path, libraryPath: Array("/opt/lib".utf8)),
      kind: .whole, identity: .init(compiler: digest(), linker: digest()),
      files: files + [
        .init(path: "/opt/lib", stamp: stamp()), .init(path: "/etc/ld.so.cache", stamp: nil),
      ])
  }
}
