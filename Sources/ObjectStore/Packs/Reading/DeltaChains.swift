// Caches facts about a pack's deltas. So the pack's size limits the work, however its deltas refer
// to each other, and in whatever order its objects are read.

import Synchronization

/// The deltas of one pack: their chains, each link examined once, and the bodies of bases.
///
/// A class, because all readers of the pack share it. Threads that read deltas wait for each other;
/// the packs that `PackWriter` writes have none.
final class DeltaChains: Sendable {
  /// An entry as the head of a chain.
  struct Link {
    /// Type of the whole object at the chain's end.
    let type: ObjectType
    /// Size of this object.
    let sizeBytes: UInt64
    /// Number of deltas in the chain.
    let depth: Int
    /// Total bytes inflated and built for this object.
    let costBytes: UInt64
    /// Offset of the entry that is its base; nil for a whole object.
    let base: UInt64?
  }

  private struct State {
    var links: [UInt64: Result<Link, Damage>] = [:]
    var bodies: [UInt64: [UInt8]] = [:]
    var bodyBytes = 0
    var madeBytes: UInt64 = 0
    var linkCount = 0
  }

  private let state = Mutex(State())
  /// Maximum total of bytes built from deltas.
  private let madeBytesMax: UInt64

  /// Maximum total of cached bodies: enough for the bases of a thousand average objects.
  private static let bodyBytesMax = 16 << 20
  /// The limit for small packs, low enough to take little time.
  private static let madeBytesMin: UInt64 = 256 << 20

  init(packSizeBytes: UInt64) {
    let (most, overflow) = packSizeBytes.multipliedReportingOverflow(by: ZlibStream.ratioMax)
    madeBytesMax = overflow ? .max : max(most, Self.madeBytesMin)
  }

  /// The work done so far: links examined, and bytes built from deltas.
  var work: (links: Int, madeBytes: UInt64) {
    state.withLock { ($0.linkCount, $0.madeBytes) }
  }

  /// Forgets failures that an extended index can resolve.
  func forgetMissing() {
    state.withLock { state in
      state.links = state.links.filter { _, link in
        if case .failure(.missingBase) = link { false } else { true }
      }
    }
  }

  /// The type and size of the object at an offset, and its chain. Builds nothing.
  func link(
    at offset: UInt64, _ pack: PackBytes, _ reader: PackEntryReader
  ) throws(PackFailure) -> Link {
    try state.withLock { state throws(PackFailure) in
      try Self.link(at: offset, &state, pack, reader)
    }
  }

  /// The object at an offset. Its own entry is inflated last.
  func object(
    at offset: UInt64, _ pack: PackBytes, _ reader: PackEntryReader
  ) throws(PackFailure) -> StoredObject {
    try state.withLock { state throws(PackFailure) in
      try object(at: offset, &state, pack, reader)
    }
  }

  // MARK: Chains

  private static func link(
    at offset: UInt64, _ state: inout State, _ pack: PackBytes, _ reader: PackEntryReader
  ) throws(PackFailure) -> Link {
    var path: [(head: PackEntryHead, base: UInt64)] = []
    var next = offset
    // Follows bases up to the first known link. A chain with more links than a pack of this size
    // can have entries is circular.
    let entriesMax = Int(clamping: pack.file.sizeBytes / PackFormat.entryLengthMin)
    while state.links[next] == nil {
      do throws(PackFailure) {
        guard path.count <= entriesMax else { throw .damaged(.chainTooLong) }
        state.linkCount += 1
        let head = try reader.head(at: next, in: pack.file)
        switch head.kind {
        case .whole(let type):
          let link = Link(
            type: type, sizeBytes: head.sizeBytes, depth: 0, costBytes: 0, base: nil)
          state.links[next] = .success(link)
        case .offsetDelta(let base):
          path.append((head, base))
          next = base
        case .idDelta(let base):
          let baseOffset = try pack.offset(of: base)
          path.append((head, baseOffset))
          next = baseOffset
        }
      } catch {
        guard case .damaged(let fault) = error else { throw error }
        state.links[next] = .failure(fault)
      }
    }
    for (head, base) in path.reversed() where state.links[head.offset] == nil {
      do throws(PackFailure) {
        state.links[head.offset] = .success(
          try link(head, base, state.links[base] ?? .failure(.chainTooLong), pack, reader))
      } catch {
        guard case .damaged(let fault) = error else { throw error }
        state.links[head.offset] = .failure(fault)
      }
    }
    switch state.links[offset] ?? .failure(.chainTooLong) {
    case .success(let link): return link
    case .failure(let fault): throw .damaged(fault)
    }
  }

  /// Checks the sizes that a delta claims against its base and against the limits of a chain.
  private static func link(
    _ head: PackEntryHead, _ base: UInt64, _ found: Result<Link, Damage>, _ pack: PackBytes,
    _ reader: PackEntryReader
  ) throws(PackFailure) -> Link {
    let below: Link
    switch found {
    case .success(let link): below = link
    case .failure(let fault): throw .damaged(fault)
    }
    guard below.depth < PackFormat.chainDepthMax else { throw .damaged(.chainTooLong) }
    let sizes = try reader.sizes(ofDelta: head, in: pack.file)
    guard below.sizeBytes == sizes.base else { throw .damaged(.badDelta) }
    let bodyMax = StoredObject.bodySizeMaxBytes
    guard sizes.base <= bodyMax, sizes.result <= bodyMax, head.sizeBytes <= bodyMax else {
      throw .damaged(.tooLarge)
    }
    let cost = below.costBytes + sizes.result + head.sizeBytes
    guard cost <= PackFormat.chainBytesMax else { throw .damaged(.tooLarge) }
    return Link(
      type: below.type, sizeBytes: sizes.result, depth: below.depth + 1, costBytes: cost, base: base
    )
  }

  // MARK: Bodies

  private func object(
    at offset: UInt64, _ state: inout State, _ pack: PackBytes, _ reader: PackEntryReader
  ) throws(PackFailure) -> StoredObject {
    let own = try Self.link(at: offset, &state, pack, reader)
    // From the object to the first base whose body is cached.
    var path = [offset]
    var made = own.sizeBytes
    var next = own.base
    var body: [UInt8]?
    while let base = next {
      body = state.bodies[base]
      if body != nil { break }
      let link = try Self.link(at: base, &state, pack, reader)
      path.append(base)
      made += link.sizeBytes
      next = link.base
    }
    guard state.madeBytes + made <= madeBytesMax else { throw .damaged(.tooLarge) }
    for offset in path.reversed() {
      let data = try reader.data(of: reader.head(at: offset, in: pack.file), in: pack.file)
      if let base = body {
        do throws(Damage) {
          body = try PackDelta.apply(data, to: base, resultSizeMax: StoredObject.bodySizeMaxBytes)
        } catch {
          throw .damaged(error)
        }
      } else {
        body = data
      }
      state.madeBytes += UInt64(body?.count ?? 0)
      keep(body ?? [], at: offset, &state)
    }
    return StoredObject(type: own.type, body: body ?? [])
  }

  private func keep(_ body: [UInt8], at offset: UInt64, _ state: inout State) {
    guard body.count <= Self.bodyBytesMax else { return }
    if state.bodyBytes + body.count > Self.bodyBytesMax {
      state.bodies = [:]
      state.bodyBytes = 0
    }
    if state.bodies.updateValue(body, forKey: offset) == nil { state.bodyBytes += body.count }
  }
}
