// The checks of `mini doctor` that concern mini's own parts: settings, toolchain, cache, folder.

import BuildCache
import FileIO
import Glibc
import MiniDriver
import SystemPackage

/// Looks at everything on which a build here depends.
struct Checkup {
  /// In the order in which a build needs them.
  private(set) var results: [CheckResult] = []

  init(_ options: CacheOptions) {
    let configuration = settings(options)
    toolchain(Toolchain(configuration))
    let cache = cache(configuration)
    workingFolder()
    disk(at: cache?.path ?? ".")
    clock(cache)
    limits()
    optionalTools(Toolchain(configuration))
  }

  mutating func add(_ result: CheckResult) { results.append(result) }

  /// Returns the settings, or none if they cannot be used.
  private mutating func settings(_ options: CacheOptions) -> Configuration {
    do {
      let suggestion = try BuildTarget.programs(nil)?.first?.suggestion
      let configuration = try Environment.configuration(
        cacheDirectory: options.directory, suggestion: suggestion)
      let files = [ConfigurationLayer.system, .user]
        .compactMap { Configuration.path(of: $0, environment: Environment.bytes) }
        .filter { access($0.string, F_OK) == 0 }.map { "'\($0)'" }
      add(.ok("settings", files.isEmpty ? "defaults" : "from " + files.joined(separator: ", ")))
      remote(configuration.remote, suggestion)
      return configuration
    } catch let error as ConfigurationError {
      add(
        .problem(
          "settings", "\(error)\(error.hint)",
          "commands that need settings or programs fail until it is mended"))
    } catch {
      add(.problem("settings", "\(error)"))
    }
    return Configuration()
  }

  /// The remote cache, or the one that the project suggests.
  private mutating func remote(_ settings: RemoteSettings?, _ suggestion: RemoteSuggestion?) {
    if let settings {
      let isRead = !settings.requiresSignature || !settings.trustedKeys.isEmpty
      guard isRead else {
        return add(
          .note(
            "remote", "\(settings.name) is not read: no key is trusted",
            "set mini.trust.key to the key of those who store there; see 'mini help trust'"))
      }
      add(.ok("remote", "builds ask \(settings.name)"))
    } else if let suggestion {
      add(
        .note(
          "remote", "the project suggests '\(suggestion.url)', which builds do not ask",
          "'mini config --accept' has them ask it"))
    }
  }

  /// Compiles, links and runs a program in another process, as `mini eval` does.
  private mutating func toolchain(_ toolchain: Toolchain) {
    let programs: (clang: FilePath, linker: FilePath)
    do throws(BuildError) {
      programs = try toolchain.programs(LocalFileSystem())
    } catch {
      return add(.problem("toolchain", Self.reason("\(error)")))
    }
    let status: Int32 = 42
    let words = ["mini", "eval", "--no-cache", "fn main() i32 { return \(status); }"]
    var launch = ProcessLaunch(.tool, BackgroundCollection.executable, words: words)
    launch.input = .empty
    launch.output = .empty
    do throws(Errno) {
      let end = try launch.runForOutput([\.errors], sizeMax: 1 << 16)
      guard end.status == status << 8 else {
        let text = String(decoding: end.output, as: UTF8.self)
        let reason = text.isEmpty ? "a program did not return \(status)" : Self.reason(text)
        return add(.problem("toolchain", reason))
      }
    } catch {
      return add(.problem("toolchain", "no process can be started: \(error)"))
    }
    add(
      .ok("toolchain", "'\(programs.clang)' and '\(programs.linker)' make programs that run"))
  }

  /// The first line of an error, without its beginning.
  private static func reason(_ text: String) -> String {
    let line = text.split(separator: "\n").first.map(String.init) ?? text
    let beginning = "mini: error: "
    return line.hasPrefix(beginning) ? String(line.dropFirst(beginning.count)) : line
  }

  /// Returns the cache; `nil` if there is none, or none that can be used.
  private mutating func cache(_ configuration: Configuration) -> CacheDirectory? {
    do {
      guard let cache = try PlumbingCache.find(configuration) else {
        add(.ok("cache", PlumbingCache.absence(configuration) + ": 'mini build' makes one"))
        return nil
      }
      for problem in configuration.adding(cache).problems {
        add(.note("cache", "\(problem)\(problem.hint)", "it is ignored"))
      }
      if access(cache.path.string, W_OK) != 0 {
        add(.note("cache", "'\(cache.path)' can only be read: builds are not kept"))
      } else {
        let size = ByteText.humanReadable(try cache.fileSystem.diskUsage(of: cache.path))
        add(.ok("cache", "'\(cache.path)' takes \(size)"))
      }
      return cache
    } catch let failure as CommandFailure {
      add(.problem("cache", failure.message, "builds are not kept until then"))
    } catch {
      add(.problem("cache", "\(error)"))
    }
    return nil
  }

  private mutating func workingFolder() {
    guard access(".", W_OK) == 0 else {
      return add(.note("folder", "nothing can be written here: outputs need '-o'"))
    }
    add(.ok("folder", "outputs can be written here"))
  }

  /// Tools that only some commands need.
  private mutating func optionalTools(_ toolchain: Toolchain) {
    let needs = [
      ("git", "push, fetch, export, import and graph --affected --since REVISION"),
      ("gdb", "looking into programs of -g"),
    ]
    for (name, need) in needs {
      if let path = toolchain.path(of: name, LocalFileSystem()) {
        add(.ok(name, "'\(path)'"))
      } else {
        add(.note(name, "there is none on the search path", "install it for \(need)"))
      }
    }
  }
}
