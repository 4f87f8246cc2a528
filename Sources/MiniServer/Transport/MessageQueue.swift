// The messages of the client, between the thread that reads them and the one that answers.

import FileIO

/// The messages that have come and are not handled yet. A class, because two threads share it.
///
/// `@unchecked Sendable`: its state is used only under the monitor.
package final class MessageQueue: @unchecked Sendable {
  package enum Item: Sendable {
    case call(RemoteCall)
    /// A message that is not JSON-RPC.
    case malformed
    /// The stream has ended, or is not a stream of messages.
    case end(FramingError?)
  }

  private struct Cancellation: Decodable {
    let id: RequestID
  }

  private let monitor = Monitor()
  private var items: [Item] = []
  private var first = 0
  /// The requests that are not answered yet, and whether they are cancelled.
  private var requests: [RequestID: Bool] = [:]

  package init() {}

  /// Reads all messages. Requests are cancelled as soon as the message that says so is read.
  ///
  /// - Parameter read: waits for the next bytes; empty at the end.
  package func fill(_ read: () -> [UInt8]) {
    var framing = MessageFraming()
    while true {
      let bytes = read()
      guard !bytes.isEmpty else { return put(.end(nil)) }
      framing.append(bytes)
      do throws(FramingError) {
        while let content = try framing.next() { put(content) }
      } catch {
        return put(.end(error))
      }
    }
  }

  private func put(_ content: [UInt8]) {
    // Whatever is wrong with a message, it is answered in its turn.
    guard let call = try? RemoteCall(content) else { return put(.malformed) }
    if call.method == "$/cancelRequest" {
      guard let cancellation = try? call.parameters(Cancellation.self) else { return }
      monitor.locked { if requests[cancellation.id] != nil { requests[cancellation.id] = true } }
    } else {
      if let id = call.id, call.method != nil { monitor.locked { requests[id] = false } }
      put(.call(call))
    }
  }

  private func put(_ item: Item) {
    monitor.locked {
      items.append(item)
      monitor.wakeAll()
    }
  }

  /// Waits for the next message.
  package func next() -> Item {
    monitor.locked {
      while first == items.count { monitor.wait() }
      return take()
    }
  }

  /// The next message; `nil` if none has come.
  package func nextIfAny() -> Item? { monitor.locked { first < items.count ? take() : nil } }

  package var isEmpty: Bool { monitor.locked { first == items.count } }

  private func take() -> Item {
    let item = items[first]
    first += 1
    if first == items.count {
      items = []
      first = 0
    }
    return item
  }

  /// Whether the client no longer wants the answer.
  package func isCancelled(_ id: RequestID) -> Bool { monitor.locked { requests[id] == true } }

  /// Forgets a request that has been answered.
  package func forget(_ id: RequestID) { monitor.locked { requests[id] = nil } }
}
