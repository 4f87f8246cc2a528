// Counts the processors that the process may use: those in its affinity mask, limited by the quotas
// of its control groups.

import Glibc
import SystemPackage

/// The processors that the process may use.
package enum AvailableProcessors {
  /// At least 1. The first call costs one system call, and up to three for each file that it reads:
  /// `/proc/self/cgroup`, and the quotas of each level of the process's control groups.
  package static let count = available(allowed: allowedCount, fileSystem: LocalFileSystem())

  /// - Parameter allowed: the processors in the process's affinity mask.
  package static func available(allowed: Int, fileSystem: any FileSystem) -> Int {
    let smallest = controlGroups(fileSystem).flatMap { quotas(of: $0, fileSystem) }.min()
    return max(1, min(allowed, smallest ?? allowed))
  }

  private static var allowedCount: Int {
    Processor.allowedCount ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// A control group that can have a quota.
  private struct ControlGroup {
    /// Whether the group is of version 2 of Linux's control groups, rather than 1.
    let isUnified: Bool
    /// From the root of its hierarchy: `/user.slice/…`.
    let path: [UInt8]
  }

  /// - SeeAlso: cgroups(7), "/proc files"
  private static func controlGroups(_ fileSystem: any FileSystem) -> [ControlGroup] {
    let listing = fileSystem.beginning(of: "/proc/self/cgroup") ?? []
    return listing.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let parts = line.split(
        separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[2].first == UInt8(ascii: "/") else { return nil }
      let controllers = parts[1].split(separator: UInt8(ascii: ","))
      guard parts[1].isEmpty || controllers.contains(where: { $0.elementsEqual("cpu".utf8) })
      else { return nil }
      return ControlGroup(isUnified: parts[1].isEmpty, path: Array(parts[2]))
    }
  }

  /// Quotas of a group and its ancestors, in processors, rounded up.
  private static func quotas(
    of group: ControlGroup, _ fileSystem: any FileSystem
  ) -> [Int] {
    var names = group.path.split(separator: UInt8(ascii: "/"))
    // A group outside the part of the tree that a container sees is shown as `/../…`.
    if names.first.map({ $0.elementsEqual("..".utf8) }) == true { names = [] }
    let roots =
      group.isUnified
      ? ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]
      : ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"]
    for root in roots {
      let found = levels(names).compactMap { names in
        quota(
          in: FilePath(bytes: Array(root.utf8) + names), isUnified: group.isUnified, fileSystem)
      }
      if !found.isEmpty { return found.compactMap(\.processors) }
    }
    return []
  }

  /// Paths of a group and its ancestors.
  private static func levels(_ names: [ArraySlice<UInt8>]) -> [[UInt8]] {
    (0...min(names.count, depthMax)).reversed().map { count in
      names[..<count].flatMap { [UInt8(ascii: "/")] + $0 }
    }
  }

  private struct Quota {
    /// Nil: unlimited.
    let processors: Int?
  }

  /// - Returns: nil if the group does not exist.
  private static func quota(
    in folder: FilePath, isUnified: Bool, _ fileSystem: any FileSystem
  ) -> Quota? {
    func numbers(_ name: String) -> [Int?]? {
      fileSystem.beginning(of: folder.appending(name)).map { bytes in
        bytes.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
          .map { Int(String(decoding: $0, as: UTF8.self)) }
      }
    }
    if isUnified {
      // `max 100000`, or `150000 100000`: microseconds in each period.
      return numbers("cpu.max").map {
        Quota(processors: processors($0.first, $0.dropFirst().first))
      }
    }
    return numbers("cpu.cfs_quota_us").map { quota in
      Quota(processors: processors(quota.first, numbers("cpu.cfs_period_us")?.first))
    }
  }

  private static func processors(_ quota: Int??, _ period: Int??) -> Int? {
    guard let quota = quota ?? nil, let period = period ?? nil, quota > 0, period > 0 else {
      return nil
    }
    return (quota - 1) / period + 1
  }

  /// Deeper than control groups are nested in practice.
  private static let depthMax = 64
}

extension FileSystem {
  /// Reads up to 16 KiB in one call, because files in /proc and /sys report no size. Nil if the
  /// file cannot be read.
  fileprivate func beginning(of path: FilePath) -> [UInt8]? {
    guard let fd = try? openIfPresent(path, flags: O_RDONLY) else { return nil }
    defer { try? close(fd) }  // nothing was written
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in unsafe try? read(fd, into: buffer) }
    return count.map { Array(bytes.prefix($0)) }
  }
}
