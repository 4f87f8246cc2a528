// What a project's combined IR depends on, and the key made of it. (The key table stands in FileInputs.)

import Crypto

/// Everything that a project's combined IR depends on.
package struct ProjectInputs: KeyInputs, Hashable, Sendable {
  /// The compiler's epoch: a hash over its sources, made by the build.
  package let epoch: String
  /// The options that show in IR, as text.
  package let options: String
  /// The root module's name.
  package let rootModule: String
  /// The signature of the root's `main`, `() i32`.
  package let mainSignature: String
  /// The combined hashes of all files reachable from the root, in link order.
  package let files: CombinedHashList

  package init(
    epoch: String, options: String, rootModule: String, mainSignature: String,
    files: CombinedHashList
  ) {
    self.epoch = epoch
    self.options = options
    self.rootModule = rootModule
    self.mainSignature = mainSignature
    self.files = files
  }

  /// The project's key.
  package var projectHash: ProjectHash {
    var hasher = KeyHasher(kind: "project")
    feed(into: &hasher)
    return ProjectHash(digest: hasher.finalize())
  }

  /// The one walk over the inputs.
  package func feed(into sink: inout some KeySink) {
    sink.field("compiler", text: epoch)
    sink.field("options", text: options)
    sink.field("root", text: rootModule)
    sink.field("main", text: mainSignature)
    sink.count("files", files.count)
    sink.field("files", digest: files.digest)
  }
}

/// Combined hashes one after another, by what they hash to: ten thousand files' can be taken from an
/// index at once. Cost: 0.02 µs a hash.
package struct CombinedHashList: Hashable, Sendable {
  /// How many hashes there are.
  package let count: Int
  /// The SHA-256 of the hashes' bytes.
  package let digest: Digest

  package init(_ hashes: [CombinedHash]) {
    var builder = Builder()
    for hash in hashes { builder.append(hash) }
    self = builder.finish()
  }

  private init(count: Int, digest: Digest) {
    self.count = count
    self.digest = digest
  }

  /// A list under construction.
  package struct Builder {
    private var hasher = SHA256()
    private var count = 0

    package init() {}

    package mutating func append(_ hash: CombinedHash) {
      count += 1
      hasher.update(data: hash.digest.bytes)
    }

    /// Appends the hashes of `rows` of a project's index, which is sound.
    package mutating func append(_ rows: Range<Int>, of index: FileHashCache) {
      count += rows.count
      let size = index.hashes.rowSizeBytes
      let range = index.hashes.range(rows.lowerBound * size, rows.count * size)
      unsafe hasher.update(bufferPointer: index.hashes.bytes.slice(range))
    }

    package consuming func finish() -> CombinedHashList {
      CombinedHashList(count: count, digest: Digest(hasher.finalize()))
    }
  }
}
