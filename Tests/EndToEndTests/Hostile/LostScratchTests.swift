// Scratch space that is full, removed during a build, or on a system without locks: the executable
// is still made, as long as its own folder has space.

import SystemPackage
import TestSupport
import Testing

@Suite struct LostScratchTests {
  private static func check(_ project: WideProject, _ context: Comment) throws {
    try project.checkProgram("main", context)
    #expect(project.strays == [], context)
  }

  @Test(
    .enabled(if: Shell.canInterrupt, "needs strace"), arguments: ["ENOLCK", "ENOSYS", "EOPNOTSUPP"])
  func locksThatAreNotOfferedAreDoneWithout(errno: String) throws {
    let project = try WideProject()
    let refusing = "strace -f -qq -e trace=flock -e inject=flock:error=\(errno) -o ../trace"
    let build = try Shell.run("\(refusing) '\(Mini.executable)' build", in: project.folder)
    #expect(build.status == 0 && build.errorText == "", "\(build.errorText)")
    try Self.check(project, "\(errno)")
    for command in ["gc", "verify", "clean"] {
      let upkeep = try Shell.run("\(refusing) '\(Mini.executable)' \(command)", in: project.folder)
      let isQuiet = !upkeep.errorText.contains("lock") && !upkeep.errorText.contains("warning")
      #expect(upkeep.status == 0 && isQuiet, "\(command): \(upkeep.errorText)")
    }
    print("hostile: lost scratch: 4 trials")
  }

  /// Without locks, files in use cannot be distinguished from those of a killed build.
  @Test(.enabled(if: Shell.canInterrupt, "needs strace"))
  func withoutLocksNoBuildRemovesAnothersScratchFolder() throws {
    let project = try WideProject()
    let cache = "project/.mini_cache/.tmp_mini_"
    try Mini.build(in: project.folder)
    try project.workspace.write(cache + "used/lock", [])
    try project.workspace.write(cache + "used/0.ll", [1])
    let build = try Shell.run(
      "strace -f -qq -e trace=flock -e inject=flock:error=ENOLCK -o ../trace"
        + " '\(Mini.executable)' build", in: project.folder)
    #expect(build.status == 0, "\(build.errorText)")
    #expect(project.workspace.exists(cache + "used/0.ll"))
    print("hostile: lost scratch: 1 trials")
  }

  @Test(
    .enabled(if: Shell.canMount, "needs a disk of its own"),
    arguments: [16, 64, 128, 192, 256, 384, 512, 1024])
  func aFullDiskUnderTheCacheIsNotTheOutputs(kibibytes: Int) throws {
    let project = try WideProject()
    try project.workspace.makeFolder("cache")
    let build = try Shell.run(
      "unshare -m sh -c 'mount -t tmpfs -o size=\(kibibytes)k,mode=755 tmpfs ../cache;"
        + " \"\(Mini.executable)\" build --cache-dir ../cache'", in: project.folder)
    #expect(build.status == 0, "\(build.errorText)")
    for line in build.errorText.split(separator: "\n") {
      #expect(line.hasPrefix("mini: warning: ") && line.contains("No space left"), "\(line)")
    }
    try Self.check(project, "\(kibibytes) KiB")
    print("hostile: lost scratch: 1 trials")
  }

  @Test(.enabled(if: Shell.canMount, "needs a disk of its own"))
  func noRoomAnywhereIsSaid() throws {
    let project = try WideProject()
    let build = try Shell.run(
      "unshare -m sh -c 'mkdir ../small; mount -t tmpfs -o size=256k,mode=755 tmpfs ../small;"
        + " cp * ../small; cd ../small; \"\(Mini.executable)\" build'", in: project.folder)
    #expect(build.status == 2 && build.errorText.contains("No space left"), "\(build.errorText)")
    print("hostile: lost scratch: 1 trials")
  }

  @Test func aCacheThatIsRemovedBesideABuildFailsNone() throws {
    let project = try WideProject()
    let workspace = project.workspace
    let count = 8 * fuzzScale
    try workspace.write("going", [])
    let remover = try ChildProcess.start(
      "sh", ["-c", "while [ -e ../going ]; do rm -rf .mini_cache 2> /dev/null; done"],
      in: .init(project.folder.path), environment: ["PATH": Tools.searchPath])
    for number in 0..<count {
      let build = try Mini.run(["build"], in: project.folder)
      #expect(build.status == 0, "build \(number): \(build.errorText)")
      try Self.check(project, "build \(number)")
      try workspace.delete("project/main")
    }
    try workspace.delete("going")
    _ = try remover.finish(secondsMax: Mini.secondsMax)
    try Mini.build([], in: project.folder)
    try Self.check(project, "afterwards")
    print("hostile: lost scratch: \(count) trials")
  }
}
