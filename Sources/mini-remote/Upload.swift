// Stores results of actions.

import MiniRemoteProtocol
import SwiftProtobuf

/// Uploads what a server lacks, then the results that name it.
struct Upload {
  private let server: Server

  init(_ server: Server) {
    self.server = server
  }

  /// - Returns: the number of results that the server has accepted.
  func store(_ results: [StoredResult]) async throws -> Int {
    guard !results.isEmpty else { return 0 }
    guard server.acceptsResults else { throw Problem("it accepts no results from this client") }
    var blobs: [BlobDigest: [UInt8]] = [:]
    for result in results {
      for blob in [result.action, result.command] { blobs[blob.digest] = blob.bytes }
      for file in result.files { blobs[file.digest] = file.bytes }
    }
    let digests = blobs.keys.sorted { $0.hex < $1.hex }
    let missing = try await server.missing(digests)
    // A server may refuse a result that names what it lacks, or one of an action that it does not know.
    try await send(
      digests.filter(missing.contains).map { Blob(digest: $0, bytes: blobs[$0] ?? []) })
    var stored = 0
    try await limited(results) { result in
      try await server.update(result.action.digest, Self.message(result))
    } each: { _ in
      stored += 1
    }
    return stored
  }

  /// Sends files, one after another. Each ends the whole if its bytes are no longer those of its digest.
  func send(_ files: [LocalFile]) async throws {
    for file in files {
      let source = try FileSource(file)
      try await server.write(file.digest) { try source.bytes($0) }
    }
  }

  /// Sends blobs, whether the server has them or not.
  func send(_ blobs: [Blob]) async throws {
    try await limited(batches(of: blobs)) { batch in
      if batch.count == 1, batch[0].bytes.count + Server.entryMaxBytes > server.batchMaxBytes {
        try await server.write(stream: batch[0])
      } else if try await !server.write(batch: batch) {
        throw Problem("it refused a blob")
      }
    } each: { _ in
    }
  }

  private func batches(of blobs: [Blob]) -> [[Blob]] {
    var batches: [[Blob]] = []
    var size = Int.max
    for blob in blobs {
      let more = blob.bytes.count + Server.entryMaxBytes
      if size > server.batchMaxBytes - min(more, server.batchMaxBytes) {
        batches.append([])
        size = 0
      }
      batches[batches.count - 1].append(blob)
      size += more
    }
    return batches
  }

  private static func message(
    _ result: StoredResult
  ) -> Build_Bazel_Remote_Execution_V2_ActionResult {
    .with {
      $0.exitCode = 0
      $0.outputFiles = result.files.map { file in
        .with {
          $0.path = file.path
          $0.digest = .init(file.digest)
          $0.isExecutable = file.isExecutable
        }
      }
    }
  }
}
