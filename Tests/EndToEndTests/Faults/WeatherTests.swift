// Bad conditions with real disks, limits and users: full and read-only disks, too few descriptors,
// permissions, other users' and newer caches, links. The build does what it can and reports the
// rest in one line.

import Glibc
import TestSupport
import Testing

/// Runs shell scripts in which `mini` is the program under test.
enum Shell {
  static func run(_ script: String, in folder: Folder) throws -> Finished {
    let program = "mini() { '\(Mini.executable)' \"$@\"; }; set -e; "
    return try Tools.run("sh", ["-c", program + script], in: folder)
  }

  /// Whether a script succeeds: some machines do not allow what a test needs.
  static func can(_ script: String) -> Bool {
    // A test that cannot be set up is skipped.
    (try? run(script, in: Workspace().folder("")).status) == 0
  }

  /// Runs the rest of the line as a user with fewer rights than root.
  static let nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups '\(Mini.executable)'"
  static let hasNobody = can("\(nobody) --version")
  /// Makes every third call of the kinds for which a build waits fail as if by a signal; the first
  /// ones are those of the program's loader.
  static let interrupted: String = {
    let calls =
      "openat,read,pread64,write,pwrite64,ftruncate,renameat,renameat2,unlinkat,mkdirat,flock,"
      + "fallocate,fchmod,newfstatat,utimensat,getdents64"
    return "strace -f -qq -e trace=\(calls) -e inject=\(calls):error=EINTR:when=30+3 "
  }()
  static let canInterrupt = can("\(interrupted) -o trace true")
  static let canMount = can("unshare -m sh -c 'mkdir d && mount -t tmpfs -o size=64k tmpfs d'")
}

@Suite struct WeatherTests {
  /// The demo, its output in another folder, and a folder that any user may write to.
  private func project() throws -> (folder: Folder, right: String) {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    let right = try Mini.run(["emit", "--no-cache"], in: folder)
    #expect(right.status == 0)
    let script = "cd .. && chmod 755 . && chmod -R u+w project && chown -R 65534:65534 ."
    if Shell.hasNobody { #expect(try Shell.run(script, in: folder).status == 0) }
    return (folder, right.text)
  }

  private func expect(
    _ script: String, in folder: Folder, status: Int32 = 0, says: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let run = try Shell.run(script, in: folder)
    #expect(run.status == status, "\(run.errorText)", sourceLocation: sourceLocation)
    #expect(run.errorText == says, sourceLocation: sourceLocation)
  }

  private let isElsewhere =
    "; '-o PATH' writes elsewhere, and 'mini run' writes no output\n"

  // MARK: Disks

  @Test(.enabled(if: Shell.canMount, "needs a mount of its own"))
  func onAFullDiskTheProgramIsBuilt() throws {
    let (folder, right) = try project()
    let run = try Shell.run(
      """
      exec unshare -m sh -c 'mkdir ../disk && mount -t tmpfs -o size=80k tmpfs ../disk \\
        && cp -r . ../disk && cd ../disk && "$0" build --emit ir; echo $? >&2; cat main.ll \\
        && (cat /dev/zero > filler 2> /dev/null || true) && "$0" gc > /dev/null; echo $? >&2; \\
        rm filler && "$0" check; echo $? >&2' '\(Mini.executable)'
      """, in: folder)
    let lines = run.errorText.split(separator: "\n")
    #expect(lines.filter { $0 == "0" }.count == 3, "\(run.errorText)")
    let warnings = lines.filter { $0 != "0" }
    #expect(warnings.count == 2, "\(run.errorText)")
    for line in warnings {
      #expect(line.hasPrefix("mini: warning: cannot write '.mini_cache/"), "\(line)")
      #expect(line.hasSuffix("': No space left on device; this build is not cached"), "\(line)")
    }
    #expect(run.text == right)
  }

  @Test(.enabled(if: Shell.canMount, "needs a mount of its own"))
  func aReadOnlyDiskTakesNoOutputsAndKeepsNothingElseBack() throws {
    let (folder, right) = try project()
    let run = try Shell.run(
      """
      exec unshare -m sh -c 'mkdir ../m && mount --bind . ../m && mount -o remount,ro,bind ../m \\
        && cd ../m && for c in check emit "build --emit ir -o ../out.ll" "build --emit ir"; \\
        do "$0" $c --cache-dir ../cache; echo $? >&2; done; ls -a ../cache/combined >&2' \\
        '\(Mini.executable)'
      """, in: folder)
    let refusal = "mini: error: cannot write 'main.ll': Read-only file system"
    #expect(run.text == right)
    #expect(
      run.errorText == "0\n0\n0\n\(refusal)\(isElsewhere)2\n.\n..\n")
    #expect(try folder.workspace.text("out.ll") == right)
  }

