// How many processors the process may use: those it may run on, less what the quotas of its control
// groups leave of them.

import Glibc
import SystemPackage

/// The processors that the process may use.
package enum AvailableProcessors {
  /// At least 1. Cost of the first call: a system call, two or three for each file that is read:
  /// `/proc/self/cgroup`, and one for each level of the process's control group.
  package static let count = available(allowed: allowedCount, fileSystem: LocalFileSystem())

  /// - Parameter allowed: the processors that the process may run on.
  package static func available(allowed: Int, fileSystem: any FileSystem) -> Int {
    let smallest = controlGroups(fileSystem).flatMap { quotas(of: $0, fileSystem) }.min()
    return max(1, min(allowed, smallest ?? allowed))
  }

  private static var allowedCount: Int {
    Processor.allowedCount ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// A control group that may have a quota.
  private struct ControlGroup {
    /// Of version 2 of Linux's control groups; else of version 1.
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

  /// The quotas of a group and of those it is in, as processors, rounded up.
  private static func quotas(
    of group: ControlGroup, _ fileSystem: any FileSystem
  ) -> [Int] {
    var names = group.path.split(separator: UInt8(ascii: "/"))
    // A group outside of what a container sees of the tree is shown as `/../…`.
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

  /// The paths of a group and of those it is in.
  private static func levels(_ names: [ArraySlice<UInt8>]) -> [[UInt8]] {
    (0...min(names.count, depthMax)).reversed().map { count in
      names[..<count].flatMap { [UInt8(ascii: "/")] + $0 }
    }
  }

  private struct Quota {
    /// Nil: none.
    let processors: Int?
  }

  /// - Returns: nil where there is no such group.
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
      // `max 100000`, or `150000 100000`: microseconds of each period.
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

  /// Deeper groups than any system makes.
  private static let depthMax = 64
}

extension FileSystem {
  /// What one read gives of a file whose size is not known before: those of /proc and /sys come whole.
  /// Nil where there is none that can be read.
  fileprivate func beginning(of path: FilePath) -> [UInt8]? {
    guard let fd = try? openIfPresent(path, flags: O_RDONLY) else { return nil }
    defer { try? close(fd) }  // nothing was written
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in unsafe try? read(fd, into: buffer) }
    return count.map { Array(bytes.prefix($0)) }
  }
}
