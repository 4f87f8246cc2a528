// Keys: every input counts, none can be mistaken for another, and the values are stable.

import BuildCache
import ObjectStore
import TestSupport
import Testing

private let source = ObjectID(type: .blob, body: Array("fn main() {}\n".utf8))
private let add = UsedName(name: "add", form: "(i32) i32")
private let mul = UsedName(name: "mul", form: "() f64")

private func file(
  epoch: String = "e", options: String = "o", module: String = "m", source: ObjectID = source,
  imports: [ImportInput] = [
    imported("a", "lib/a", add, mul), imported("b", "lib/b"),
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

private func imported(
  _ namespace: String, _ module: String, _ names: UsedName...
) -> ImportInput {
  ImportInput(namespace: namespace, moduleName: module, names: names)
}

@Test func everyInputOfAFileChangesItsKey() {
  checkAllDiffer(
    [
      file(), file(epoch: "e2"), file(options: "o2"), file(module: "m2"),
      file(source: ObjectID(type: .blob, body: [])), file(imports: []),
      file(imports: [imported("a", "lib/a", add, mul)]),
      file(imports: [imported("b", "lib/b"), imported("a", "lib/a", add, mul)]),
      file(imports: [imported("x", "lib/a", add, mul), imported("b", "lib/b")]),
      file(imports: [imported("a", "lib/x", add, mul), imported("b", "lib/b")]),
      file(imports: [imported("a", "lib/a", add), imported("b", "lib/b")]),
      file(imports: [imported("a", "lib/a", add), imported("b", "lib/b", mul)]),
      file(imports: [
        imported("a", "lib/a", add, UsedName(name: "mul", form: "() i64")), imported("b", "lib/b"),
      ]),
      file(imports: [
        imported("a", "lib/a", add, UsedName(name: "mul", form: nil)), imported("b", "lib/b"),
      ]),
      file(imports: [
        imported("a", "lib/a", add, UsedName(name: "mull", form: "() f64")),
        imported("b", "lib/b"),
      ]),
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
      file(imports: [imported("ab", "c", add)]),
      file(imports: [imported("a", "bc", add)]),
      file(imports: [imported("a", "b c", add)]),
      file(imports: [imported("a", "b", UsedName(name: "n", form: ""))]),
      file(imports: [imported("a", "b", UsedName(name: "n", form: nil))]),
      file(imports: [imported("a", "b", UsedName(name: "n", form: "absent"))]),
      file(imports: [imported("a", "b", UsedName(name: "n t", form: "f"))]),
      file(imports: [imported("a", "b", UsedName(name: "n", form: "t f"))]),
    ].map { $0.combinedHash.digest })
  var text = KeyHasher(kind: "k")
  text.field("l", text: String(repeating: "\0", count: 32))
  var digest = KeyHasher(kind: "k")
  digest.field("l", digest: Digest(words: (0, 0, 0, 0)))
  var used = KeyHasher(kind: "k")
  used.use(of: "l", in: "", form: "")
  var absent = KeyHasher(kind: "k")
  absent.use(of: "l", in: "", form: String?.none)
  var counted = KeyHasher(kind: "k")
  counted.count("l", 0)
  var other = KeyHasher(kind: "kl")
  other.count("", 0)
  checkAllDiffer([
    text.finalize(), digest.finalize(), used.finalize(), absent.finalize(), counted.finalize(),
    other.finalize(),
  ])
}

/// Another implementation of the grammar above `KeyHasher` computed these values. They only change
/// with that grammar, and then every cache starts from scratch.
@Test func keysAreWhatTheyWere() {
  #expect(
    file().combinedHash.digest.description
      == "a4a8fa0fcf1fdb34a2dc64f89ec31b3cbfafa0788bf71fdb9a64e9fdadd98512")
  #expect(
    function().key.digest.description
      == "9acb1cd3abbd8e859c7b9afa32d8b61405ebc3e4bfc2cae9b774de410ff5a3f4")
  #expect(
    project().projectHash.digest.description
      == "0eb66e64f6c4ee7f2318af9982b9596812e64b81c9be18f5a303057f13636b85")
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
      file(imports: [imported("a", "lib/a", add, mul)]),
      file(imports: [
        imported("x", "lib/a", UsedName(name: "add", form: "() i32"), mul), imported("b", "b", mul),
      ]))
      == [
        InputChange(label: "import x", old: "none", new: "lib/a"),
        InputChange(label: "lib/a.add", old: "(i32) i32", new: "() i32"),
        InputChange(label: "import b", old: "none", new: "b"),
        InputChange(label: "b.mul", old: "none", new: "() f64"),
        InputChange(label: "import a", old: "lib/a", new: "none"),
      ])
  #expect(
    changes(
      file(imports: [imported("a", "lib/a", add)]),
      file(imports: [imported("a", "lib/a", UsedName(name: "add", form: nil))]))
      == [InputChange(label: "lib/a.add", old: "(i32) i32", new: "absent")])
}

@Test func aChangeOfOrderAloneIsTold() {
  let g = CalleeInput(symbol: "m.g", signature: "() i32")
  let h = CalleeInput(symbol: "m.h", signature: "(i32) void")
  #expect(changes(function(callees: [g, h]), function(callees: [h, g])).map(\.label) == ["order"])
}
