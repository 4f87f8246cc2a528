// A cache in a temporary folder, and a build that stores one file with one function in it.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage
import TestSupport

/// A cache in a temporary folder.
struct CacheFixture {
  let folder = TemporaryDirectory()
  let clock = ManualClock(nanoseconds: 20_000 * 86_400_000_000_000)

  var path: FilePath { folder.appending(".mini_cache") }
  var zirIndex: FilePath { path.appending("zir_index.bin") }
  var airIndex: FilePath { path.appending("air_index.bin") }
  var fileHashes: FilePath { path.appending("file_hashes.bin") }

  func open(
    disk: any FileSystem = LocalFileSystem(), rootName: String = "main.mini"
  ) throws -> MultiLevelCache {
    let directory = try CacheDirectory.openOrCreate(at: path, fileSystem: disk)
    let place = ProjectPaths(directory: directory, rootFolder: folder.path, rootName: rootName)
    return MultiLevelCache(directory: directory, paths: place, fileSystem: disk, clock: clock)
  }

  func contents(_ path: FilePath) throws -> [UInt8]? {
    try LocalFileSystem().contents(of: path, sizeMax: 1 << 24)
  }
}

extension MultiLevelCache {
  /// Stores a file's IR, like a build that has compiled one.
  func storeFileIR(_ ir: [UInt8]) -> ObjectID {
    let object = prepareFileIR(ir)
    keep(FileAdditions(file: object))
    return object?.id ?? ObjectID(type: .blob, body: ir)
  }

  /// Keeps entries and saves for the last time.
  func save(
    newFiles: [ZirEntry], newFunctions: [AirEntry], project: IndexImage?,
    text: (path: FilePath, stamp: Stamp)? = nil
  ) -> SaveResult {
    for entry in newFiles { keep(FileAdditions(entry: entry)) }
    keep(FileAdditions(functionEntries: newFunctions))
    return finish(project: project, text: text)
  }

  /// Stores a function's IR.
  func storeFunctionIR(_ ir: [UInt8]) -> ObjectID {
    let object = prepareFunctionIR(ir)
    keep(FileAdditions(functions: object.map { [$0] } ?? []))
    return object?.id ?? ObjectID(type: .blob, body: ir)
  }
}

func fileInputs(
  epoch: String = "e", options: String = "", source: String = "s", form: String? = "() i32"
) -> FileInputs {
  FileInputs(
    epoch: epoch, options: options, moduleName: "math",
    sourceID: ObjectID(type: .blob, body: Array(source.utf8)),
    imports: [
      ImportInput(
        namespace: "util", moduleName: "lib/util", names: [UsedName(name: "one", form: form)])
    ])
}

func functionInputs(
  epoch: String = "e", options: String = "", body: [UInt8] = [1], signature: String = "() i32"
) -> FunctionInputs {
  FunctionInputs(
    epoch: epoch, options: options, symbol: "math.add", body: Digest(hashing: body),
    callees: [CalleeInput(symbol: "util.one", signature: signature)])
}

func fileEntry(_ inputs: FileInputs, ir: [UInt8], id: ObjectID) -> ZirEntry {
  var samples = Samples(seed: 60)
  return ZirEntry(
    path: "math.mini", inputs: inputs, facts: samples.facts(imports: inputs.imports), irID: id,
    irSize: UInt64(ir.count),
    irChecksum: Checksum.crc32(ir), runtimeParts: 1, costNanoseconds: 2, usedDay: 20_000)
}

func functionEntry(_ inputs: FunctionInputs, ir: [UInt8], id: ObjectID) -> AirEntry {
  AirEntry(
    path: "math.mini", function: "add", inputs: inputs, key: inputs.key, irID: id,
    irSize: UInt64(ir.count), runtimeParts: 1, costNanoseconds: 2, usedDay: 20_000)
}

let fileText = Array("define i32 @math.add() { ret i32 1 }\n".utf8)
let functionText = Array("define i32 @math.add() { ret i32 2 }\n".utf8)

/// A build that compiles one file with one function and stores both.
@discardableResult
func build(
  _ cache: MultiLevelCache, file: FileInputs = fileInputs(),
  function: FunctionInputs = functionInputs(), project: [UInt8]? = nil
) -> SaveResult {
  cache.beginWriting()
  let storedFile = cache.storeFileIR(fileText)
  let storedFunction = cache.storeFunctionIR(functionText)
  return cache.save(
    newFiles: [fileEntry(file, ir: fileText, id: storedFile)],
    newFunctions: [functionEntry(function, ir: functionText, id: storedFunction)],
    project: project.map(IndexImage.init))
}

func projectIndex(seed: UInt64) -> [UInt8] {
  var samples = Samples(seed: seed)
  return FileHashCache.encode(
    project: samples.project(), rows: samples.records(5).map { .new($0) })
}

func look(_ cache: MultiLevelCache, _ inputs: FileInputs) -> MissReason? {
  cache.file(inputs, path: "math.mini").reason
}

func look(_ cache: MultiLevelCache, _ inputs: FunctionInputs) -> MissReason? {
  cache.function(inputs, path: "math.mini", function: "add").reason
}
