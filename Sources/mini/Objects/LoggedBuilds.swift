// The recorded builds of the cache that a command finds.

import BuildCache
import FileIO
import Glibc
import MiniDriver
import SystemPackage

/// The log of a cache, and the names of its builds.
struct LoggedBuilds {
  let directory: CacheDirectory
  let log: BuildLog

  /// - Returns: `nil` if there is no cache.
  /// - Throws: ``CommandFailure`` if it cannot be read.
  static func find(_ configuration: Configuration) throws -> LoggedBuilds? {
    guard let directory = try PlumbingCache.find(configuration) else { return nil }
    return LoggedBuilds(directory: directory, log: try BuildLog(of: directory))
  }

  /// The builds that can be read, the last first.
  var all: some Collection<RecordedBuild> {
    (0..<log.count).lazy.compactMap { [log] in RecordedBuild($0, in: log) }
  }

  /// The build that a name means: the first digits of its id; `@`, the last one; `@{3}`, three
  /// before it.
  func build(named name: String) throws -> RecordedBuild {
    let numbers: [Int]
    if let number = Self.number(name) {
      numbers = all.dropFirst(number).first.map { [$0.number] } ?? []
    } else if name.count >= BuildID.digitsMin, name.allSatisfy(\.isHexDigit) {
      numbers = log.numbers(ofPrefix: name)
    } else {
      throw CommandFailure(
        "'\(name)' does not name a build: names are '@', the last one, '@{1}', the one before, or "
          + "at least \(BuildID.digitsMin) digits of what 'mini log' prints")
    }
    guard let number = numbers.first else {
      let count = NumberText.count(all.count, "build")
      throw CommandFailure("there is no build '\(name)' among the \(count) on record")
    }
    guard numbers.count == 1 else {
      throw CommandFailure(
        "'\(name)' names \(numbers.count) builds; give more digits")
    }
    guard let build = RecordedBuild(number, in: log) else {
      throw CommandFailure("the record of build '\(name)' is damaged, or of a newer mini")
    }
    return build
  }

  /// Whether a name can be that of a build alone: `@` or `@{3}`.
  static func isBuild(_ name: String) -> Bool { number(name) != nil }

  /// The number of `@` and `@{N}`.
  static func number(_ name: some StringProtocol) -> Int? {
    if name == "@" { return 0 }
    guard name.hasPrefix("@{"), name.hasSuffix("}") else { return nil }
    let digits = name.dropFirst(2).dropLast()
    return digits.allSatisfy(\.isNumber) ? Int(digits) : nil
  }

  static var renderer: RecordRenderer {
    RecordRenderer(
      workingFolder: (try? LocalFileSystem().realPath(".")) ?? ".", localTime: localTime)
  }

  /// A moment in the user's time zone: `2026-01-31 14:03:11`.
  static func localTime(_ nanoseconds: Int64) -> String {
    var seconds = time_t(nanoseconds / 1_000_000_000)
    var local = tm()
    localtime_r(&seconds, &local)
    let (day, time) = UniversalTime.parts(ofSecond: Int64(seconds) + Int64(local.tm_gmtoff))
    return "\(day) \(time)"
  }
}