  // MARK: Limits

  /// By default, a file beyond the limit ends the process by a signal.
  @Test func aLimitOfFileSizesIsToldLikeAFullDisk() throws {
    let (folder, right) = try project()
    try expect(
      "ulimit -f 4; mini build --emit ir", in: folder, status: 2,
      says: "mini: error: cannot write 'main.ll': File too large\n")
    try expect("mini build --emit ir", in: folder)
    #expect(try folder.workspace.text("project/main.ll") == right)
  }

  @Test(arguments: 4...16)
  func tooFewDescriptorsCostSpeedOrAreToldOf(count: Int) throws {
    let (folder, right) = try project()
    let run = try Shell.run("ulimit -n \(count); mini build --emit ir -j 1", in: folder)
    if run.status == 0 {
      #expect(try folder.workspace.text("project/main.ll") == right)
      for line in run.errorText.split(separator: "\n") {
        #expect(line.hasPrefix("mini: warning: ") && line.contains("Too many open files"))
      }
    } else {
      #expect(run.status == 2 && run.errorText.contains("Too many open files"), "\(run.errorText)")
    }
    try expect("mini build --emit ir", in: folder)
    #expect(try folder.workspace.text("project/main.ll") == right)
  }

  // MARK: Signals

  @Test(.enabled(if: Shell.canInterrupt, "needs strace"))
  func interruptedCallsAreMadeAgain() throws {
    let (folder, right) = try project()
    let mini = "\(Shell.interrupted) -o ../trace -A '\(Mini.executable)'"
    try expect("\(mini) build --emit ir -j 1", in: folder)
    #expect(try folder.workspace.text("project/main.ll") == right)
    try expect(
      "\(mini) check; \(mini) gc --prune now > ../gc; sed -i 's/i32 {/i32 { /' *.mini;"
        + " \(mini) build --emit ir -j 1; \(mini) verify 2> ../verified", in: folder)
    let after = try Mini.run(["emit", "--no-cache"], in: folder).text
    #expect(try folder.workspace.text("project/main.ll") == after)
    let count = try folder.workspace.text("trace").split(separator: "\n").count {
      $0.contains("EINTR")
    }
    #expect(count > 50, "\(count) calls were interrupted")
    #expect(try Mini.run(["verify"], in: folder).status == 0)
  }

  // MARK: Permissions

  @Test(.enabled(if: Shell.hasNobody, "needs a user who is not root"))
  func aReadOnlyCacheIsToldInOneLine() throws {
    let (folder, _) = try project()
    try expect("\(Shell.nobody) build --emit ir", in: folder)
    try expect("find .mini_cache -type d -exec chmod a-w {} +", in: folder)
    defer { _ = try? Shell.run("chmod -R u+w .", in: folder) }  // so that it can be removed
    for _ in 1...2 {
      try expect(
        "echo '// edited' >> main.mini; sed -i 's/i32 {/i32 { /' math.mini;"
          + " \(Shell.nobody) build --emit ir", in: folder,
        says: "mini: warning: cannot write '.mini_cache/file_hashes.bin': Permission denied;"
          + " this build is not cached\n")
      let right = try Mini.run(["emit", "--no-cache"], in: folder).text
      #expect(try folder.workspace.text("project/main.ll") == right)
    }
  }

  @Test(.enabled(if: Shell.hasNobody, "needs a user who is not root"))
  func aReadOnlyProjectCanBeCheckedAndPrinted() throws {
    let (folder, right) = try project()
    try expect("chmod a-w .", in: folder)
    let refusal = "mini: error: cannot write 'main.ll': Permission denied\(isElsewhere)"
    try expect("\(Shell.nobody) build --emit ir", in: folder, status: 2, says: refusal)
    let uncached =
      "mini: warning: cannot create the folder '.mini_cache': Permission denied;"
      + " this build is not cached\n"
    try expect("\(Shell.nobody) check", in: folder, says: uncached)
    try expect("\(Shell.nobody) check --cache-dir ../cache", in: folder)
    let emitted = try Shell.run("\(Shell.nobody) emit --cache-dir ../cache", in: folder)
    #expect(emitted.text == right && emitted.errorText == "")
  }

