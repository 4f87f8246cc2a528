// Object code that one attempt of a build has made and the next one uses.

import BuildCache
import Synchronization

/// Object code by unit key. A class, because the attempts of one build and their threads share it.
final class FinishedCodes: Sendable {
  // A list, because only a second attempt searches it, and another dictionary costs each build
  // more.
  private let codes = Mutex<[(key: UnitKey, code: UnitCode)]>([])

  var count: Int { codes.withLock { $0.count } }

  subscript(key: UnitKey) -> UnitCode? {
    codes.withLock { codes in codes.last { $0.key == key }?.code }
  }

  func add(_ code: UnitCode, of key: UnitKey) {
    codes.withLock { $0.append((key, code)) }
  }
}
