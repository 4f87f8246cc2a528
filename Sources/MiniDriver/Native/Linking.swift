// A program's units on their way into an executable: looked up, compiled, gathered in one archive.

import BuildCache
import FileIO
import MiniBackend
import ObjectStore
import SystemPackage

/// The units of one program at one level.
struct Linking {
  let units: [PlannedUnit]
  /// Units that nothing has.
  private(set) var stale: [Int] = []
  private var codes: [Int: UnitCode] = [:]
  /// What the last program at this level, with `-g` or without, was linked of.
  private let linked: [UnitKey: LinkedUnit]
  /// Names the level and `-g`: see ``LinkedUnit/variant``.
  private let variant: Int
  private let context: BuildContext
  private let place: ProjectPlace?

  /// - Throws: ``Restart`` where a section of the program is lost.
  init(
    _ program: NativeProgram, toolchain: String, context: BuildContext, place: ProjectPlace?
  ) throws(Restart) {
    let level = context.options.optimization
    variant = context.unitVariant
    self.context = context
    self.place = place
    let known = context.cache.linkedUnits()
    let same = known.filter { [variant] in $0.variant == variant }
    linked = Dictionary(same.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
    let plan = UnitPlan(
      program: program, level: level, toolchain: toolchain,
      threadsMax: context.options.threadsMax)
    guard let units = plan.units(known: context.options.changeDetection == .stamps ? same : [])
    else { throw Restart(path: program.modules[0].path, cause: .cacheContradicts) }
    self.units = units
  }

  /// Finds out which units must be compiled. Those of the last program are believed to be there.
  mutating func lookUp() {
    let trusts = context.options.changeDetection == .stamps
    let trace = context.options.trace
    for (number, unit) in units.enumerated() {
      let beginning = trace.begin()
      let key = unit.inputs.key
      if trusts, linked[key] != nil {
        trace.end(
          beginning, .unit, "look up \(unit.inputs.name)",
          [("outcome", .string("hit: linked last"))])
      } else if trusts, let entry = context.cache.unit(key),
        let bytes = context.cache.code(entry.codeID)
      {
        codes[number] = UnitCode(
          bytes: bytes, id: entry.codeID, checksum: Checksum.crc32(bytes))
        trace.end(beginning, .unit, "look up \(unit.inputs.name)", [("outcome", .string("hit"))])
      } else {
        stale.append(number)
        trace.end(
          beginning, .unit, "look up \(unit.inputs.name)",
          context.cache.missReason(unit.inputs).traceDetails)
      }
    }
  }

  /// Compiles what must be, and gathers the code of all units.
  mutating func compile(_ compiler: UnitCompiler, _ program: NativeProgram) throws {
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
    if damagedParts > 0, let path = place?.archive(variant: variant) {
      context.cache.report(
        "'\(path)' is not as the last build left it; what is wrong in it is made good")
    }
    let made: [UnitCode]
    do throws(UnitFailure) {
      made = try compiler.compile(stale.map { units[$0] })
    } catch {
      switch error {
      case .tool(let error): throw error
      case .textLost:
        throw Restart(path: program.modules[0].path, cause: .cacheContradicts)
      }
    }
    for (number, code) in zip(stale, made) { codes[number] = code }
    context.cache.keep(FileNews(functions: made.compactMap(\.object)))
  }

  /// A unit's code from the store, if it is the same that was linked.
  private func stored(_ unit: LinkedUnit) -> [UInt8]? {
    context.cache.code(unit.codeID).flatMap { Checksum.crc32($0) == unit.checksum ? $0 : nil }
  }

  private func previousArchive() -> MappedFile? {
    guard let place, !linked.isEmpty else { return nil }
    // Where it cannot be mapped, the store has all of it.
    return try? MappedFile(place.archive(variant: variant), fileSystem: context.fileSystem)
  }

  /// What the archive came to.
  struct Archive {
    let path: FilePath
    let units: [LinkedUnit]
    let sizeBytes: UInt64
    /// Its status in the cache before it had its name; `nil`: it is not there.
    let kept: FileStatus?
  }

  /// Writes the archive that is linked: into the cache, or into `folder` where that cannot be.
  func writeArchive(beside folder: FilePath) throws(BuildError) -> Archive {
    let room = codes.values.reduce(0) { $0 + $1.bytes.count + UnitArchive.memberOverhead }
    var writer = UnitArchive.Writer(sizeBytes: room)
    var linked: [LinkedUnit] = []
    for (number, unit) in units.enumerated() {
      guard let code = codes[number] else { preconditionFailure("all units have been gathered") }
      let offset = writer.append(code.bytes, number: number)
      linked.append(
        LinkedUnit(
          key: unit.inputs.key, makings: unit.makings, codeID: code.id, offset: offset,
          size: UInt64(code.bytes.count), checksum: code.checksum,
          variant: UInt32(variant)))
    }
    let size = UInt64(writer.bytes.count)
    // Where it cannot be written, the folder of this build takes it.
    if let path = place?.archive(variant: variant), let status = try? keep(writer.bytes, as: path) {
      return Archive(path: path, units: linked, sizeBytes: size, kept: status)
    }
    do throws(FileError) {
      let path = folder.appending("units.a")
      try context.fileSystem.replaceFile(path, with: writer.bytes)
      return Archive(path: path, units: linked, sizeBytes: size, kept: nil)
    } catch {
      throw .output(path: folder.string, reason: error.errno.description)
    }
  }

  private func keep(_ bytes: [UInt8], as path: FilePath) throws(FileError) -> FileStatus {
    var file = try AtomicFile(in: path.parentFolder, fileSystem: context.fileSystem)
    try file.write(bytes.span.bytes)
    let status = try file.status()
    try file.commit(as: path)
    return status
  }

  /// What is to be kept of the units that were compiled.
  var newEntries: [UnitEntry] {
    stale.compactMap { number in
      codes[number].map { code in
        UnitEntry(
          inputs: units[number].inputs, codeID: code.id, codeSize: UInt64(code.bytes.count),
          costNanoseconds: code.costNanoseconds, usedDay: context.cache.today)
      }
    }
  }
}
