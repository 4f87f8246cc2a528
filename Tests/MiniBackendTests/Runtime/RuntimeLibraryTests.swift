// The run-time library of Mini programs, as C, against the standard library's arrays, strings and
// dictionaries.

import CMiniRuntime
import TestSupport
import Testing

/// What the run-time library has written since the last look.
nonisolated(unsafe) private var written: [UInt8] = []

@_cdecl("mini_write_bytes")
func miniWriteBytes(_ bytes: UnsafePointer<UInt8>, _ count: Int64) {
  written += UnsafeBufferPointer(start: bytes, count: Int(count))
}

@_cdecl("mini_out_of_memory")
func miniOutOfMemory() -> Never { fatalError("out of memory") }

/// Descriptions of types, which live as long as the process.
private enum Described {
  typealias Pointer = UnsafePointer<mini_type>

  nonisolated(unsafe) static let i32 = make(MINI_I32, MINI_PLAIN, 4)
  nonisolated(unsafe) static let text = make(MINI_TEXT, MINI_COUNTED, 16)
  nonisolated(unsafe) static let texts = make(MINI_ARRAY, MINI_COUNTED, 16, part: text)
  nonisolated(unsafe) static let lists = make(MINI_ARRAY, MINI_COUNTED, 16, part: texts)
  nonisolated(unsafe) static let numbers = make(MINI_ARRAY, MINI_COUNTED, 16, part: i32)
  /// `[text: [i32]]`
  nonisolated(unsafe) static let map: Pointer = {
    let type = UnsafeMutablePointer(mutating: make(MINI_MAP, MINI_COUNTED, 8, part: numbers))
    type.pointee.key = text
    type.pointee.count = 32
    type.pointee.offset = 16
    return Pointer(type)
  }()
  /// `struct Node { value: i32, children: [Node] }`
  nonisolated(unsafe) static let node: Pointer = {
    let type = UnsafeMutablePointer(mutating: make(MINI_STRUCT, MINI_COUNTED, 24))
    let fields = UnsafeMutablePointer<mini_field>.allocate(capacity: 2)
    fields[0] = mini_field(name: name("value"), type: i32, offset: 0)
    fields[1] = mini_field(
      name: name("children"), type: make(MINI_ARRAY, MINI_COUNTED, 16, part: Pointer(type)),
      offset: 8)
    type.pointee.name = name("Node")
    type.pointee.count = 2
    type.pointee.members = UnsafeRawPointer(fields)
    return Pointer(type)
  }()

  private static func make(
    _ kind: mini_kind, _ traits: Int32, _ size: UInt32, part: Pointer? = nil
  ) -> Pointer {
    let type = UnsafeMutablePointer<mini_type>.allocate(capacity: 1)
    type.initialize(to: mini_type())
    type.pointee.kind = UInt8(kind.rawValue)
    type.pointee.traits = UInt8(traits)
    type.pointee.size = size
    type.pointee.element = part
    return Pointer(type)
  }

  private static func name(_ text: String) -> UnsafePointer<CChar> {
    let bytes = text.utf8CString
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    for (index, byte) in bytes.enumerated() { copy[index] = byte }
    return UnsafePointer(copy)
  }
}

// MARK: - Values, as the standard library has them

private func bytes(_ text: mini_text) -> [UInt8] {
  guard let object = text.object else { return [] }
  let start = UnsafeRawPointer(object + 1) + Int(text.start)
  return Array(UnsafeRawBufferPointer(start: start, count: Int(text.length)))
}

private func text(_ bytes: [UInt8]) -> mini_text {
  let byteType = UnsafeMutablePointer<mini_type>.allocate(capacity: 1)
  defer { byteType.deallocate() }
  byteType.initialize(to: mini_type())
  byteType.pointee.size = 1
  var array = mini_array()
  mini_array_make(&array, Int64(bytes.count), byteType)
  for (index, byte) in bytes.enumerated() {
    (UnsafeMutableRawPointer(array.object + 1) + index).storeBytes(of: byte, as: UInt8.self)
  }
  var result = mini_text()
  mini_text_of_bytes(&result, &array)
  byteType.pointee.kind = UInt8(MINI_ARRAY.rawValue)
  byteType.pointee.traits = UInt8(MINI_COUNTED)
  byteType.pointee.element = Described.i32
  mini_release(&array, byteType)
  return result
}

