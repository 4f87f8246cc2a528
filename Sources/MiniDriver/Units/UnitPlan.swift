// Plans the units of a program at a level of optimisation, and their contents.

import BuildCache
import FileIO
import MiniBackend
import ObjectStore

/// A unit of a program: the inputs of its key, and a function that makes its IR.
struct PlannedUnit: Sendable {
  let inputs: UnitInputs
  let fingerprint: UnitFingerprint
  /// Its name in messages.
  var name: String { inputs.shownName }
  /// The approximate work of compiling it: bytes of its own IR.
  let load: UInt64
  /// Its own modules, by their numbers in the program.
  let modules: [Int]
  /// Makes its IR; `nil` if a section is lost.
  let text: @Sendable () -> [UInt8]?
}

/// Plans a program's units. Note 11 explains the division.
struct UnitPlan {
  let program: NativeProgram
  let level: Int
  let toolchain: String
  let threadsMax: Int

  /// The program's units in link order; `nil` if a section is lost.
  ///
  /// - Parameter known: the units of the last program at this level.
  func units(known: [LinkedUnit]) -> [PlannedUnit]? {
    let files = program.modules.indices.filter { program.modules[$0].role == .file }
    guard level > 0 else {
      let units = partition(files, sizeMaxBytes: UnitPartition.plainSizeMaxBytes)
      return [entry] + units.map { plain($0) }
    }
    let size = files.reduce(0) { $0 + program.modules[$1].sizeBytes }
    let isSmall = size <= UnitPartition.plainSizeMaxBytes
    if isSmall, files.count == program.modules.count { return [whole] }
    let units = partition(
      files, sizeMaxBytes: isSmall ? size : UnitPartition.optimisedSizeMaxBytes)
    return importing(units, known: known).map { [entry] + $0 }
  }

  /// The units of the files, and those of the other modules: all that contain a module that is needed.
  private func partition(_ files: [Int], sizeMaxBytes: Int) -> [UnitPartition.Unit] {
    let sizes = program.modules.map { (path: $0.path, sizeBytes: $0.sizeBytes) }
    var apart: [UnitPartition.Unit] = []
    var tests: [Int] = []
    for (number, module) in program.modules.enumerated() {
      switch module.role {
      case .file: break
      case .apart: apart.append(.init(prefix: module.path, modules: [number]))
      case .tests: tests.append(number)
      }
    }
    let units = UnitPartition(modules: sizes, numbers: files, sizeMaxBytes: sizeMaxBytes).units
    // (A partition of nothing is one unit.)
    let ofTests =
      tests.isEmpty
      ? []
      : UnitPartition(
        modules: sizes, numbers: tests, sizeMaxBytes: UnitPartition.plainSizeMaxBytes
      ).units
    let all =
      units + apart + ofTests.map { .init(prefix: "of tests \($0.prefix)", modules: $0.modules) }
    return all.filter { unit in
      unit.modules.isEmpty || unit.modules.contains { program.modules[$0].isNeeded }
    }
  }

  private func inputs(_ name: String, _ content: Digest) -> UnitInputs {
    UnitInputs(
      toolchain: toolchain, options: Self.options(level: level, program.debugInfo), name: name,
      content: content)
  }

  /// The options in the inputs of a unit.
  static func options(level: Int, _ debugInfo: DebugInfo) -> String {
    // `-g` shows in the sections, except in a file without functions.
    "-O\(level)" + (debugInfo == .full ? " -g" : "")
  }

  private func ownDigest(_ modules: [Int]) -> Digest {
    Digest(of: modules.map { Digest(program.modules[$0].irID) })
  }

  private func load(_ modules: [Int]) -> UInt64 {
    modules.reduce(0) { $0 + UInt64(program.modules[$1].sizeBytes) }
  }

  private func fingerprint(_ content: Digest) -> UnitFingerprint {
    .init(content: content, own: content, consulted: [], foreign: content)
  }

  // MARK: Units without imports

  /// The entry point and the runtime.
  private var entry: PlannedUnit {
    let content = Digest(ObjectID(type: .blob, body: program.header))
    let (program, name) = (program, "entry")
    return PlannedUnit(
      inputs: inputs(name, content), fingerprint: fingerprint(content),
      load: UInt64(program.header.count), modules: []
    ) {
      UnitText.entry(name: name, header: program.header, point: program.point)
    }
  }

