// Looks up and compiles a program's units, and collects them in one archive.

import BuildCache
import FileIO
import MiniBackend
import ObjectStore
import SystemPackage

/// The units of one program at one level.
struct Linking {
  let units: [PlannedUnit]
  /// Units that must be compiled.
  private(set) var stale: [Int] = []
  private var codes: [Int: UnitCode] = [:]
  /// With `--recheck`: the cached code of each unit.
  private var cachedIDs: [(number: Int, id: ObjectID)] = []
  /// The units of the last program with this level and `-g`.
  private let linked: [UnitKey: LinkedUnit]
  /// The level and `-g` as a number: see ``LinkedUnit/variant``.
  let variant: Int
  /// The units of the project's programs of all variants, from the last successful builds.
  let linkedBefore: [LinkedUnit]
  let context: BuildContext
  private let projectPaths: ProjectPaths?

  /// - Throws: ``Restart`` if a section of the program is lost.
  init(
    _ program: NativeProgram, toolchain: String, context: BuildContext, projectPaths: ProjectPaths?
  ) throws(Restart) {
    let level = context.options.optimization
    variant = context.unitVariant
    self.context = context
    self.projectPaths = projectPaths
    linkedBefore = context.cache.linkedUnits()
    let same = linkedBefore.filter { [variant] in $0.variant == variant }
    linked = Dictionary(same.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
    let plan = UnitPlan(
      program: program, level: level, toolchain: toolchain,
      threadsMax: context.options.threadsMax)
    guard let units = plan.units(known: context.options.changeDetection == .stamps ? same : [])
    else { throw Restart(path: program.modules[0].path, cause: .cacheContradicts) }
    self.units = units
  }

  /// Determines which units must be compiled. The units of the last program are assumed to be
  /// available.
  ///
  /// - Parameter finished: units compiled by an earlier attempt of this build.
  mutating func lookUp(_ finished: FinishedCodes) {
    let trusts = context.codeUse == .used
    let trace = context.options.trace
    var others: [Int] = []
    for (number, unit) in units.enumerated() {
      let beginning = trace.begin()
      let key = unit.inputs.key
      if let code = finished[key] {
        codes[number] = code
      } else if trusts, linked[key] != nil {
        trace.end(
          beginning, .unit, "look up \(unit.name)",
          [("outcome", .string("hit: linked last"))])
      } else {
        others.append(number)
      }
    }
    guard !others.isEmpty else { return }
    Parallel.map(others, threadsMax: context.options.threadsMax) { [units, context] number in
      let unit = units[number]
      let beginning = trace.begin()
      if trusts, let (entry, bytes) = context.cache.unitCode(unit.inputs.key) {
        let code = UnitCode(bytes: bytes, id: entry.codeID, checksum: Checksum.crc32(bytes))
        trace.end(beginning, .unit, "look up \(unit.name)", [("outcome", .string("hit"))])
        return code
      }
      trace.end(
        beginning, .unit, "look up \(unit.name)",
        context.cache.missReason(unit.inputs).traceDetails)
      return nil
    } inOrder: { (place: Int, code: UnitCode?) in
      let number = others[place]
      codes[number] = code
      if code == nil { addStale(number) }
    }
  }

  private mutating func addStale(_ number: Int) {
    stale.append(number)
    if context.codeUse == .compared, let cached = context.cache.unit(units[number].inputs.key) {
      cachedIDs.append((number, cached.codeID))
    }
  }

  /// Takes stale units from a remote cache, compiles the others, and collects the code of all. Units
  /// that another build compiles at the same time are taken from it.
  mutating func compile(
    _ compiler: UnitCompiler, _ program: NativeProgram, _ remote: () throws -> RemoteCache?
  ) throws {
    gather()
    let remote = stale.isEmpty ? nil : try remote()
    let help = remote?.take(stale.map { units[$0] })
    for (place, code) in help?.codes ?? [:] { codes[stale[place]] = code }
    stale.removeAll { codes[$0] != nil }
    let new = try compile(stale, compiler, program, beside: help?.engine)
    for (place, code) in new.found { codes[stale[place]] = code }
    if let engine = help?.engine {
      for (place, code) in engine.codes { codes[stale[place]] = code }
      remote?.conclude(engine.answers)
    }
    // Code that was made here counts, if there are two.
    for (number, code) in zip(stale, new.made) { codes[number] = code ?? codes[number] }
    stale = zip(stale, new.made).compactMap { $1 == nil ? nil : $0 }
    remote?.collect(stale.map { units[$0] }, new.made.compactMap { $0 })
    for (number, id) in cachedIDs { compare(number, id) }
  }

  /// Collects the code of the last program's units. A unit whose code is lost becomes stale.
  mutating func gather() {
    let archive = previousArchive()
    let isStale = Set(stale)
    var damagedParts = 0
    for (number, unit) in units.enumerated() {
      guard codes[number] == nil, let last = linked[unit.inputs.key], !isStale.contains(number)
      else { continue }
      let copy = archive.flatMap {
        UnitArchive.part(of: $0, offset: last.offset, size: last.size, checksum: last.checksum)
      }
      if copy == nil { damagedParts += archive == nil ? 0 : 1 }
      if let bytes = copy ?? stored(last) {
        codes[number] = UnitCode(bytes: bytes, id: last.codeID, checksum: last.checksum)
      } else {
        stale.append(number)
      }
    }
    if damagedParts > 0, let path = projectPaths?.archive(variant: variant) {
      context.cache.report(
        "'\(path)' was changed after the last build; wrong parts are read from the store or compiled"
      )
    }
  }

  /// The units whose code was found, in order.
  var known: [(number: Int, bytes: [UInt8])] {
    units.indices.compactMap { number in codes[number].map { (number, $0.bytes) } }
  }

  /// Compiles units, even if the cache contained them when they were looked up.
  func compile(
    _ numbers: [Int], _ compiler: UnitCompiler, _ program: NativeProgram,
    beside engine: RemoteEngine? = nil
  ) throws -> UnitCompiler.Codes {
    do throws(UnitFailure) {
      return try compiler.compile(numbers.map { units[$0] }, beside: engine)
    } catch {
      switch error {
      case .refused(let error): throw ToolRefusal(error: error, hasCachedCode: false)
      case .tool(let error): throw error
      case .textLost:
        throw Restart(path: program.modules[0].path, cause: .cacheContradicts)
      }
    }
  }

  /// Compares a unit's code with the cache's.
  private func compare(_ number: Int, _ id: ObjectID) {
    guard let made = codes[number], made.id != id, let cached = context.cache.code(id),
      let part = ObjectCode.difference(between: cached, and: made.bytes)
    else { return }
    context.cache.report(
      BuildReport.recheckPrefix + "compiled again, \(units[number].name) differs from the"
        + " cache's copy: \(part); it was replaced")
  }

  /// A unit's code from the store, if it equals the code that was linked.
  private func stored(_ unit: LinkedUnit) -> [UInt8]? {
    context.cache.code(unit.codeID).flatMap { Checksum.crc32($0) == unit.checksum ? $0 : nil }
  }

  private func previousArchive() -> MappedFile? {
    guard let projectPaths, !linked.isEmpty else { return nil }
    // If the archive cannot be mapped, all its code is in the store.
    return try? MappedFile(projectPaths.archive(variant: variant), fileSystem: context.fileSystem)
  }

  struct Archive {
    let units: [LinkedUnit]
    let sizeBytes: UInt64
    /// The status of the cached archive before its rename; `nil` if the cache does not have it.
    let kept: FileStatus?
  }

  /// Writes the archive to link: into the cache, or else into the scratch folder.
  func writeArchive(_ scratch: Scratch) throws(BuildError) -> Archive {
    let room = codes.values.reduce(0) { $0 + $1.bytes.count + UnitArchive.memberOverhead }
    var writer = UnitArchive.Writer(sizeBytes: room)
    var linked: [LinkedUnit] = []
    for (number, unit) in units.enumerated() {
      guard let code = codes[number] else { preconditionFailure("all units have been gathered") }
      let offset = writer.append(code.bytes, number: number)
      linked.append(
        LinkedUnit(
          key: unit.inputs.key, fingerprint: unit.fingerprint, codeID: code.id, offset: offset,
          size: UInt64(code.bytes.count), checksum: code.checksum,
          variant: UInt32(variant)))
    }
    let size = UInt64(writer.bytes.count)
    let name = scratch.folder.appending(Self.archiveName)
    // If the cache is not writable, the archive goes into the scratch folder.
    var kept: FileStatus?
    if scratch.location == .cache, let path = projectPaths?.archive(variant: variant) {
      kept = try? keep(writer.bytes, as: path)
      // The linker gets no path of the user's, so the archive gets a second name.
      if kept != nil, (try? context.fileSystem.link(path, to: name)) != nil {
        return Archive(units: linked, sizeBytes: size, kept: kept)
      }
    }
    do throws(FileError) {
      try context.fileSystem.replaceFile(name, with: writer.bytes)
      return Archive(units: linked, sizeBytes: size, kept: kept)
    } catch {
      throw .output(path: scratch.folder.string, reason: error.errno.description)
    }
  }

  /// Writes the script for units that the program lacks. Returns its name in the scratch folder.
  func writeScript(_ scratch: Scratch) throws(BuildError) -> String {
    let script = MissingUnits.script(for: units.indices.compactMap { codes[$0]?.bytes })
    let name = MissingUnits.scriptName
    do throws(FileError) {
      try context.fileSystem.replaceFile(scratch.folder.appending(name), with: script)
      return name
    } catch {
      throw .output(path: scratch.folder.string, reason: error.errno.description)
    }
  }

  /// The archive in the scratch folder.
  static let archiveName = "units.a"

  private func keep(_ bytes: [UInt8], as path: FilePath) throws(FileError) -> FileStatus {
    // A project of a shared cache has no such folder yet if its combined IR is only in the output.
    try context.fileSystem.createDirectories(path.parentFolder)
    var file = try AtomicFile(in: path.parentFolder, fileSystem: context.fileSystem)
    try file.write(bytes.span.bytes)
    let status = try file.status()
    try file.commit(as: path)
    return status
  }
}