private func texts(_ array: mini_array) -> [[UInt8]] {
  guard let object = array.object else { return [] }
  let first = UnsafeRawPointer(object + 1).assumingMemoryBound(to: mini_text.self)
  return (0..<Int(array.length)).map { bytes(first[$0]) }
}

private func shown(_ list: [[UInt8]]) -> [UInt8] {
  Array("[".utf8) + list.map { [0x22] + $0 + [0x22] }.joined(separator: Array(", ".utf8))
    + Array("]".utf8)
}

/// Random operations on a few variables of each type, and on their models.
private struct Histories {
  var random: SplitMix64
  static let count = 4
  var texts = [mini_text](repeating: mini_text(), count: count)
  var textModels = [[UInt8]](repeating: [], count: count)
  var arrays = [mini_array](repeating: mini_array(), count: count)
  var arrayModels = [[[UInt8]]](repeating: [], count: count)
  var maps = [OpaquePointer?](repeating: nil, count: count)
  var mapModels = [[(key: [UInt8], values: [Int32])]](repeating: [], count: count)

  mutating func number(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

  mutating func step() {
    let (i, j) = (number(Self.count), number(Self.count))
    switch number(20) {
    case 0:
      let bytes = (0..<number(6)).map { _ in UInt8(97 + random.next() % 3) }
      replaceText(i, with: text(bytes), bytes)
    case 1:
      var shared = texts[j]
      mini_retain(&shared, Described.text)
      replaceText(i, with: shared, textModels[j])
    case 2:
      guard textModels[i].count + textModels[j].count < 400 else { return }
      var joined = mini_text()
      var (left, right) = (texts[i], texts[j])
      #expect(mini_text_join(&joined, &left, &right))
      replaceText(number(Self.count), with: joined, textModels[i] + textModels[j])
    case 3:
      guard textModels[i].count + textModels[j].count < 400 else { return }
      var tail = texts[j]
      #expect(mini_text_append(&texts[i], &tail))
      textModels[i] += textModels[j]
    case 4:
      let from = number(textModels[i].count + 1)
      let to = from + number(textModels[i].count - from + 1)
      var part = mini_text()
      mini_text_slice(&part, &texts[i], Int64(from), Int64(to))
      replaceText(number(Self.count), with: part, Array(textModels[i][from..<to]))
    case 5:
      var (left, right) = (texts[i], texts[j])
      let order = mini_text_compare(&left, &right)
      #expect((order < 0) == textModels[i].lexicographicallyPrecedes(textModels[j]))
      #expect((order == 0) == (textModels[i] == textModels[j]))
    case 6, 7:
      mini_retain(&texts[j], Described.text)
      #expect(mini_array_push(&arrays[i], &texts[j], Described.text))
      arrayModels[i].append(textModels[j])
    case 8:
      guard !arrayModels[i].isEmpty else { return }
      let index = number(arrayModels[i].count)
      var taken = mini_text()
      mini_array_remove(&taken, &arrays[i], Int64(index), Described.text)
      #expect(bytes(taken) == arrayModels[i].remove(at: index))
      mini_release(&taken, Described.text)
    case 9:
      let index = number(arrayModels[i].count + 1)
      mini_retain(&texts[j], Described.text)
      #expect(mini_array_insert(&arrays[i], Int64(index), &texts[j], Described.text))
      arrayModels[i].insert(textModels[j], at: index)
    case 10:
      let length = number(arrayModels[i].count + 3)
      mini_array_truncate(&arrays[i], Int64(length), Described.text)
      arrayModels[i] = Array(arrayModels[i].prefix(length))
    case 11:
      guard arrayModels[i].count + arrayModels[j].count < 300 else { return }
      var tail = arrays[j]
      mini_retain(&tail, Described.texts)
      #expect(mini_array_append(&arrays[i], &tail, Described.text))
      mini_release(&tail, Described.texts)
      arrayModels[i] += arrayModels[j]
    case 12:
      mini_array_reverse(&arrays[i], Described.text)
      arrayModels[i].reverse()
    case 13:
      mini_array_sort(&arrays[i], Described.text, nil)
      arrayModels[i].sort { $0.lexicographicallyPrecedes($1) }
    case 14:
      var shared = arrays[j]
      mini_retain(&shared, Described.texts)
      mini_release(&arrays[i], Described.texts)
      arrays[i] = shared
      arrayModels[i] = arrayModels[j]
    case 15: compareArrays(i, j)
    case 16, 17: insert(i, j)
    case 18:
      var taken = mini_array()
      let isFound = mini_map_remove(&taken, &maps[i], &texts[j], Described.map)
      let index = mapModels[i].firstIndex { $0.key == textModels[j] }
      #expect(isFound == (index != nil))
      guard let index else { return }
      #expect(Int(taken.length) == mapModels[i].remove(at: index).values.count)
      mini_release(&taken, Described.numbers)
    default: walkMap(i)
    }
  }

  private mutating func replaceText(_ index: Int, with new: mini_text, _ model: [UInt8]) {
    mini_release(&texts[index], Described.text)
    texts[index] = new
    textModels[index] = model
  }

  private mutating func compareArrays(_ i: Int, _ j: Int) {
    #expect(MiniBackendTests.texts(arrays[i]) == arrayModels[i])
    var (left, right) = (arrays[i], arrays[j])
    #expect(mini_equal(&left, &right, Described.texts) == (arrayModels[i] == arrayModels[j]))
    let found = mini_array_find(&arrays[i], &texts[j], Described.text)
    #expect(found == Int64(arrayModels[i].firstIndex(of: textModels[j]) ?? -1))
    written = []
    mini_print(&arrays[i], Described.texts)
    #expect(written == shown(arrayModels[i]))
    var same = mini_text()
    #expect(mini_text_of(&same, &arrays[i], Described.texts))
    #expect(bytes(same) == written)
    mini_release(&same, Described.text)
  }

  private mutating func insert(_ map: Int, _ text: Int) {
    let model = textModels[text]
    var key = texts[text]
    guard let place = mini_map_insert(&maps[map], &key, Described.map) else { return }
    var value = Int32(truncatingIfNeeded: random.next())
    let array = place.assumingMemoryBound(to: mini_array.self)
    #expect(mini_array_push(array, &value, Described.i32))
    if let index = mapModels[map].firstIndex(where: { $0.key == model }) {
      mapModels[map][index].values.append(value)
    } else {
      mapModels[map].append((model, [value]))
    }
  }

  private mutating func walkMap(_ i: Int) {
    var cursor: Int64 = 0
    for pair in mapModels[i] {
      guard let entry = mini_map_next(maps[i], &cursor, Described.map) else {
        Issue.record("a pair is missing")
        return
      }
      #expect(bytes(entry.load(as: mini_text.self)) == pair.key)
      let values = (entry + 16).load(as: mini_array.self)
      #expect(Int(values.length) == pair.values.count)
    }
    #expect(mini_map_next(maps[i], &cursor, Described.map) == nil)
    #expect(mini_map_length(maps[i]) == Int64(mapModels[i].count))
  }

  mutating func releaseAll() {
    for index in 0..<Self.count {
      mini_release(&texts[index], Described.text)
      mini_release(&arrays[index], Described.texts)
      mini_release(&maps[index], Described.map)
    }
  }
}

@Suite(.serialized) struct RuntimeLibraryTests {
  @Test(arguments: 1...4) func valuesAreThoseOfTheStandardLibrary(seed: UInt64) {
    var histories = Histories(random: SplitMix64(seed: seed))
    for _ in 0..<5_000 { histories.step() }
    histories.releaseAll()
  }

  @Test func deepValuesNeedNoDeepStack() {
    var node = [UInt64](repeating: 0, count: 3)
    for value in 0..<200_000 {
      var children = mini_array()
      #expect(mini_array_push(&children, &node, Described.node))
      node.withUnsafeMutableBytes { bytes in
        bytes.storeBytes(of: Int32(value), as: Int32.self)
        bytes.storeBytes(of: children, toByteOffset: 8, as: mini_array.self)
      }
    }
    var copy = node
    mini_retain(&copy, Described.node)
    #expect(mini_equal(&node, &copy, Described.node))
    written = []
    mini_print(&node, Described.node)
    #expect(written.count > 200_000 * 20)
    mini_release(&node, Described.node)
    mini_release(&copy, Described.node)
  }
}