  /// A small program at an optimising level: all modules and the runtime, as `clang main.ll` would
  /// compile it.
  private var whole: PlannedUnit {
    let header = Digest(ObjectID(type: .blob, body: program.header))
    let content = Digest(of: [header, ownDigest(Array(program.modules.indices))])
    let program = program
    return PlannedUnit(
      inputs: inputs("program", content), fingerprint: fingerprint(content),
      load: UInt64(program.header.count) + load(Array(program.modules.indices)),
      modules: Array(program.modules.indices)
    ) {
      // Otherwise its object code would contain the name of a temporary file.
      let text = Array("source_filename = \"program\"\n".utf8) + program.header
      guard var sections = program.sections(Array(program.modules.indices)) else { return nil }
      if program.debugInfo == .full { sections = DebugFields.placed(sections) }
      return sections.reduce(into: text) { $0 += $1 }
    }
  }

  private func plain(_ unit: UnitPartition.Unit) -> PlannedUnit {
    let content = ownDigest(unit.modules)
    let (program, name) = (program, "unit \(unit.prefix)")
    return PlannedUnit(
      inputs: inputs(name, content), fingerprint: fingerprint(content), load: load(unit.modules),
      modules: unit.modules
    ) {
      program.sections(unit.modules).map {
        UnitText.unit(name: name, sections: $0, debugInfo: program.debugInfo)
      }
    }
  }

  // MARK: Units with imports

  private func importing(
    _ units: [UnitPartition.Unit], known: [LinkedUnit]
  ) -> [PlannedUnit]? {
    let hashes = program.modules.map { UnitPartition.hash($0.path) }
    let modules = Dictionary(zip(hashes, hashes.indices), uniquingKeysWith: { first, _ in first })
    let fingerprints = Dictionary(
      known.map { ($0.fingerprint.own, $0.fingerprint) }, uniquingKeysWith: { first, _ in first })
    let imports = UnitImports(program)
    let planned = Parallel.map(units, threadsMax: threadsMax) { unit -> PlannedUnit? in
      let own = ownDigest(unit.modules)
      if let fingerprint = fingerprints[own],
        foreign(fingerprint.consulted, modules) == fingerprint.foreign
      {
        return importing(unit, fingerprint, imports)
      }
      guard let found = imports.imports(of: unit.modules) else { return nil }
      let consulted = found.consulted.map { hashes[$0] }
      // If two modules share a hash, `foreign` is unknown, and the next build plans again.
      let foreign = foreign(consulted, modules) ?? own
      let content = Digest(of: [own] + found.functions.map { Digest(hashing: Array($0.copy.text)) })
      return importing(
        unit, .init(content: content, own: own, consulted: consulted, foreign: foreign), imports)
    }
    let all = planned.compactMap { $0 }
    return all.count == units.count ? all : nil
  }

  private func importing(
    _ unit: UnitPartition.Unit, _ fingerprint: UnitFingerprint, _ imports: UnitImports
  ) -> PlannedUnit {
    let (name, debugInfo) = ("unit \(unit.prefix)", program.debugInfo)
    return PlannedUnit(
      inputs: inputs(name, fingerprint.content), fingerprint: fingerprint, load: load(unit.modules),
      modules: unit.modules
    ) {
      guard let found = imports.imports(of: unit.modules) else { return nil }
      let sections = unit.modules.compactMap { imports.module($0)?.section }
      guard sections.count == unit.modules.count else { return nil }
      return UnitText.unit(
        name: name, sections: sections, imports: found.functions.map(\.copy),
        debugInfo: debugInfo)
    }
  }

  /// A digest of the sections of the modules with these hashes; `nil` if a hash has no module.
  private func foreign(_ hashes: [UInt64], _ modules: [UInt64: Int]) -> Digest? {
    var digests: [Digest] = []
    digests.reserveCapacity(hashes.count)
    for hash in hashes {
      guard let module = modules[hash] else { return nil }
      digests.append(Digest(program.modules[module].irID))
    }
    return Digest(of: digests)
  }
}
