// What a project's combined IR depends on, and the key made of it. (The key table stands in FileInputs.)

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
  package let files: [CombinedHash]

  package init(
    epoch: String, options: String, rootModule: String, mainSignature: String,
    files: [CombinedHash]
  ) {
    self.epoch = epoch
    self.options = options
    self.rootModule = rootModule
    self.mainSignature = mainSignature
    self.files = files
  }

  /// The project's key. Cost: 0.1 µs a file.
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
    for file in files {
      sink.field("file", digest: file.digest)
    }
  }
}
