// Caches in which links, or other things that are not files, have the names of a cache's folders
// and files: nothing outside is touched, and the cache is healed.

import FileIO
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite struct LinkedCacheTests {
  /// A project, a second one that shares its cache, and a foreign folder.
  struct Scene {
    let workspace = Workspace()
    let folder: Folder

    init() throws {
      folder = workspace.folder("project")
      try edit(0)
      try workspace.write("project/other.mini", "fn main() i32 { return 2; }\n")
      try build("main.mini")
      try build("other.mini")
      try Mini.run(["hash-object", "-w", "main.mini"], in: folder).expectDone()
      try makeVictim()
    }

    var cache: String { "project/.mini_cache" }

    func edit(_ number: Int) throws {
      try workspace.write(
        "project/main.mini",
        "import \"lib.mini\" as lib;\nfn main() i32 { return lib.f(\(number)); }\n")
      try workspace.write("project/lib.mini", "fn f(x: i32) i32 { return x - \(number); }\n")
    }

    @discardableResult
    func build(_ root: String) throws -> Finished {
      try Mini.run(["build", root, "--emit", "ir"], in: folder).expectDone()
    }

    /// Names as in a cache's folders, older than every grace period.
    private func makeVictim() throws {
      let pack = "pack-" + String(repeating: "ab", count: 32)
      let object = String(repeating: "cd", count: 31)
      for name in [
        ".tmp_mini_old", "tmp_obj_old", "tmp_pack_old", object, "\(pack).pack", "\(pack).idx",
        "main.mini.ll", "main", "root", "units.bin", "tests.bin", "file_hashes.bin", "lock",
        "alternates",
        "pack/\(pack).pack", "pack/tmp_pack_x", "ab/\(object)", "ab/tmp_obj_x", "heads/main",
        "combined/main.mini.ll", "combined/.tmp_mini_x", "deep/er/file", "precious",
      ] {
        try workspace.write("victim/\(name)", "precious \(name)\n")
        try workspace.setModified("victim/\(name)", nanoseconds: 1_000_000_000)
      }
    }

    /// All names of the victim with their bytes and times.
    func victim() throws -> [String] {
      try workspace.files(below: "victim").map { name in
        let text = try workspace.text("victim/\(name)")
        return "\(name) \(try workspace.modified("victim/\(name)")) \(text)"
      }
    }

    /// The folders of the cache, relative to it: those at fixed places, one shard of each kind and the
    /// second project's.
    func folders() -> [String] {
      let files = workspace.files(below: cache)
      var folders = Set(
        files.flatMap { file in
          let names = file.split(separator: "/").dropLast()
          return names.indices.map { names[...$0].joined(separator: "/") }
        })
      folders.formUnion([
        "quarantine", "zir/pack", "objects/pack", "refs", "refs/heads", "refs/tags",
      ])
      return folders.sorted()
    }

    func isLink(_ name: String) -> Bool {
      var status = stat()
      return lstat(workspace.path(name), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    func replace(_ name: String, byLinkTo target: String) throws {
      if workspace.exists("\(cache)/\(name)") { try workspace.delete("\(cache)/\(name)") }
      try workspace.link("\(cache)/\(name)", to: workspace.path(target))
    }

    /// Runs commands that write to a cache and delete in it.
    func upkeep(_ context: String) throws {
      try edit(1)
      try build("main.mini")
      try build("other.mini")
      for command in [
        ["hash-object", "-w", "main.mini"], ["gc", "--prune", "now"], ["verify", "--repair"],
        ["gc", "--max-size", "64K"], ["verify"],
      ] {
        let finished = try Mini.run(command, in: folder)
        #expect(finished.status == 0, "\(context): \(command): \(finished.text)")
      }
    }
  }

  @Test func noFolderReplacedByALinkLeadsOut() throws {
    let names = try Scene().folders()
    #expect(names.count > 12)
    Parallel.forEach(count: names.count, threadsMax: 2) { number in
      var name = names[number]
      do {
        for clean in [false, true] {
          let scene = try Scene()
          name = scene.folders()[number]  // a project's folder is named after where it is
          let before = try scene.victim()
          try scene.replace(name, byLinkTo: "victim")
          if clean {
            #expect(try Mini.run(["clean"], in: scene.folder).status == 0)
            #expect(!scene.workspace.exists(scene.cache), "\(name)")
          } else {
            try scene.upkeep(name)
            #expect(!scene.isLink("\(scene.cache)/\(name)"), "\(name) is a link still")
          }
          #expect(try scene.victim() == before, "\(name), clean: \(clean)")
        }
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
    print("hostile: folders replaced by links: \(2 * names.count) trials")
  }

  @Test func noFileReplacedByALinkIsWrittenThrough() throws {
    let names = try Scene().fileNames()
    #expect(names.count > 12)
    Parallel.forEach(count: names.count, threadsMax: 2) { number in
      var name = names[number]
      do {
        for target in ["victim/precious", "absent"] {
          let scene = try Scene()
          name = scene.fileNames()[number]  // a project's folder is named after where it is
          let before = try scene.victim()
          try scene.replace(name, byLinkTo: target)
          try scene.upkeep(name)
          #expect(try scene.victim() == before, "\(name)")
          #expect(!scene.workspace.exists("absent"), "\(name) made a file outside")
          // These are written by a gc in the background, and by a verify that did not finish.
          if !["gc.log", "verify_state.bin"].contains(name) {
            #expect(!scene.isLink("\(scene.cache)/\(name)"), "\(name) is a link still")
          }
        }
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
    print("hostile: files replaced by links: \(2 * names.count) trials")
  }

  /// Swaps folders for links and back while gc, verify and clean list and delete.
  @Test func noFolderSwappedMeanwhileLeadsOut() throws {
    var trials = 0
    for name in ["quarantine", "objects", "objects/pack", "zir", "combined", "projects"] {
      let scene = try Scene()
      let before = try scene.victim()
      try scene.workspace.makeFolder("\(scene.cache)/\(name)")
      let isDone = Atomic(false)
      Parallel.forEach(count: 2, threadsMax: 2) { thread in
        let place = scene.workspace.path("\(scene.cache)/\(name)")
        let (kept, link) = (scene.workspace.path("kept"), scene.workspace.path("link"))
        if thread == 0 {
          while !isDone.load(ordering: .relaxed) {
            symlink(scene.workspace.path("victim"), link)
            if rename(place, kept) == 0 {
              rename(link, place)
              usleep(200)
              rename(place, link)
              // A folder that was created in the meantime is removed with its contents.
              if rename(kept, place) != 0 { try? FileManager.default.removeItem(atPath: kept) }
            }
            unlink(link)
            usleep(100)
          }
          return
        }
        defer { isDone.store(true, ordering: .relaxed) }
        for number in 1...(3 * fuzzScale) {
          for command in [
            ["build", "--emit", "ir"], ["gc", "--prune", "now"], ["verify", "--repair"],
          ] {
            do {
              if command[0] == "build" { try scene.edit(number) }
              let finished = try Mini.run(command, in: scene.folder)
              #expect(finished.status >= 0 && finished.status <= 2, "\(finished.errorText)")
            } catch {
              Issue.record("\(error)")
            }
          }
        }
      }
      trials += 9 * fuzzScale
      #expect(try scene.victim() == before, "\(name)")
    }
    print("hostile: folders swapped for links: \(trials) trials")
  }

  private static let kinds = ["socket", "pipe", "link to itself", "folder", "device"]

  /// The next build heals anything in the place of a file or folder, and waits for none of it.
  @Test(arguments: kinds)
  func whateverHasANameOfOursIsHealed(kind: String) throws {
    let names = try Scene().fileNames() + ["zir", "objects/pack", "refs", "combined", "quarantine"]
    let trials = Atomic(0)
    Parallel.forEach(count: names.count, threadsMax: 2) { number in
      do {
        let name = names[number]
        let scene = try Scene()
        let place = scene.workspace.path("\(scene.cache)/\(name)")
        if kind == "folder", scene.folders().contains(name) { return }
        try? FileManager.default.removeItem(atPath: place)
        guard Self.make(kind, at: place) else { return }
        for edit in 1...2 {
          try scene.edit(edit)
          let finished = try scene.build("main.mini")
          #expect(!finished.errorText.contains("not cached"), "\(name): \(finished.errorText)")
        }
        try scene.build("other.mini")
        Workspace.age()
        try scene.build("main.mini")
        let null = try Mini.statistics(["--emit", "ir"], in: scene.folder)
        #expect(null.isNull, "\(name): \(null.summary) \(null.output.errorText)")
        let repair = try Mini.run(["verify", "--repair"], in: scene.folder)
        #expect(repair.status <= 1, "\(name): \(repair.errorText)")
        for command in [["gc", "--prune", "now"], ["verify"]] {
          let finished = try Mini.run(command, in: scene.folder)
          #expect(finished.status == 0, "\(name): \(finished.text)\(finished.errorText)")
        }
        trials.add(1, ordering: .relaxed)
      } catch {
        Issue.record("\(names[number]): \(error)")
      }
    }
    print("hostile: a \(kind) in the cache: \(trials.load(ordering: .relaxed)) trials")
  }

  private static func make(_ kind: String, at path: String) -> Bool {
    switch kind {
    case "socket": return mknod(path, S_IFSOCK | 0o644, 0) == 0
    case "pipe": return mkfifo(path, 0o644) == 0
    case "folder": return mkdir(path, 0o755) == 0 && mkdir(path + "/in it", 0o755) == 0
    // Like /dev/zero; only root can make one.
    case "device": return mknod(path, S_IFCHR | 0o644, 1 << 8 | 5) == 0
    default: return symlink((path as NSString).lastPathComponent, path) == 0
    }
  }
}

extension LinkedCacheTests.Scene {
  /// The files of the cache that are not objects, including those that only some commands write.
  fileprivate func fileNames() -> [String] {
    let made = workspace.files(below: cache).filter { file in
      !file.hasPrefix("zir/") && (!file.hasPrefix("objects/") || file.hasPrefix("objects/info/"))
    }
    return Set(made + ["save.lock", "gc.lock", "gc.log", "verify_state.bin"]).sorted()
  }
}

extension Finished {
  /// Records an issue unless it ended with 0.
  @discardableResult
  func expectDone(sourceLocation: SourceLocation = #_sourceLocation) throws -> Finished {
    #expect(status == 0, "\(errorText)", sourceLocation: sourceLocation)
    return self
  }
}
