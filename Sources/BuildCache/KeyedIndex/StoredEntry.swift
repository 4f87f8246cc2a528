// The entries of all indexes of objects, for questions about single ones.

package import ObjectStore

/// An entry of one of the indexes of objects.
package enum StoredEntry: Hashable, Sendable {
  case file(ZirEntry)
  case function(AirEntry)
  /// A unit of native code, an executable, a file's tests, or the verdict of a test.
  case unit(UnitEntry)

  package var key: Digest { keyed.key }
  /// The object of the IR or code.
  package var objectID: ObjectID { keyed.irID }
  package var sizeBytes: UInt64 { keyed.irSize }
  package var costNanoseconds: UInt64 { keyed.costNanoseconds }
  /// In days since 1970-01-01.
  package var usedDay: UInt32 { keyed.usedDay }
  /// The compiler epoch; of native code the identity of the tool.
  package var compiler: String { keyed.epoch }
  package var options: String { keyed.options }

  /// The other inputs of its key, in order, with whole digests.
  package var inputs: some Sequence<InputRecorder.Input> {
    var recorder = InputRecorder(digits: Digest.sizeBytes * 2)
    switch self {
    case .file(let entry): entry.inputs.feed(into: &recorder)
    case .function(let entry): entry.inputs.feed(into: &recorder)
    case .unit(let entry): entry.inputs.feed(into: &recorder)
    }
    // The compiler and the options are the first inputs of every key.
    return recorder.inputs.dropFirst(2)
  }

  /// The path of the file, or of the function's file; empty for native code.
  package var path: String {
    switch self {
    case .file(let entry): entry.path
    case .function(let entry): entry.path
    case .unit: ""
    }
  }

  /// The name of the function, or of the native code; empty for a file.
  package var name: String {
    switch self {
    case .file: ""
    case .function(let entry): entry.function
    case .unit(let entry): entry.inputs.name
    }
  }

  private var keyed: KeyedEntry {
    switch self {
    case .file(let entry): entry.keyed
    case .function(let entry): entry.keyed
    case .unit(let entry): entry.keyed
    }
  }
}

/// The entries of a cache. Each index is loaded when it is asked first. One that cannot be used has
/// no entries.
package struct StoredEntries: Sendable {
  private let files: LazyIndex<ZirCache>
  private let functions: LazyIndex<AirCache>
  private let units: LazyIndex<UnitCache>

  package init(_ directory: CacheDirectory) {
    let fileSystem = directory.fileSystem
    files = LazyIndex(directory.path(CacheName.zirIndex), fileSystem)
    functions = LazyIndex(directory.path(CacheName.airIndex), fileSystem)
    units = LazyIndex(directory.path(CacheName.unitIndex), fileSystem)
  }

  /// All entries. Cost: decoding them.
  package var all: [StoredEntry] {
    var all: [StoredEntry] = []
    if let files = files.index { all += files.all.map(StoredEntry.file) }
    if let functions = functions.index { all += functions.all.map(StoredEntry.function) }
    if let units = units.index { all += units.all.map(StoredEntry.unit) }
    return all
  }

  /// The entry with this key, of whatever kind.
  package func entry(ofKey key: Digest) -> StoredEntry? {
    files.index?.lookup(CombinedHash(digest: key)).map(StoredEntry.file)
      ?? functions.index?.lookup(FunctionKey(digest: key)).map(StoredEntry.function)
      ?? units.index?.lookup(UnitKey(digest: key)).map(StoredEntry.unit)
  }

  /// The known states of a file or a function, the newest first.
  package func states(path: String, function: String?) -> [StoredEntry] {
    guard let function else {
      return files.index?.generations(ofPath: path).map(StoredEntry.file) ?? []
    }
    return functions.index?.generations(path: path, function: function).map(StoredEntry.function)
      ?? []
  }

  /// The newest state of a file.
  package func newest(path: String) -> ZirEntry? { files.index?.newest(ofPath: path) }

  /// The newest state of a function; if an object is named, of those with this IR.
  package func newest(path: String, function: String, irID: ObjectID? = nil) -> AirEntry? {
    guard let irID else { return functions.index?.newest(path: path, function: function) }
    return functions.index?.newest(path: path, function: function, irID: irID)
  }
}
