// The messages from mini to mini-remote.

// The payloads, in the notation of Payload:
//
//     1 open  = url:text instance:text count:u32 header:text… token:block authorities:block
//               certificate:block key:block connect:u32 answer:u32
//     2 find  = count:u32 digest…          digest = sha256:32 size:u64
//     3 store = action:named command:named count:u32 file…
//               named = digest bytes:block     file = path:text executable:u8 digest bytes:block
//     4 end   =
//     5 run   = number:u32 action:named count:u32 named…
//     6 toolchain = count:u32 (digest path:block)…

/// A message from `mini` to `mini-remote`. The first is ``open(_:)``; then comes one ``find(_:)`` and any
/// number of ``run(_:_:)``, or any number of ``store(_:)`` and an ``end``. Before the first of these there
/// can be a ``toolchain(_:)``.
package enum RemoteRequest: Hashable, Sendable {
  case open(RemoteEndpoint)
  /// Asks for the results of actions, each named by its digest.
  case find([BlobDigest])
  /// Runs an action on a worker. The caller numbers these requests.
  case run(Int, RunnableAction)
  case store(StoredResult)
  /// The files of the compiler in the inputs of actions. If the server lacks one, no action is run, and
  /// the ``end`` stores them.
  case toolchain([LocalFile])
  case end

  package var frame: Frame {
    var writer = PayloadWriter()
    switch self {
    case .open(let endpoint):
      endpoint.write(to: &writer)
      return Frame(kind: 1, payload: writer.bytes)
    case .find(let digests):
      writer.append(digests) { $0.append($1) }
      return Frame(kind: 2, payload: writer.bytes)
    case .store(let result):
      for blob in [result.action, result.command] { blob.write(to: &writer) }
      writer.append(result.files) { $1.write(to: &$0) }
      return Frame(kind: 3, payload: writer.bytes)
    case .end:
      return Frame(kind: 4, payload: [])
    case .run(let number, let work):
      writer.append(UInt32(number))
      work.action.write(to: &writer)
      writer.append(work.inputs) { $1.write(to: &$0) }
      return Frame(kind: 5, payload: writer.bytes)
    case .toolchain(let files):
      writer.append(files) { $1.write(to: &$0) }
      return Frame(kind: 6, payload: writer.bytes)
    }
  }

  /// - Returns: `nil` if the frame is malformed.
  package init?(_ frame: Frame) {
    var reader = PayloadReader(frame.payload)
    switch frame.kind {
    case 1: self = .open(RemoteEndpoint(from: &reader))
    case 2: self = .find(reader.list(sizeMin: 40) { $0.digest() })
    case 3:
      guard let action = Blob(from: &reader), let command = Blob(from: &reader) else { return nil }
      let files = reader.list(sizeMin: RemoteFile.sizeMin) { RemoteFile(from: &$0) }
      self = .store(StoredResult(action: action, command: command, files: files))
    case 4: self = .end
    case 5:
      let number = Int(reader.number(UInt32.self))
      guard let action = Blob(from: &reader) else { return nil }
      let inputs = reader.list(sizeMin: Blob.sizeMin) { Blob(from: &$0) }
      self = .run(number, RunnableAction(action: action, inputs: inputs))
    case 6: self = .toolchain(reader.list(sizeMin: LocalFile.sizeMin) { LocalFile(from: &$0) })
    default: return nil
    }
    guard reader.isAtEnd else { return nil }
  }
}

/// An action that succeeded, to be stored.
package struct StoredResult: Hashable, Sendable {
  package var action: Blob
  package var command: Blob
  package var files: [RemoteFile]

  package init(action: Blob, command: Blob, files: [RemoteFile]) {
    self.action = action
    self.command = command
    self.files = files
  }
}

/// An action, with all that a worker needs to run it.
package struct RunnableAction: Hashable, Sendable {
  package var action: Blob
  /// The blobs that the action names, directly or through others.
  package var inputs: [Blob]

  package init(action: Blob, inputs: [Blob]) {
    self.action = action
    self.inputs = inputs
  }
}
