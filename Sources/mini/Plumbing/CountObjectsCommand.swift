// `mini count-objects`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver
import ObjectStore

struct CountObjectsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count-objects",
    abstract: "Count the cache's objects and the space they take.",
    usage: "mini count-objects [-v] [-H] [--json] [--cache-dir <dir>]",
    discussion: """
      Prints what 'git count-objects' prints, for both trees together: loose objects of files and \
      functions; with -v also those in packs, and then the ratio of the objects' sizes \
      to the space that they take compressed, and in the last line the space that the whole \
      cache takes on the disk, as du counts it. Where there is no cache, it says so and exits with 0.

      EXAMPLES:
        mini count-objects
        mini count-objects -v -H       every number, sizes in KiB and MiB
      """)

  @Flag(name: .shortAndLong, help: "Print packs and garbage too, one number per line.")
  var verbose = false

  @Flag(name: [.customShort("H"), .long], help: "Print human-readable sizes.")
  var humanReadable = false

  @Flag(help: "Print every number as one JSON object, sizes in bytes.")
  var json = false

  @OptionGroup var cache: CacheOptions

  func run() throws {
    let configuration = try cache.configuration()
    guard let directory = try PlumbingCache.find(configuration) else {
      return PlumbingCache.reportAbsence(configuration)
    }
    let count = try Self.count(directory)
    guard verbose || json else { return try StandardOutput.write(line(count.loose)) }
    let space: CacheSpace
    do {
      space = try CacheSpace(directory)
    } catch {
      throw CommandFailure("\(error)")
    }
    guard !json else { return try StandardOutput.write(Self.json(count, space)) }
    try StandardOutput.write(
      lines(count) + "ratio: \(Self.ratio(space))\nsize-disk: \(size(space.diskBytes))\n")
  }

  /// With two decimals, rounded down.
  private static func ratio(_ space: CacheSpace) -> String {
    let hundredths = space.distinctBytes &* 100 / max(space.storedBytes, 1)
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  /// Both trees together.
  private static func count(_ directory: CacheDirectory) throws -> ObjectCount {
    do {
      return try PlumbingCache.objects(of: directory).count()
    } catch let error as ObjectError {
      throw CommandFailure("\(error)")
    }
  }

  private static func json(_ count: ObjectCount, _ space: CacheSpace) -> String {
    JSON.line([
      (
        "loose",
        .object([
          ("objects", .count(count.loose.objectCount)),
          ("diskBytes", .size(count.loose.allocatedBytes)),
          ("alsoInPacks", .count(count.loose.packedCount)),
        ])
      ),
      (
        "packs",
        .object([
          ("packs", .count(count.packs.packCount)), ("objects", .count(count.packs.objectCount)),
          ("bytes", .size(count.packs.sizeBytes)),
        ])
      ),
      (
        "garbage",
        .object([("files", .count(count.strayCount)), ("bytes", .size(count.strayBytes))])
      ),
      ("ratio", .number(ratio(space))), ("diskBytes", .size(space.diskBytes)),
    ])
  }

  private func line(_ count: LooseCount) -> String {
    let unit = humanReadable ? "" : " kilobytes"
    return "\(count.objectCount) objects, \(size(count.allocatedBytes))\(unit)\n"
  }

  /// - SeeAlso: git-count-objects(1)
  private func lines(_ count: ObjectCount) -> String {
    """
    count: \(count.loose.objectCount)
    size: \(size(count.loose.allocatedBytes))
    in-pack: \(count.packs.objectCount)
    packs: \(count.packs.packCount)
    size-pack: \(size(count.packs.sizeBytes))
    prune-packable: \(count.loose.packedCount)
    garbage: \(count.strayCount)
    size-garbage: \(size(count.strayBytes))

    """
  }

  /// Whole KiB, or a human-readable size.
  private func size(_ bytes: UInt64) -> String {
    humanReadable ? ByteText.humanReadable(bytes) : String(bytes / 1024)
  }
}
