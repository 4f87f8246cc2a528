// The rows and columns of the corruption table: the kinds of damage, and the files of a cache.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage
import TestSupport

/// A row of the corruption table: a change of a file. Its inode and its mode stay.
enum Corruption: String, CaseIterable, Sendable {
  case none = "nothing (control)"
  case flipped = "flipped bit"
  case replaced = "other bytes, same size"
  case truncated
  case emptied
  case deleted
  case swapped = "swapped with another"

  /// A part of a file. Damage in each may be noticed by another check.
  enum Region: Int, CaseIterable, Sendable {
    case header, middle, trailer

    func range(ofSize size: Int) -> Range<Int> {
      let border = min(64, size / 3)
      return switch self {
      case .header: 0..<border
      case .middle: border..<(size - border)
      case .trailer: (size - border)..<size
      }
    }

    func position(ofSize size: Int, _ random: inout SplitMix64) -> Int {
      let range = range(ofSize: size)
      return range.isEmpty ? 0 : Int.random(in: range, using: &random)
    }
  }

  /// The bytes afterwards; nil: no file. The caller swaps files.
  func applied(
    to bytes: [UInt8], in region: Region, _ random: inout SplitMix64
  ) -> [UInt8]? {
    guard !bytes.isEmpty else { return bytes }
    var damaged = bytes
    let position = region.position(ofSize: bytes.count, &random)
    switch self {
    case .none, .swapped: break
    case .flipped: damaged[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case .replaced:
      // A block that the disk lost, as zeros or other bytes, or all of the file.
      let size = [1, 16, 512, .max].randomElement(using: &random) ?? 1
      let end = position + min(size, bytes.count - position)
      let start = size == .max ? 0 : position
      damaged[start..<end] =
        if Bool.random(using: &random) {
          ArraySlice(repeating: 0, count: end - start)
        } else {
          random.bytes(end - start)[...]
        }
      if damaged == bytes { damaged[position] ^= 0x55 }
    case .truncated: damaged.removeLast(bytes.count - position)
    case .emptied: damaged = []
    case .deleted: return nil
    }
    return damaged
  }
}

/// A column of the corruption table: a kind of file.
enum CorruptedFile: String, CaseIterable, Sendable {
  case looseObject = "loose object"
  case pack
  case packIndex = "idx"
  case fileHashes = "file_hashes.bin"
  case zirIndex = "zir_index.bin"
  case airIndex = "air_index.bin"
  case combined
  case builds = "builds.bin"
  case output = "main.ll"
  // Files of native code:
  case unitCode = "unit code"
  case unitIndex = "unit_index.bin"
  case units = "units.bin"
  case archive = "archive of units"
  case toolchain = "toolchain.bin"
  case executable = "main"

  static let ofIR = allCases.filter { !$0.isNative }
  static let ofNativeCode = allCases.filter { $0.isNative }

  /// Whether only builds of executables write it.
  var isNative: Bool {
    switch self {
    case .unitCode, .unitIndex, .units, .archive, .toolchain, .executable: true
    default: false
    }
  }

  var isPacked: Bool { self == .pack || self == .packIndex }

  /// Whether it is an output: only a build knows its right content.
  var isOutput: Bool { self == .output || self == .executable }

  /// Whether builds trust it by its time until they must rewrite it: damage within one tick of the
  /// clock would come too soon.
  var isStamped: Bool { isOutput || self == .combined || self == .archive }

  /// All files of the kind, relative to the project's folder.
  func names(in workspace: Workspace, project: String) -> [String] {
    let cache = ".mini_cache/"
    switch self {
    case .looseObject:
      return ["zir", "objects"].flatMap { tree in
        workspace.looseObjects(in: "\(project)/\(cache)\(tree)").map { cache + "\(tree)/\($0)" }
      }
    case .pack, .packIndex:
      let suffix = self == .pack ? ".pack" : ".idx"
      return ["zir/pack", "objects/pack"].flatMap { folder in
        workspace.files(below: "\(project)/\(cache)\(folder)").filter { $0.hasSuffix(suffix) }
          .map { cache + "\(folder)/\($0)" }
      }
    case .unitCode:
      return workspace.objectCode(in: "\(project)/\(cache)").map { cache + $0 }
    case .fileHashes, .zirIndex, .airIndex, .unitIndex, .units, .toolchain, .builds:
      return [cache + rawValue]
    case .archive: return [cache + "combined/main.mini.O0.a"]
    case .combined: return [cache + "combined/main.mini.ll"]
    case .output, .executable: return [rawValue]
    }
  }

  /// Whether a line about `file` names it: objects and packs by their ids as well.
  func isNamed(_ file: String, in text: String) -> Bool {
    let short = file.replacing(".mini_cache/", with: "")
    if text.contains(short) { return true }
    switch self {
    case .looseObject, .unitCode:
      return text.contains(short.split(separator: "/").dropFirst().joined())
    case .pack, .packIndex:
      guard let stem = short.split(separator: "/").last?.split(separator: ".").first else {
        return false
      }
      return text.contains(stem)
    default: return false
    }
  }
}

extension Workspace {
  /// The loose objects of units' code, relative to the cache.
  func objectCode(in cache: String) -> [String] {
    let path = FilePath(self.path(cache)).appending("unit_index.bin")
    guard case .loaded(let index) = UnitCache.load(path, fileSystem: LocalFileSystem()) else {
      return []
    }
    return index.all.map { entry in
      let hex = entry.codeID.description
      return "objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
    }.filter { exists(cache + $0) }
  }
}
