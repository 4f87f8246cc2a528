// The checks of `mini doctor` that concern the machine: disk, clock, limits.

import BuildCache
import FileIO
import Glibc
import MiniDriver
import SystemPackage

extension Checkup {
  // MARK: Disk

  /// Below this, the next large build can fill the disk.
  private static let freeBytesMin: UInt64 = 256 << 20

  mutating func disk(at path: FilePath) {
    let space: FreeSpace
    do {
      space = try FreeSpace(at: path)
    } catch {
      return add(.problem("disk", "\(error)"))
    }
    let free = "\(ByteText.humanReadable(space.bytes)) free for '\(path)'"
    if space.bytes < Self.freeBytesMin {
      add(
        .problem("disk", free, "free space: 'mini gc' drops what no project needs from the cache"))
    } else if !space.hasRoomForFiles {
      add(.problem("disk", "no more files can be created for '\(path)'", "remove some"))
    } else {
      add(.ok("disk", free))
    }
    let fileSystem = LocalFileSystem()
    guard let device = try? fileSystem.status(of: path, followingLinks: true)?.device,
      !LocalDevices(fileSystem).isLocal(device, of: path)
    else { return }
    add(
      .note(
        "disk", "'\(path)' may be on another machine: files count as changed for longer",
        "set mini.cacheDir to a folder of this machine"))
  }

  // MARK: Clock

  /// A file's time may be ahead of the clock by so much: two machines are never quite together.
  private static let aheadMaxNanoseconds: Int64 = 2_000_000_000

  /// Looks at files whose times a build compares with the clock.
  mutating func clock(_ cache: CacheDirectory?) {
    let now = SystemWallClock().nowNanoseconds()
    let fileSystem = LocalFileSystem()
    let paths = cache.map { [$0.path(CacheName.fileHashes), $0.configPath] } ?? []
    for path in [FilePath(ProjectLocation.usualRootName)] + paths {
      guard let status = try? fileSystem.status(of: path, followingLinks: true) else { continue }
      let ahead = max(status.mtimeNanoseconds, status.ctimeNanoseconds)
        .subtractingReportingOverflow(now)
      guard ahead.overflow || ahead.partialValue > Self.aheadMaxNanoseconds else { continue }
      let seconds = ahead.partialValue / 1_000_000_000
      return add(
        .problem(
          "clock", "'\(path)' is \(seconds) s from the future: builds read such files every time",
          "set the clock, or 'touch' the file"))
    }
    add(.ok("clock", "no file is from the future"))
  }

  // MARK: Limits

  private struct Limit {
    let resource: __rlimit_resource
    let option: String
    let meaning: String
    let min: rlim_t
    /// Units of `ulimit` per unit of the kernel.
    let unit: rlim_t
  }

  /// Enough for builds of large projects.
  private static let limits = [
    Limit(resource: RLIMIT_NOFILE, option: "-n", meaning: "open files", min: 256, unit: 1),
    Limit(
      resource: RLIMIT_STACK, option: "-s", meaning: "stack, for large functions", min: 64 << 20,
      unit: 1024),
    Limit(resource: RLIMIT_AS, option: "-v", meaning: "address space", min: 4 << 30, unit: 1024),
    Limit(
      resource: RLIMIT_FSIZE, option: "-f", meaning: "size of a file", min: 1 << 30, unit: 1024),
    Limit(resource: RLIMIT_CPU, option: "-t", meaning: "processor time", min: 3600, unit: 1),
  ]

  mutating func limits() {
    let before = results.count
    for limit in Self.limits {
      var value = rlimit()
      // The soft limits of files and stack are raised by those who need more.
      guard getrlimit(__rlimit_resource_t(limit.resource.rawValue), &value) == 0,
        value.rlim_max < limit.min
      else { continue }
      add(
        .note(
          "limits", "'ulimit \(limit.option)' is \(value.rlim_max / limit.unit): \(limit.meaning)",
          "raise it to \(limit.min / limit.unit) or more"))
    }
    if results.count == before { add(.ok("limits", "none is in the way")) }
  }
}