  @Test(.enabled(if: Shell.hasNobody, "needs a user who is not root"))
  func aShardThatMayNotBeReadIsToldAndMadeGood() throws {
    let (folder, right) = try project()
    try expect("\(Shell.nobody) build --emit ir", in: folder)
    try expect("rm main.ll .mini_cache/file_hashes.bin", in: folder)
    try expect("chmod 0 .mini_cache/zir/??", in: folder)
    defer { _ = try? Shell.run("chmod 755 .mini_cache/zir/??", in: folder) }  // for the cleanup
    let run = try Shell.run("\(Shell.nobody) build --emit ir", in: folder)
    #expect(run.status == 0)
    let end = "': Permission denied; everything that cannot be read is rebuilt\n"
    #expect(run.errorText.hasPrefix("mini: warning: cannot open '"))
    #expect(run.errorText.hasSuffix(end) && run.errorText.split(separator: "\n").count == 1)
    #expect(try folder.workspace.text("project/main.ll") == right)
    // Objects that were written again are in a pack, and are found there.
    try expect("rm main.ll .mini_cache/file_hashes.bin", in: folder)
    let again = try Shell.run(
      "\(Shell.nobody) build --emit ir --stats-json ../stats.json", in: folder)
    #expect(again.status == 0 && again.errorText == "", "\(again.errorText)")
    let stats = try folder.workspace.text("stats.json")
    #expect(stats.contains("\"cached\": 3, \"compiled\": 0"), "\(stats)")
    #expect(try folder.workspace.text("project/main.ll") == right)

    // gc leaves alone what it cannot read, and does the rest; verify prints what to do.
    let rows = try folder.workspace.bytes("project/.mini_cache/zir_index.bin")
    let gc = try Shell.run("\(Shell.nobody) gc --prune now", in: folder)
    #expect(gc.status == 0, "\(gc.errorText)")
    #expect(gc.errorText.split(separator: "\n").count == 1, "\(gc.errorText)")
    #expect(gc.errorText.hasSuffix("; files that may be there are left alone\n"), "\(gc.errorText)")
    #expect(try folder.workspace.bytes("project/.mini_cache/zir_index.bin") == rows)
    let verify = try Shell.run("\(Shell.nobody) verify --repair", in: folder)
    #expect(verify.status == 1 && verify.text.contains("make it readable"), "\(verify.text)")
    try expect("chmod 755 .mini_cache/zir/??; \(Shell.nobody) build --emit ir", in: folder)
    #expect(try folder.workspace.text("project/main.ll") == right)
    #expect(try Shell.run("\(Shell.nobody) verify", in: folder).status == 0)
  }

  /// The index cannot be read, so it is neither used nor replaced.
  @Test(
    .enabled(if: Shell.hasNobody, "needs a user who is not root"),
    arguments: ["file_hashes.bin", "zir_index.bin", "air_index.bin"])
  func anIndexThatMayNotBeReadIsLeftAlone(name: String) throws {
    let (folder, _) = try project()
    let index = "project/.mini_cache/\(name)"
    try expect("\(Shell.nobody) build --emit ir", in: folder)
    let before = try folder.workspace.bytes(index)
    try expect("sed -i 's/i32 {/i32 { /' math.mini; chmod 0 .mini_cache/\(name)", in: folder)
    let refusal = ".mini_cache/\(name)': Permission denied; "
    try expect(
      "\(Shell.nobody) build --emit ir", in: folder,
      says: "mini: warning: cannot open '\(refusal)this build is not cached\n")
    let right = try Mini.run(["emit", "--no-cache"], in: folder).text
    #expect(try folder.workspace.text("project/main.ll") == right)
    // The next build finds an output that it does not know from the index.
    let again = try Shell.run("\(Shell.nobody) build --emit ir", in: folder)
    #expect(again.status == 0 && again.errorText.contains(refusal), "\(again.errorText)")
    #expect(try folder.workspace.text("project/main.ll") == right)
    let gc = try Shell.run("\(Shell.nobody) gc --prune now", in: folder)
    #expect(gc.status == 0)
    #expect(gc.errorText.hasSuffix("\(refusal)everything that it may reach is kept\n"))
    #expect(gc.errorText.split(separator: "\n").count == 1, "\(gc.errorText)")
    let verify = try Shell.run("\(Shell.nobody) verify --repair", in: folder)
    #expect(verify.status == 1 && verify.text.contains("\(refusal)make it readable"))
    try expect("chmod 644 .mini_cache/\(name)", in: folder)
    #expect(try folder.workspace.bytes(index) == before)
    #expect(try Shell.run("\(Shell.nobody) build --emit ir", in: folder).status == 0)
    #expect(try folder.workspace.text("project/main.ll") == right)
    #expect(try Shell.run("\(Shell.nobody) verify", in: folder).status == 0)
  }

