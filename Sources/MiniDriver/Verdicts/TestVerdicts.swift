// The verdicts of tests that the cache keeps.

import BuildCache
import MiniBackend
import ObjectStore

/// The tests that passed, by everything on which that depends. A failure is never kept.
///
/// A verdict is a row of the index of native code, named `test` and the test's symbol. Its object is a
/// text with a line for each function and constant that the test reaches: 16 digits of the IR's
/// digest, and the name. `--explain` compares it.
///
/// Note 20 lists what a verdict depends on.
struct TestVerdicts: Sendable {
  private let cache: MultiLevelCache
  private let reach: TestReach
  private let conditions: TestConditions

  init(_ cache: MultiLevelCache, reach: TestReach, _ conditions: TestConditions) {
    self.cache = cache
    self.reach = reach
    self.conditions = conditions
  }

  /// The inputs of a test's verdict; `nil` if no verdict may be kept.
  func inputs(ofTest symbol: String) -> UnitInputs? {
    guard let reached = reach[symbol], reached.effects.isEmpty else { return nil }
    return UnitInputs(
      toolchain: conditions.toolchain, options: conditions.options, name: "test \(symbol)",
      content: Digest(of: [conditions.digest, reached.digest]))
  }

  /// The parts of the world outside that the test can use.
  func effects(ofTest symbol: String) -> RuntimeEffects { reach[symbol]?.effects ?? .init() }

  /// Whether the test with these inputs has passed.
  func isPassed(_ inputs: UnitInputs) -> Bool {
    cache.unit(inputs.key).map { $0.codeSize > 0 } ?? false
  }

  /// The reason why there is no verdict, compared with the last time that the test passed.
  func reason(_ inputs: UnitInputs, ofTest symbol: String) -> MissReason {
    let reason = cache.missReason(inputs)
    guard case .inputsChanged(let changes) = reason,
      changes.contains(where: { $0.label == "content" }),
      let last = cache.newestUnit(like: inputs),
      let old = cache.code(last.codeID, sizeBytes: last.codeSize)
    else { return reason }
    let (before, after) = (Self.parts(old), Self.parts(record(ofTest: symbol)))
    var found = changes.filter { $0.label != "content" }
    for name in Set(before.keys).union(after.keys).sorted()
    where before[name] != after[name] {
      found.append(
        InputChange(label: name, old: before[name] ?? "", new: after[name] ?? ""))
    }
    return found.isEmpty ? .compilerChanged : .inputsChanged(found)
  }

  /// Keeps and saves the verdicts of tests that passed. A test that failed invalidates an earlier
  /// verdict for the same inputs.
  func keep(_ verdicts: [TestVerdict]) {
    for verdict in verdicts where verdict.isPassed || isPassed(verdict.inputs) {
      let text = verdict.isPassed ? record(ofTest: verdict.symbol) : []
      guard let object = cache.prepareCode(text) else { return }
      cache.keep(
        object,
        UnitEntry(
          inputs: verdict.inputs, codeID: object.id, codeSize: UInt64(text.count),
          costNanoseconds: verdict.nanoseconds, usedDay: cache.today))
    }
    _ = cache.finish()
    cache.endWriting()
  }

  // MARK: Records

  private func record(ofTest symbol: String) -> [UInt8] {
    var text: [UInt8] = []
    for (name, digest) in reach.parts(reachedBy: symbol) {
      text += "\(digest)".utf8.prefix(16)
      text.append(UInt8(ascii: " "))
      text += name
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }

  /// The digests of a record by their names, as people write them.
  private static func parts(_ record: [UInt8]) -> [String: String] {
    var parts: [String: String] = [:]
    for line in record.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
      guard words.count == 2 else { continue }
      parts[shown(words[1])] = String(decoding: words[0], as: UTF8.self)
    }
    return parts
  }

  /// `lib/math.add` for `@"lib/math.add"`, and `shapes.Point` for the type's description.
  private static func shown(_ name: ArraySlice<UInt8>) -> String {
    let quote = UInt8(ascii: "\"")
    var name = name.dropFirst()
    if name.first == quote, name.last == quote { name = name.dropFirst().dropLast() }
    let text = String(decoding: name, as: UTF8.self)
    return text.hasSuffix("$type") ? String(text.dropLast(5)) : text
  }
}
