// Keys: every input counts, none can be mistaken for another, and the values are stable.

import BuildCache
import ObjectStore
import TestSupport
import Testing

private let source = ObjectID(type: .blob, body: Array("fn main() {}\n".utf8))
private let interface = InterfaceID(digest: Digest(hashing: [1]))
private let otherInterface = InterfaceID(digest: Digest(hashing: [2]))

private func file(
  epoch: String = "e", options: String = "o", module: String = "m", source: ObjectID = source,
  imports: [ImportInput] = [
    ImportInput(namespace: "a", moduleName: "lib/a", interfaceID: interface),
    ImportInput(namespace: "b", moduleName: "lib/b", interfaceID: interface),
  ]
) -> FileInputs {
  FileInputs(
    epoch: epoch, options: options, moduleName: module, sourceID: source, imports: imports)
}

private func function(
  epoch: String = "e", options: String = "o", symbol: String = "m.f",
  body: Digest = Digest(hashing: [3]),
  callees: [CalleeInput] = [
    CalleeInput(symbol: "m.g", signature: "() i32"),
    CalleeInput(symbol: "m.h", signature: "(i32) void"),
  ]
) -> FunctionInputs {
  FunctionInputs(epoch: epoch, options: options, symbol: symbol, body: body, callees: callees)
}

private func project(
  epoch: String = "e", options: String = "o", root: String = "main", main: String = "() i32",
  files: [CombinedHash] = [file().combinedHash, file(module: "n").combinedHash]
) -> ProjectInputs {
  ProjectInputs(
    epoch: epoch, options: options, rootModule: root, mainSignature: main,
    files: CombinedHashList(files))
}

/// All keys are different from each other.
private func checkAllDiffer(_ keys: [Digest]) {
  #expect(Set(keys).count == keys.count)
}

private func imported(_ namespace: String, _ module: String, _ id: InterfaceID) -> ImportInput {
  ImportInput(namespace: namespace, moduleName: module, interfaceID: id)
}

@Test func everyInputOfAFileChangesItsKey() {
  checkAllDiffer(
    [
      file(), file(epoch: "e2"), file(options: "o2"), file(module: "m2"),
      file(source: ObjectID(type: .blob, body: [])), file(imports: []),
      file(imports: [imported("a", "lib/a", interface)]),
      file(imports: [imported("b", "lib/b", interface), imported("a", "lib/a", interface)]),
      file(imports: [imported("a", "lib/a", otherInterface), imported("b", "lib/b", interface)]),
      file(imports: [imported("x", "lib/a", interface), imported("b", "lib/b", interface)]),
      file(imports: [imported("a", "lib/x", interface), imported("b", "lib/b", interface)]),
    ].map { $0.combinedHash.digest })
}

@Test func everyInputOfAFunctionChangesItsKey() {
  let g = CalleeInput(symbol: "m.g", signature: "() i32")
  let h = CalleeInput(symbol: "m.h", signature: "(i32) void")
  checkAllDiffer(
    [
      function(), function(epoch: "e2"), function(options: "o2"), function(symbol: "m.f2"),
      function(body: Digest(hashing: [])), function(callees: []), function(callees: [g]),
      function(callees: [h, g]),
      function(callees: [CalleeInput(symbol: "m.x", signature: "() i32"), h]),
      function(callees: [CalleeInput(symbol: "m.g", signature: "() i64"), h]),
    ].map { $0.key.digest })
}

@Test func everyInputOfAProjectChangesItsKey() {
  let (first, second) = (file().combinedHash, file(module: "n").combinedHash)
  checkAllDiffer(
    [
      project(), project(epoch: "e2"), project(options: "o2"), project(root: "r"),
      project(main: "() void"), project(files: []), project(files: [first]),
      project(files: [second, first]), project(files: [first, second, second]),
    ].map { $0.projectHash.digest })
}

@Test func noFieldCanPassForAnother() {
  // Equal strings of bytes, split in different places or with another meaning.
  checkAllDiffer(
    [
      file(epoch: "ab", options: ""), file(epoch: "a", options: "b"),
      file(epoch: "", options: "ab"),
      file(epoch: "", options: "", module: "ab"),
      file(imports: [imported("ab", "c", interface)]),
      file(imports: [imported("a", "bc", interface)]),
      file(imports: [imported("a", "b c", interface)]),
    ].map { $0.combinedHash.digest })
  var text = KeyHasher(kind: "k")
  text.field("l", text: String(repeating: "\0", count: 32))
  var digest = KeyHasher(kind: "k")
  digest.field("l", digest: Digest(words: (0, 0, 0, 0)))
  var named = KeyHasher(kind: "k")
  named.field("l", of: "", name: "", digest: Digest(words: (0, 0, 0, 0)))
  var counted = KeyHasher(kind: "k")
  counted.count("l", 0)
  var other = KeyHasher(kind: "kl")
  other.count("", 0)
  checkAllDiffer([
    text.finalize(), digest.finalize(), named.finalize(), counted.finalize(), other.finalize(),
  ])
}

/// Another implementation of the grammar above `KeyHasher` computed these values. They only change
/// with that grammar, and then every cache starts from scratch.
@Test func keysAreWhatTheyWere() {
  #expect(
    file().combinedHash.digest.description
      == "39dacb0a5afd58a060d22ebf5c433c150e535c260344211985f9514ae87a87ef")
  #expect(
    function().key.digest.description
      == "9acb1cd3abbd8e859c7b9afa32d8b61405ebc3e4bfc2cae9b774de410ff5a3f4")
  #expect(
    project().projectHash.digest.description
      == "08fa8011bb2fb0dff31e611ba1a397f0fdc243cb09335cc359ccd25e2f260ceb")
}

/// The recorded differences between two keys' inputs.
private func changes(_ old: some KeyInputs, _ new: some KeyInputs) -> [InputChange] {
  var before = InputRecorder()
  old.feed(into: &before)
  var after = InputRecorder()
  new.feed(into: &after)
  return InputRecorder.changes(from: before, to: after)
}

@Test func changedInputsAreToldByLabelWithOldAndNew() {
  let short = { (bytes: [UInt8]) in Digest(hashing: bytes).shortDescription }
  #expect(
    changes(function(), function(body: Digest(hashing: [4])))
      == [InputChange(label: "body", old: short([3]), new: short([4]))])
  let g = CalleeInput(symbol: "m.g", signature: "() i64")
  #expect(
    changes(function(), function(callees: [g]))
      == [
        InputChange(label: "callee m.g", old: "() i32", new: "() i64"),
        InputChange(label: "callee m.h", old: "(i32) void", new: "none"),
      ])
  #expect(
    changes(
      file(imports: [imported("a", "lib/a", interface)]),
      file(imports: [imported("a", "lib/a", otherInterface), imported("b", "b", interface)]))
      == [
        InputChange(
          label: "import a", old: "lib/a \(short([1]))", new: "lib/a \(short([2]))"),
        InputChange(label: "import b", old: "none", new: "b \(short([1]))"),
      ])
}

@Test func aChangeOfOrderAloneIsTold() {
  let g = CalleeInput(symbol: "m.g", signature: "() i32")
  let h = CalleeInput(symbol: "m.h", signature: "(i32) void")
  #expect(changes(function(callees: [g, h]), function(callees: [h, g])).map(\.label) == ["order"])
}