  // MARK: Caches

  @Test func aNewerCacheIsLeftAlone() throws {
    let (folder, right) = try project()
    try expect("mini build --emit ir", in: folder)
    try expect("rm main.ll; sed -i 's/cache = 1/cache = 2/' .mini_cache/config", in: folder)
    let files = folder.workspace.files(below: "project/.mini_cache")
    let config = try folder.workspace.text("project/.mini_cache/config")
    let newer = ".mini_cache' was made by a newer mini and is left alone"
    try expect(
      "mini build --emit ir", in: folder,
      says: "mini: warning: '\(newer); this build is not cached\n")
    #expect(try folder.workspace.text("project/main.ll") == right)
    for command in ["gc --prune now", "verify --repair", "clean", "count-objects"] {
      let run = try Shell.run("mini \(command)", in: folder)
      #expect(run.status == 5 && run.errorText.hasSuffix("\(newer)\n"), "\(run.errorText)")
    }
    #expect(folder.workspace.files(below: "project/.mini_cache") == files)
    #expect(try folder.workspace.text("project/.mini_cache/config") == config)
  }

  /// No earlier version wrote other folders: its marker is corrected.
  @Test func anOlderCacheIsBroughtUpToDate() throws {
    let (folder, right) = try project()
    try expect("mini build --emit ir", in: folder)
    try expect("rm main.ll; sed -i 's/cache = 1/cache = 0/' .mini_cache/config", in: folder)
    try expect(
      "mini build --emit ir", in: folder,
      says: "mini: warning: 'config' was damaged and was rewritten\n")
    #expect(try folder.workspace.text("project/main.ll") == right)
    try expect("mini verify 2> ../verified; mini build --emit ir", in: folder)
  }

  @Test(.enabled(if: Shell.hasNobody, "needs another user"))
  func anotherUsersCacheIsLeftAlone() throws {
    let (folder, right) = try project()
    try expect("\(Shell.nobody) build --emit ir; rm main.ll", in: folder)
    let advice = "if you trust it: mini config --add safe.cache \(folder.path)/.mini_cache"
    try expect(
      "chown 0 *.mini; mini build --emit ir", in: folder,
      says: "mini: warning: '.mini_cache' belongs to another user (65534); \(advice);"
        + " this build is not cached\n")
    #expect(try folder.workspace.text("project/main.ll") == right)
  }

  // MARK: Links

  /// Only the cache's own folder may be a link.
  @Test(arguments: ["", "/zir", "/objects", "/zir/pack", "/combined", "/lock", "/zir_index.bin"])
  func aLinkInTheCacheIsNotFollowed(name: String) throws {
    let (folder, _) = try project()
    try expect("mini build --emit ir", in: folder)
    try expect(
      "mkdir ../other; mv .mini_cache\(name) ../other/x; ln -s \"$PWD/../other/x\" .mini_cache\(name)",
      in: folder)
    let list = "find ../other -printf '%p %i %s %T@\\n' | sort"
    let before = try Shell.run(list, in: folder).text
    let run = try Shell.run(
      "sed -i 's/i32 {/i32 { /' math.mini; mini build --emit ir; mini check", in: folder)
    #expect(run.status == 0, "\(run.errorText)")
    let right = try Mini.run(["emit", "--no-cache"], in: folder).text
    #expect(try folder.workspace.text("project/main.ll") == right)
    if name == "" {
      // Outside the sources' folder, their owner does not count unless it is the user who builds.
      #expect(run.errorText.contains("belongs to another user") == Shell.hasNobody)
    } else {
      #expect(try Shell.run(list, in: folder).text == before)
    }
  }

  @Test(arguments: ["/zir", "/objects/pack", "/combined", ""])
  func aLinkToNothingIsReplacedOrToldOf(name: String) throws {
    let (folder, right) = try project()
    try expect("mini build --emit ir", in: folder)
    try expect("rm -r main.ll .mini_cache\(name); ln -s nothing .mini_cache\(name)", in: folder)
    let says =
      name == ""
      ? "mini: warning: '.mini_cache' is a symbolic link to a folder that does not exist;"
        + " this build is not cached\n"
      : "mini: warning: '\(name.dropFirst())' was a symbolic link, not a folder; it was moved to"
        + " quarantine/ and replaced\n"
    let run = try Shell.run("mini build --emit ir", in: folder)
    #expect(run.status == 0 && run.errorText.contains(says), "\(run.errorText)")
    #expect(try folder.workspace.text("project/main.ll") == right)
    #expect(!folder.workspace.exists("project/nothing"))
  }
}
