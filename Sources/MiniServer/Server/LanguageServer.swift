// The server: takes messages in order, answers requests, and checks files while none waits.

package import MiniDriver
import MiniFrontend

/// One session with a client.
///
/// A class, because its handlers change it. One thread uses it.
package final class LanguageServer {
  private let version: String
  private let options: BuildOptions
  private let standardModules: StandardModuleFiles?
  private let queue: MessageQueue
  private let send: ([UInt8]) -> Void
  /// `nil` before the client has initialized the session.
  private var workspace: Workspace?
  private var offersWatching = false
  private var isShutDown = false

  /// - Parameters:
  ///   - version: of the program, for the client's log.
  ///   - options: of the builds whose caches are used.
  ///   - standardModules: shows them to the client; `nil`: they are not shown.
  ///   - queue: another thread fills it.
  ///   - send: sends bytes to the client.
  package init(
    version: String, options: BuildOptions, standardModules: StandardModuleFiles?,
    queue: MessageQueue, send: @escaping ([UInt8]) -> Void
  ) {
    self.version = version
    self.options = options
    self.standardModules = standardModules
    self.queue = queue
    self.send = send
  }

  /// The end of a session.
  package enum End: Sendable {
    /// The client has shut the session down first.
    case orderly
    case unexpected
    case failed(FramingError)
  }

  /// Handles messages until the client ends the session or the stream.
  package func run() -> End {
    while true {
      guard let item = hasWork ? queue.nextIfAny() : queue.next() else {
        work()
        continue
      }
      switch item {
      case .end(let failure?): return .failed(failure)
      case .end(nil): return isShutDown ? .orderly : .unexpected
      case .malformed:
        put(RemoteMessage.refusal(.init(.parseError, "the message is not JSON-RPC"), of: nil))
      case .call(let call):
        if call.method == "exit" { return isShutDown ? .orderly : .unexpected }
        handle(call)
      }
    }
  }

  private func put(_ content: [UInt8]) { send(MessageFraming.framed(content)) }

  // MARK: Diagnostics

  private var hasWork: Bool {
    workspace?.projects.values.contains { $0.hasWork || $0.hasChanged } ?? false
  }

  /// Files that are checked between two looks for messages, beside the open ones. Each takes about
  /// 0.1 ms.
  private static let filesAtOnce = 64

  /// Diagnostics that are sent between two looks for messages, beside those of open files. Each
  /// takes about 0.2 ms.
  private static let messagesAtOnce = 16

  private func work() {
    guard let workspace else { return }
    for project in workspace.projects.values where project.hasWork {
      project.work(countMax: Self.filesAtOnce)
      break
    }
    let publisher = DiagnosticPublisher(workspace: workspace)
    for message in publisher.messages(othersMax: Self.messagesAtOnce) { put(message) }
  }

  // MARK: Messages

  private func handle(_ call: RemoteCall) {
    guard let method = call.method else { return }  // an answer
    guard let id = call.id else {
      // A notification has no answer, whatever is wrong with it.
      try? notify(method, call)
      return
    }
    defer { queue.forget(id) }
    do throws(RequestFailure) {
      put(RemoteMessage.answer(try result(of: method, call, id), to: id))
    } catch {
      put(RemoteMessage.refusal(error, of: id))
    }
  }

  private func result(
    of method: String, _ call: RemoteCall, _ id: RequestID
  ) throws(RequestFailure) -> any Encodable {
    if isShutDown { throw RequestFailure(.invalidRequest, "the session is shut down") }
    guard let workspace else {
      guard method == "initialize" else {
        throw RequestFailure(.notInitialized, "the session is not initialized")
      }
      return initialize(try call.parameters())
    }
    switch method {
    case "initialize": throw RequestFailure(.invalidRequest, "the session is initialized")
    case "shutdown":
      isShutDown = true
      return Nothing()
    default:
      guard let handler = RequestHandler.all[method] else {
        throw RequestFailure(.methodNotFound, "there is no method '\(method)'")
      }
      let context = RequestContext(workspace: workspace) { [queue] in queue.isCancelled(id) }
      try context.checkCancellation()
      return try handler.answer(call, context)
    }
  }

  private func initialize(_ client: InitializeParameters) -> InitializeResult {
    let workspace = Workspace(
      encoding: client.encoding, offersSnippets: client.offersSnippets, options: options,
      standardModules: standardModules
    ) { [weak self] sentence in
      self?.log(sentence)
    }
    self.workspace = workspace
    offersWatching = client.offersWatching
    for folder in client.folders { workspace.load(folder: folder) }
    return InitializeResult(
      capabilities: ServerCapabilities(positionEncoding: client.encoding),
      serverInfo: .init(name: "mini", version: version))
  }

  private func log(_ sentence: String) {
    put(
      RemoteMessage.notification(
        "window/logMessage", LogMessage(type: .warning, message: sentence)))
  }

  private func notify(_ method: String, _ call: RemoteCall) throws(RequestFailure) {
    guard let workspace, !isShutDown else { return }
    switch method {
    case "initialized":
      guard offersWatching else { return }
      put(
        RemoteMessage.request(
          "client/registerCapability", Registration.ofSources, id: .text("sources")))
    case "textDocument/didOpen":
      let document = try call.parameters(DidOpenParameters.self).textDocument
      workspace.open(document.uri, version: document.version, text: document.text)
    case "textDocument/didChange":
      let change = try call.parameters(DidChangeParameters.self)
      workspace.change(
        change.textDocument.uri, version: change.textDocument.version, change.contentChanges)
    case "textDocument/didClose":
      workspace.close(try call.parameters(DocumentParameters.self).textDocument.uri)
    case "textDocument/didSave", "workspace/didChangeWatchedFiles": workspace.refresh()
    default: break
    }
  }
}
