// A watcher whose events are in a test's script, with the time of each.

import FileIO
import Synchronization
import SystemPackage

/// Reports scripted events and moves the clock while it waits. A class, because the watch under
/// test and the test share it.
final class ScriptedWatcher: FolderWatcher {
  enum Step {
    /// A name in a folder was written, created, moved or removed.
    case name(String, in: String)
    /// A folder appears, and replaces one of the same name.
    case folder(String)
    /// A folder disappears.
    case noFolder(String)
    case overflow
  }

  private struct State {
    var script: [(time: Duration, step: Step)]
    var elapsed = Duration.zero
    var numbers: [FilePath: Int32] = [:]
    var lastNumber: Int32 = 0
    var watched: Set<Int32> = []
    var untold: [FolderEvent] = []
  }

  private let state: Mutex<State>
  private let start = ContinuousClock.now

  /// - Parameters:
  ///   - folders: the folders at the beginning.
  ///   - script: the steps, by the time in milliseconds.
  init(folders: [FilePath], script: [(Int, Step)]) {
    var state = State(script: script.map { (.milliseconds($0.0), $0.1) })
    for folder in folders { Self.make(folder, &state) }
    self.state = Mutex(state)
  }

  private static func make(_ folder: FilePath, _ state: inout State) {
    state.lastNumber += 1
    state.numbers[folder] = state.lastNumber
  }

  var now: ContinuousClock.Instant { start + state.withLock { $0.elapsed } }
  var elapsedMilliseconds: Int { Int(state.withLock { $0.elapsed } / .milliseconds(1)) }

  /// Time that passes while nothing waits for events.
  func pass(milliseconds: Int) { state.withLock { $0.elapsed += .milliseconds(milliseconds) } }

  /// The paths of the folders that are watched now, sorted.
  var watchedPaths: [String] {
    state.withLock { state in
      state.numbers.filter { state.watched.contains($0.value) }.map(\.key.string).sorted()
    }
  }

  func watch(_ path: FilePath) throws(FileError) -> WatchedFolder? {
    state.withLock { state in
      Self.happen(&state)
      guard let number = state.numbers[path] else { return nil }
      state.watched.insert(number)
      return WatchedFolder(number: number)
    }
  }

  func release(_ folder: WatchedFolder) {
    state.withLock { _ = $0.watched.remove(folder.number) }
  }

  /// - Throws: after the end of the script, to end the test.
  func events(waitingAtMost timeMax: Duration?) throws(FileError) -> [FolderEvent] {
    let events = state.withLock { state -> [FolderEvent]? in
      Self.happen(&state)
      if state.untold.isEmpty {
        let end = timeMax.map { state.elapsed + $0 }
        guard let time = [state.script.first?.time, end].compactMap({ $0 }).min() else {
          return nil
        }
        state.elapsed = max(state.elapsed, time)
        Self.happen(&state)
      }
      defer { state.untold = [] }
      return state.untold
    }
    guard let events else { throw FileError(.watch, "the script", .canceled) }
    return events
  }

  /// Runs the script up to the current time.
  private static func happen(_ state: inout State) {
    while let next = state.script.first, next.time <= state.elapsed {
      state.script.removeFirst()
      switch next.step {
      case .name(let name, let folder):
        guard let number = state.numbers[FilePath(folder)], state.watched.contains(number) else {
          continue
        }
        state.untold.append(.changed(WatchedFolder(number: number), name: name))
      case .folder(let path): make(FilePath(path), &state)
      case .noFolder(let path):
        guard let number = state.numbers.removeValue(forKey: FilePath(path)) else { continue }
        if state.watched.remove(number) != nil {
          state.untold.append(.moved(WatchedFolder(number: number)))
        }
      case .overflow: state.untold.append(.overflow)
      }
    }
  }
}
