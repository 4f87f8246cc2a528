// A server's calls, as lookups and uploads need them.

import FoundationEssentials
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import MiniRemoteProtocol
import SwiftProtobuf

/// A server that has answered.
struct Server: Sendable {
  typealias Transport = HTTP2ClientTransport.Posix

  private let actions: Build_Bazel_Remote_Execution_V2_ActionCache.Client<Transport>
  private let blobs: Build_Bazel_Remote_Execution_V2_ContentAddressableStorage.Client<Transport>
  private let executions: Build_Bazel_Remote_Execution_V2_Execution.Client<Transport>
  private let streams: Google_Bytestream_ByteStream.Client<Transport>
  private let instance: String
  private let metadata: Metadata
  private let options: CallOptions
  /// The most bytes of blobs in one call, before they are compressed: a server need not compress,
  /// and may count what it stores.
  let batchMaxBytes: Int
  let acceptsResults: Bool
  /// Whether it runs actions.
  let executes: Bool
  /// Whether it sends blobs as zstd frames, and takes them so in streams.
  let compresses: Bool
  /// Whether it takes them so in batches.
  private let compressesUpdates: Bool

  /// Asks for the server's capabilities.
  init(
    _ client: GRPCClient<Transport>, _ endpoint: RemoteEndpoint,
    _ metadata: Metadata
  ) async throws {
    var options = CallOptions.defaults
    options.timeout = .milliseconds(Int(endpoint.answerMilliseconds))
    options.waitForReady = true
    let request = Build_Bazel_Remote_Execution_V2_GetCapabilitiesRequest.with {
      $0.instanceName = endpoint.instance
    }
    let capabilities = try await Build_Bazel_Remote_Execution_V2_Capabilities.Client(
      wrapping: client
    )
    .getCapabilities(request, metadata: metadata, options: options)
    let found = capabilities.cacheCapabilities
    guard found.digestFunctions.contains(.sha256) else {
      throw Problem("it does not know SHA-256")
    }
    let limit = Int(clamping: found.maxBatchTotalSizeBytes)
    batchMaxBytes =
      min(limit > 0 ? limit : Self.messageMaxBytes, Self.messageMaxBytes)
      - Self.headMaxBytes
    executes = capabilities.executionCapabilities.execEnabled
    acceptsResults = found.actionCacheUpdateCapabilities.updateEnabled
    compresses = found.supportedCompressors.contains(.zstd)
    compressesUpdates = found.supportedBatchUpdateCompressors.contains(.zstd)
    actions = .init(wrapping: client)
    blobs = .init(wrapping: client)
    executions = .init(wrapping: client)
    streams = .init(wrapping: client)
    instance = endpoint.instance
    self.metadata = metadata
    self.options = options
  }

  /// gRPC refuses larger messages unless both sides agree on another limit.
  private static let messageMaxBytes = 4 << 20
  /// More than everything in a message but the blobs and their digests.
  private static let headMaxBytes = 64 << 10
  /// More than a blob's digest, status and lengths in a message.
  static let entryMaxBytes = 256
  /// The most bytes of a blob in one message of a stream.
  private static let pieceMaxBytes = 1 << 20

  // MARK: Results of actions

  /// - Returns: `nil` if the server has none.
  func result(
    of action: BlobDigest, inlining paths: [String]
  ) async throws -> Build_Bazel_Remote_Execution_V2_ActionResult? {
    let request = Build_Bazel_Remote_Execution_V2_GetActionResultRequest.with {
      $0.instanceName = instance
      $0.actionDigest = .init(action)
      $0.inlineOutputFiles = paths
    }
    do {
      return try await actions.getActionResult(request, metadata: metadata, options: options)
    } catch let error as RPCError where error.code == .notFound {
      return nil
    }
  }

  func update(
    _ action: BlobDigest, _ result: Build_Bazel_Remote_Execution_V2_ActionResult
  ) async throws {
    let request = Build_Bazel_Remote_Execution_V2_UpdateActionResultRequest.with {
      $0.instanceName = instance
      $0.actionDigest = .init(action)
      $0.actionResult = result
    }
    _ = try await actions.updateActionResult(request, metadata: metadata, options: options)
  }

  /// Runs an action whose blobs the server has, or takes a result that it knows.
  ///
  /// - Returns: the operation when it is done; `nil` if the server says no more about it.
  func execute(
    _ action: BlobDigest, inlining paths: [String]
  ) async throws -> Google_Longrunning_Operation? {
    let request = Build_Bazel_Remote_Execution_V2_ExecuteRequest.with {
      $0.instanceName = instance
      $0.actionDigest = .init(action)
      $0.inlineOutputFiles = paths
    }
    var options = options
    options.timeout = Self.executionTimeout
    return try await executions.execute(request, metadata: metadata, options: options) { response in
      for try await operation in response.messages where operation.done { return operation }
      return nil
    }
  }

  /// More than a unit takes. `mini` decides how long it waits.
  private static let executionTimeout = Duration.seconds(100)

  // MARK: Blobs

  /// The digests of the blobs that the server lacks.
  func missing(_ digests: [BlobDigest]) async throws -> Set<BlobDigest> {
    let request = Build_Bazel_Remote_Execution_V2_FindMissingBlobsRequest.with {
      $0.instanceName = instance
      $0.blobDigests = digests.map { .init($0) }
    }
    let answer = try await blobs.findMissingBlobs(request, metadata: metadata, options: options)
    return Set(answer.missingBlobDigests.compactMap(BlobDigest.init))
  }

