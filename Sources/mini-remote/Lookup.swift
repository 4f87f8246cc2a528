// Finds the results of actions.

import MiniRemoteProtocol

/// Looks results up, and reads their files.
struct Lookup: Sendable {
  private let server: Server
  private let replies: ReplyWriter

  init(_ server: Server, _ replies: ReplyWriter) {
    self.server = server
    self.replies = replies
  }

  /// Calls that are in flight at once. A server with a pool of threads refuses more than it has.
  static let callsMax = 16
  /// A unit has two files.
  private static let filesMax = 8
  /// The largest file that is read.
  private static let fileMaxBytes: UInt64 = 64 << 20

  /// Answers for each action: ``RemoteReply/found(_:_:)`` or ``RemoteReply/absent(_:)``.
  func find(_ actions: [BlobDigest]) async throws {
    var waiting: [Found] = []
    try await limited(Array(actions.enumerated())) { number, action in
      // Inside an answer nothing is compressed.
      let names = server.compresses ? [] : Self.names
      return (number, try await server.result(of: action, inlining: names))
    } each: { number, result in
      guard let result, let found = Found(number, result) else {
        return await replies.send(.absent(number))
      }
      if found.missing.isEmpty { await reply(found) } else { waiting.append(found) }
    }
    try await limited(batches(of: waiting)) { batch in
      try await read(batch)
    } each: { batch in
      for found in batch { await reply(found) }
    }
  }

  /// A hint: these may be in the answer itself.
  static let names = ["unit.o", "unit.o.sig"]

  /// A result whose files are perhaps not all read yet.
  private struct Found: Sendable {
    let number: Int
    let exitCode: Int32
    var files: [RemoteFile]
    /// Places in ``files``.
    var missing: [Int] = []

    /// - Returns: `nil` if the result is malformed, or has more than a unit can have.
    init?(_ number: Int, _ result: Build_Bazel_Remote_Execution_V2_ActionResult) {
      guard result.outputFiles.count <= Lookup.filesMax else { return nil }
      self.number = number
      exitCode = result.exitCode
      files = []
      for file in result.outputFiles {
        guard let digest = BlobDigest(file.digest), digest.sizeBytes <= Lookup.fileMaxBytes else {
          return nil
        }
        if file.contents.isEmpty, digest.sizeBytes > 0 { missing.append(files.count) }
        files.append(
          RemoteFile(
            path: file.path, isExecutable: file.isExecutable, digest: digest,
            bytes: Array(file.contents)))
      }
    }

    var reply: RemoteReply {
      .found(number, FoundResult(exitCode: exitCode, files: files))
    }

    var missingBytes: Int {
      missing.reduce(0) { $0 + Int(files[$1].digest.sizeBytes) + Server.entryMaxBytes }
    }
  }

  private func reply(_ found: Found) async {
    await replies.send(found.missing.isEmpty ? found.reply : .absent(found.number))
  }

  /// The reply about an action that the server has run.
  func reply(
    _ number: Int, _ result: Build_Bazel_Remote_Execution_V2_ActionResult
  ) async throws -> RemoteReply {
    guard var found = Found(number, result) else {
      return .failed(number, "the server sent a malformed result")
    }
    if !found.missing.isEmpty { found = try await read([found])[0] }
    return found.missing.isEmpty ? found.reply : .failed(number, "the server lacks its files")
  }

  /// Results whose files fit in one call; and those with a large file, one by one.
  private func batches(of waiting: [Found]) -> [[Found]] {
    var batches: [[Found]] = []
    var size = Int.max
    for found in waiting {
      let more = found.missingBytes
      if size > server.batchMaxBytes - min(more, server.batchMaxBytes) {
        batches.append([])
        size = 0
      }
      batches[batches.count - 1].append(found)
      size += more
    }
    return batches
  }

  private func read(_ batch: [Found]) async throws -> [Found] {
    let total = batch.reduce(0) { $0 + $1.missingBytes }
    let digests = Set(batch.flatMap { found in found.missing.map { found.files[$0].digest } })
    var blobs: [BlobDigest: [UInt8]] = [:]
    if total <= server.batchMaxBytes {
      blobs = try await server.read(batch: Array(digests))
    } else {
      for digest in digests { blobs[digest] = try await server.read(stream: digest) }
    }
    return batch.map { found in
      var found = found
      found.missing.removeAll { place in
        guard let bytes = blobs[found.files[place].digest] else { return false }
        found.files[place].bytes = bytes
        return true
      }
      return found
    }
  }
}

/// Runs work for all inputs, at most ``Lookup/callsMax`` at once, and takes each result.
func limited<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], _ work: @escaping @Sendable (Input) async throws -> Output,
  each: (Output) async -> Void
) async throws {
  try await withThrowingTaskGroup(of: Output.self) { group in
    var next = inputs.makeIterator()
    for _ in 0..<Lookup.callsMax {
      guard let input = next.next() else { break }
      group.addTask { try await work(input) }
    }
    while let output = try await group.next() {
      if let input = next.next() { group.addTask { try await work(input) } }
      await each(output)
    }
  }
}
