// The run-time library of Mini programs as LLVM IR, one function at a time.

import MiniFrontend

/// The functions and constants of Sources/CMiniRuntime. The files in Library are made of them.
enum RuntimeLibrary {
  /// A function or a constant.
  struct Entry {
    let name: String
    /// Other entries, or functions of the runtime's parts, that it uses.
    let needs: [String]
    /// Functions of the C library and intrinsics of LLVM that it uses, without `declare`.
    let declarations: [String]
    let definition: String
  }

  /// All entries, in their order in a header.
  private static var all: [Entry] {
    memory + text + array + equal + sort + map + number + print + io + test
  }

  /// Functions so small that each unit of native code gets a copy, for the optimiser to make them part
  /// of their callers.
  static let inlinable: Set<String> = [
    "mini_retain_buffer", "mini_release_buffer", "mini_array_make", "mini_array_own",
    "mini_array_push", "mini_map_find", "mini_map_find_own", "mini_map_entry",
  ]

  /// The definition of an inlinable function.
  static func definition(of name: String) -> [UInt8]? {
    guard inlinable.contains(name) else { return nil }
    let entry = (memory + array + map).first { $0.name == name }
    return entry.map { Array($0.definition.utf8) + [10, 10] }
  }

  /// The entries that a program needs, and the runtime's parts that they need.
  ///
  /// - Parameters:
  ///   - parts: the union of all functions' parts.
  ///   - isOfTests: whether the program runs tests.
  /// - Complexity: nothing for programs that use none; else linear in the library's size.
  static func needed(
    by parts: RuntimeParts, isOfTests: Bool
  ) -> (entries: [Entry], parts: RuntimeParts) {
    var pending = AIR.Library.allCases.filter { parts.contains(RuntimeParts($0)) }.map {
      "mini_" + $0.rawValue
    }
    pending += Primitive.allCases.filter { parts.contains(RuntimeParts($0)) }.map {
      "mini_" + $0.rawValue
    }
    if parts.contains(.retain) { pending.append("mini_retain") }
    if parts.contains(.release) { pending.append("mini_release") }
    if parts.contains(.retainBuffer) { pending.append("mini_retain_buffer") }
    if parts.contains(.releaseBuffer) { pending.append("mini_release_buffer") }
    if isOfTests { pending.append("mini_test_next") }
    guard !pending.isEmpty else { return ([], RuntimeParts(rawValue: 0)) }
    let entries = all
    let indices = Dictionary(
      uniqueKeysWithValues: entries.indices.map { (entries[$0].name, $0) })
    var isNeeded = [Bool](repeating: false, count: entries.count)
    var more = RuntimeParts(rawValue: 0)
    while let name = pending.popLast() {
      if let index = indices[name] {
        if isNeeded[index] { continue }
        isNeeded[index] = true
        pending += entries[index].needs
      } else if name == "mini_write_bytes" {
        more.insert(.writeBytes)
      } else {
        more.insert(.outOfMemory)
      }
    }
    return (entries.indices.filter { isNeeded[$0] }.map { entries[$0] }, more)
  }
}
