// Stores the units that a build has compiled in a remote cache, after the build.

import BuildCache
package import FileIO
import MiniRemoteProtocol
package import SystemPackage

/// Results to store in a remote cache. The caller of the build starts it when the build has ended and
/// holds no lock.
///
/// A class, because the report of each build has room for one, and copies of the report would cost every
/// build instructions.
package final class RemoteUpload: Sendable {
  private let settings: RemoteSettings
  private let program: FilePath
  private let results: [StoredResult]
  /// The compiler in the inputs of actions, of which the server gets what it lacks.
  private let toolchain: [LocalFile]?

  init(
    _ settings: RemoteSettings, _ program: FilePath, _ results: [StoredResult],
    toolchain: [LocalFile]? = nil
  ) {
    self.settings = settings
    self.program = program
    self.toolchain = toolchain
    var rest = Self.sizeMaxBytes
    self.results = results.filter { result in
      let size = result.files.reduce(0) { $0 + $1.bytes.count }
      guard size <= rest else { return false }
      rest -= size
      return true
    }
  }

  /// The most that a process in the background may keep in memory. The rest is not stored.
  private static let sizeMaxBytes = 512 << 20
  /// After this time `mini-remote` ends by itself.
  private var waitMax: Duration { .seconds(toolchain == nil ? 120 : 1200) }

  /// Starts the process that stores the results, or waits for it, as the settings say.
  ///
  /// - Parameter folder: where a file can be written for a moment.
  /// - Returns: the warning if nothing is stored; `nil` if all is well, or still in work.
  package func start(in folder: FilePath, _ fileSystem: any FileSystem) -> String? {
    guard !results.isEmpty || toolchain != nil else { return nil }
    let problem =
      switch settings.upload {
      case .background: startBeside(folder, fileSystem)
      case .wait: waitForEnd()
      }
    return problem.map {
      "not stored in the remote cache '\(settings.endpoint.url)': \($0)"
    }
  }

  private var requests: [RemoteRequest] {
    [.open(settings.endpoint)] + (toolchain.map { [.toolchain($0)] } ?? [])
      + results.map { .store($0) } + [.end]
  }

  /// The process reads the requests from a file without a name, so that this one need not wait.
  private func startBeside(_ folder: FilePath, _ fileSystem: any FileSystem) -> String? {
    let path = folder.appending(TemporaryName.prefix + TemporaryName.suffix())
    do {
      try fileSystem.replaceFile(path, with: requests.flatMap(\.frame.bytes))
      let fd = try fileSystem.openIfPresent(path, flags: 0, mode: 0)
      try fileSystem.remove(path)
      guard let fd else { return "\(Errno.noSuchFileOrDirectory)" }
      defer { try? fileSystem.close(fd) }  // nothing was written
      var launch = RemoteProcess.launch(program, .background)
      launch.input = .file(fd)
      launch.output = .empty
      launch.errors = .empty
      // A thread waits for its end, for a caller that runs on.
      _ = try launch.runBeside { _ in }
      return nil
    } catch let error as Errno {
      return "cannot run '\(program)': \(error)"
    } catch {
      return "\(error)"
    }
  }

  private func waitForEnd() -> String? {
    do throws(Errno) {
      var process = try RemoteProcess(program)
      let end = ContinuousClock.now + waitMax
      for request in requests {
        guard process.send(request, until: end) else { break }
      }
      var stored = 0
      while true {
        switch process.next(until: end) {
        case .reply(.stored(let count)): stored = count
        case .reply(.problem(let text)): return TerminalText.escaped(text)
        case .reply(.end), .end:
          return stored == results.count ? nil : "only \(stored) of \(results.count) were accepted"
        case .reply: continue
        case .late: return "it does not answer"
        case .malformed: return "'\(program)' sent something malformed"
        }
      }
    } catch {
      return "cannot run '\(program)': \(error)"
    }
  }
}
