// The number of processors that a process may use.

import FileIO
import SystemPackage
import TestSupport
import Testing

@Suite struct AvailableProcessorsTests {
  /// The result on a system with these files; paths are absolute.
  private func count(_ files: [String: String], allowed: Int = 8) throws -> Int {
    let disk = MemoryFileSystem(clock: ManualClock(nanoseconds: 0))
    for (path, text) in files {
      try disk.createDirectories(FilePath(path).removingLastComponent())
      try disk.replaceFile(FilePath(path), with: Array(text.utf8))
    }
    return AvailableProcessors.available(allowed: allowed, fileSystem: disk)
  }

  @Test func withoutControlGroupsTheAllowedOnesCount() throws {
    #expect(try count([:]) == 8)
    #expect(try count([:], allowed: 0) == 1)
    #expect(try count(["/proc/self/cgroup": "no line\n:\n0::relative\n"]) == 8)
    #expect(try count(["/proc/self/cgroup": "0::/\n"]) == 8)
  }

  @Test(arguments: [
    ("max 100000\n", 8), ("200000 100000\n", 2), ("150000 100000\n", 2), ("10000 100000\n", 1),
    ("9900000 100000\n", 8), ("0 0\n", 8), ("nonsense\n", 8), ("", 8), ("-1 5", 8),
  ])
  func aQuotaIsRoundedUp(text: String, expected: Int) throws {
    #expect(
      try count(["/proc/self/cgroup": "0::/a/b\n", "/sys/fs/cgroup/a/b/cpu.max": text]) == expected)
  }

  @Test func theSmallestQuotaOnTheWayUpCounts() throws {
    #expect(
      try count([
        "/proc/self/cgroup": "0::/a/b/c\n", "/sys/fs/cgroup/a/b/c/cpu.max": "max 100000\n",
        "/sys/fs/cgroup/a/b/cpu.max": "700000 100000\n",
        "/sys/fs/cgroup/a/cpu.max": "300000 100000",
      ]) == 3)
  }

  /// In a container, the path can be of a tree that is not visible there.
  @Test(arguments: ["0::/elsewhere/x\n", "0::/../../x\n"])
  func aContainersOwnRootCounts(groups: String) throws {
    #expect(
      try count(["/proc/self/cgroup": groups, "/sys/fs/cgroup/cpu.max": "400000 100000\n"]) == 4)
  }

  @Test(arguments: ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"])
  func versionOneHasFilesOfItsOwn(root: String) throws {
    #expect(
      try count([
        "/proc/self/cgroup": "5:memory:/m\n4:cpu,cpuacct:/a\n1:name=systemd:/s\n",
        "\(root)/a/cpu.cfs_quota_us": "250000\n", "\(root)/a/cpu.cfs_period_us": "100000\n",
        "\(root)/cpu.cfs_quota_us": "-1\n", "\(root)/cpu.cfs_period_us": "100000\n",
      ]) == 3)
  }
}
