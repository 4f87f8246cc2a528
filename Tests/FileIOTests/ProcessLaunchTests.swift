// Child processes, the state that they inherit, and channels to them.

import FileIO
import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing

private let disk = LocalFileSystem()

@Suite struct ProcessLaunchTests {
  let folder = TemporaryDirectory()

  /// The output and the status of a shell's commands.
  private func run(
    _ commands: String, _ change: (inout ProcessLaunch) -> Void = { _ in }
  ) throws -> (status: Int32, text: String) {
    let path = folder.appending("said")
    let flags = O_RDWR | O_CREAT | O_TRUNC
    let fd = try #require(try disk.openIfPresent(path, flags: flags))
    defer { close(fd) }
    var launch = ProcessLaunch(.tool, "/bin/sh", words: ["sh", "-c", commands])
    launch.input = .empty
    launch.output = .file(fd)
    launch.errors = .file(fd)
    change(&launch)
    let status = try launch.run()
    let bytes = try disk.contents(of: path, sizeMax: 1 << 20) ?? []
    return (status, String(decoding: bytes, as: UTF8.self))
  }

  @Test func aChildRunsInItsFolderWithItsEnvironmentAndStack() throws {
    let path = folder.appending("in")
    try disk.createDirectories(path)
    let handle = try #require(try DirectoryHandle(path, fileSystem: disk))
    let end = try run("pwd -P; echo $A; ulimit -s; exit 3") { launch in
      launch.folder = handle
      launch.environment = [Array("A=\u{E9}".utf8)]
      launch.stackBytes = 16 << 20
    }
    #expect(end.status == 3 << 8)
    let lines = end.text.split(separator: "\n")
    #expect(lines.prefix(2) == ["\(path)", "\u{E9}"])
    #expect(lines.last == "unlimited" || lines.last.flatMap { Int($0) } ?? 0 >= 16 << 10)
  }

  @Test func aChannelExchangesNumbersUntilTheProcessEnds() throws {
    let echo = try ProcessChannel(to: ProcessLaunch(.tool, "/bin/cat", words: ["cat"]))
    let answers = (echo.exchange(7), echo.exchange(-1))
    #expect(answers.0 == 7 && answers.1 == -1)
    let ended = try ProcessChannel(to: ProcessLaunch(.tool, "/bin/true", words: ["true"]))
    let none = ended.exchange(7)
    #expect(none == nil)
  }

  @Test(.enabled(if: !isThreadSanitized, "vfork is fork there"))
  func aChannelToNothingSaysWhy() {
    #expect(throws: Errno.noSuchFileOrDirectory) {
      _ = try ProcessChannel(to: ProcessLaunch(.tool, "/bin/absent", words: ["absent"]))
    }
  }

  @Test func aProgramReadsItsInputOrEndsWithoutIt() throws {
    let input = [UInt8](repeating: 0x61, count: 64 << 10)
    let launch = { ProcessLaunch(.tool, "/bin/sh", words: ["sh", "-c", $0]) }
    for (commands, status, output) in [
      ("cat", 0, input), ("exit 3", 3, []), ("echo no; exit 1", 1, Array("no\n".utf8)),
    ] as [(String, Int32, [UInt8])] {
      let end = try launch(commands).runForOutput(input: input, sizeMax: 1 << 20)
      #expect(end.status == status << 8 && end.output == output, "\(commands)")
    }
    #expect(try launch("cat").runForOutput(input: [], sizeMax: 9).output == [])
  }

  @Test func aToolInheritsNoFileAndAProgramDoes() throws {
    let inherited = open("/dev/null", O_RDONLY)
    defer { close(inherited) }
    let commands = "[ -e /proc/self/fd/\(inherited) ]"
    #expect(try run(commands).status != 0)
    #expect(try run(commands) { $0.kind = .program }.status == 0)
  }

  /// A stream can have any descriptor, even that of another stream.
  @Test func streamsMayTradePlaces() throws {
    let end = try run("echo out; echo err >&2") { launch in
      guard case .file(let said) = launch.output else { return }
      launch.output = .file(said)
      launch.errors = .empty
    }
    #expect(end.text == "out\n")
  }

  @Test(.enabled(if: !isThreadSanitized, "vfork is fork there"))
  func whatCannotBeStartedSaysWhy() throws {
    let absent = ProcessLaunch(.tool, "/nowhere/tool", words: ["tool"])
    #expect(throws: Errno.noSuchFileOrDirectory) { try absent.run() }
    #expect(throws: Errno.noSuchFileOrDirectory) { try absent.runBeside { _ in } }
    try disk.replaceFile(folder.appending("tool"), with: [0x7F], mode: 0o644)
    let file = ProcessLaunch(.tool, folder.appending("tool"), words: ["tool"])
    #expect(throws: Errno.permissionDenied) { try file.run() }
  }

  @Test func aProgramBesideIsWaitedFor() throws {
    let launch = ProcessLaunch(.program, "/bin/sh", words: ["sh", "-c", "exit 7"])
    let ended = Status()
    _ = try launch.runBeside { status in ended.value.withLock { $0 = status } }
    for _ in 0..<20_000 where ended.value.withLock({ $0 }) == nil { usleep(1000) }
    #expect(ended.value.withLock { $0 } == 7 << 8)
  }

  /// A class, because the thread that waits shares it.
  private final class Status: Sendable {
    let value = Mutex<Int32?>(nil)
  }

  @Test func aWholeTreeIsRemovedAndLinksAreNot() throws {
    let path = folder.appending("tree")
    try disk.createDirectories(path.appending("a/b/c"))
    try disk.createDirectories(folder.appending("outside"))
    try disk.replaceFile(folder.appending("outside/file"), with: [1])
    try disk.replaceFile(path.appending("a/b/read-only"), with: [1], mode: 0o444)
    #expect(symlink(folder.appending("outside").string, path.appending("a/link").string) == 0)
    #expect(mkfifo(path.appending("a/pipe").string, 0o600) == 0)
    for (name, mode) in [("a/b/c", 0), ("a/b", 0o500), ("a", 0o600)] as [(String, mode_t)] {
      #expect(chmod(path.appending(name).string, mode) == 0)
    }
    #expect(try disk.removeTree(path))
    #expect(try disk.status(of: path, followingLinks: false) == nil)
    #expect(try disk.contents(of: folder.appending("outside/file"), sizeMax: 9) == [1])
    #expect(try disk.removeTree(path) == false, "what is absent is gone")
  }
}