  /// The blobs among these that the server has. Together they fit in a message. A blob whose frames
  /// are wrong has no bytes here, and `mini` refuses it like any bytes of another digest.
  func read(batch: [BlobDigest]) async throws -> [BlobDigest: [UInt8]] {
    let request = Build_Bazel_Remote_Execution_V2_BatchReadBlobsRequest.with {
      $0.instanceName = instance
      $0.digests = batch.map { .init($0) }
      if compresses { $0.acceptableCompressors = [.identity, .zstd] }
    }
    let answer = try await blobs.batchReadBlobs(request, metadata: metadata, options: options)
    let asked = Set(batch)
    var found: [BlobDigest: [UInt8]] = [:]
    for response in answer.responses where response.status.code == 0 {
      // Another digest could name any size, and the same one could come any number of times.
      guard let digest = BlobDigest(response.digest), asked.contains(digest), found[digest] == nil
      else { continue }
      switch response.compressor {
      case .identity: found[digest] = Array(response.data)
      case .zstd: found[digest] = Self.decompressed(Array(response.data), digest)
      case .UNRECOGNIZED: found[digest] = []
      }
    }
    return found
  }

  private static func decompressed(_ frames: [UInt8], _ digest: BlobDigest) -> [UInt8] {
    Zstd.decompressed(frames, sizeBytes: Int(clamping: digest.sizeBytes)) ?? []
  }

  /// - Returns: whether the server has accepted all.
  func write(batch: [Blob]) async throws -> Bool {
    let request = Build_Bazel_Remote_Execution_V2_BatchUpdateBlobsRequest.with {
      $0.instanceName = instance
      $0.requests = batch.map { blob in
        .with {
          $0.digest = .init(blob.digest)
          if compressesUpdates, let frame = Zstd.compressed(blob.bytes) {
            $0.compressor = .zstd
            $0.data = .init(frame)
          } else {
            $0.data = .init(blob.bytes)
          }
        }
      }
    }
    let answer = try await blobs.batchUpdateBlobs(request, metadata: metadata, options: options)
    return answer.responses.allSatisfy { $0.status.code == 0 }
  }

  /// A blob that does not fit in a message; `nil` if the server has none. If it sends more bytes than
  /// it says, or wrong frames, the blob has no bytes here.
  func read(stream digest: BlobDigest) async throws -> [UInt8]? {
    let size = Int(clamping: digest.sizeBytes)
    let sizeMax = compresses ? Zstd.framesMaxBytes(sizeBytes: size) : size
    let request = Google_Bytestream_ReadRequest.with {
      $0.resourceName = resource("\(blobsName)/\(digest.hex)/\(size)")
    }
    do {
      return try await streams.read(request, metadata: metadata, options: options) {
        response -> [UInt8]? in
        var bytes: [UInt8] = []
        for try await piece in response.messages {
          guard bytes.count + piece.data.count <= sizeMax else { return [] }
          bytes += piece.data
        }
        return compresses ? Self.decompressed(bytes, digest) : bytes
      }
    } catch let error as RPCError where error.code == .notFound {
      return nil
    }
  }

  func write(stream blob: Blob) async throws {
    try await write(blob.digest) { blob.bytes[$0] }
  }

  /// Sends a blob whose pieces are made one by one.
  func write(
    _ digest: BlobDigest, _ piece: @escaping @Sendable (Range<Int>) throws -> ArraySlice<UInt8>
  ) async throws {
    let size = Int(clamping: digest.sizeBytes)
    let name = resource("uploads/\(Self.uniqueName())/\(blobsName)/\(digest.hex)/\(size)")
    var options = options
    // A microsecond for each byte: workers behind a slower network do not help.
    options.timeout = Self.streamTimeout + .microseconds(size)
    _ = try await streams.write(metadata: metadata, options: options) { writer in
      let frame = compresses ? try ZstdFrame(sizeBytes: size) : nil
      var start = 0
      var sent = 0
      repeat {
        let end = min(start + Self.pieceMaxBytes, size)
        var bytes = try piece(start..<end)
        if let frame { bytes = try frame.bytes(bytes, isLast: end == size) }
        try await writer.write(
          .with {
            $0.resourceName = start == 0 ? name : ""
            $0.writeOffset = Int64(sent)
            $0.finishWrite = end == size
            $0.data = .init(bytes)
          })
        start = end
        sent += bytes.count
      } while start < size
    }
  }

  /// No build waits for it.
  private static let streamTimeout = Duration.seconds(60)

  /// The name in streams of blobs in the form in which they are sent.
  private var blobsName: String { compresses ? "compressed-blobs/zstd" : "blobs" }

  private func resource(_ name: String) -> String {
    instance.isEmpty ? name : "\(instance)/\(name)"
  }

  /// A random UUID, version 4.
  private static func uniqueName() -> String {
    let digits = Array("0123456789abcdef")
    let text = (0..<36).map { place -> Character in
      switch place {
      case 8, 13, 18, 23: "-"
      case 14: "4"
      case 19: digits[Int.random(in: 8..<12)]
      default: digits[Int.random(in: 0..<16)]
      }
    }
    return String(text)
  }
}

extension Build_Bazel_Remote_Execution_V2_Digest {
  init(_ digest: BlobDigest) {
    self.init()
    hash = digest.hex
    sizeBytes = Int64(clamping: digest.sizeBytes)
  }
}

extension BlobDigest {
  init?(_ digest: Build_Bazel_Remote_Execution_V2_Digest) {
    self.init(hex: digest.hash, sizeBytes: digest.sizeBytes)
  }
}
