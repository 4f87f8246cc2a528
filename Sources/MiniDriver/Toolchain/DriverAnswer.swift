// The commands that clang's driver reports.

import FileIO
import SystemPackage

/// The commands that clang's driver prints for `-###`.
///
/// A build asks for them in three cases: no record shows whether clang itself compiles, clang calls
/// another clang, or ``LinkLayout`` does not find the C library's files. No command of an answer is
/// stored.
struct DriverAnswer: Sendable {
  /// The compiler and its options; the files follow.
  let compile: [[UInt8]]
  /// The linker and its options; the files to link follow, then ``linkEnd``.
  let linkStart: [[UInt8]]
  let linkEnd: [[UInt8]]

  var compiler: FilePath { FilePath(bytes: compile[0]) }
  var linker: FilePath { FilePath(bytes: linkStart[0]) }

  /// The words of the question, after the program's name.
  static func question(level: Int, linker: FilePath) -> [[UInt8]] {
    // The option keeps the working directory's path, which can contain any character, out of the
    // answer.
    let words = [
      "-###", "-O\(level)", "-Wno-override-module", "-ffile-compilation-dir=.", "-x", "ir",
      "/dev/null", "-o", output,
    ]
    return [Array("--ld-path=".utf8) + linker.bytes] + words.map { Array($0.utf8) }
  }

  private static let output = "executable"

  /// The oldest clang whose LLVM accepts our IR.
  static let versionMin = 15

  /// The version in the answer's first lines: `Debian clang version 15.0.6`; `nil` if there is
  /// none.
  static func version(in text: [UInt8]) -> Int? {
    let mark = Array("clang version ".utf8)
    let index = text.indices.prefix(versionIndexMax).first { text[$0...].starts(with: mark) }
    guard let index else { return nil }
    let digits = text[(index + mark.count)...].prefix { $0 >= 0x30 && $0 <= 0x39 }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  /// The commands follow after these bytes.
  private static let versionIndexMax = 256

  /// Parses an answer; `nil` if it has an unknown form.
  init?(_ text: [UInt8]) {
    let lines = text.split(separator: UInt8(ascii: "\n")).map { Self.words($0) }
    guard let compiling = lines.first(where: { $0.dropFirst().first == Array("-cc1".utf8) }),
      let linking = lines.last, linking.contains(Array(Self.output.utf8)),
      let object = Self.value(of: "-o", in: compiling),
      let index = linking.firstIndex(of: object),
      let outputIndex = linking.firstIndex(of: Array("-o".utf8)), outputIndex < index
    else { return nil }
    var start = Array(linking[..<index])
    start.removeSubrange(outputIndex...(outputIndex + 1))
    compile = Self.compileCommand(compiling)
    linkStart = start
    linkEnd = Array(linking[(index + 1)...])
  }

  private static func value(of option: String, in words: [[UInt8]]) -> [UInt8]? {
    guard let index = words.firstIndex(of: Array(option.utf8)), index + 1 < words.count else {
      return nil
    }
    return words[index + 1]
  }

  /// The compiler's command without the words that belong to one file or one folder. (For IR, clang
  /// reads nothing in its resource folder.) It frees memory, because one process can compile
  /// several files.
  private static func compileCommand(_ words: [[UInt8]]) -> [[UInt8]] {
    var command: [[UInt8]] = []
    var index = 0
    while index < words.count {
      let word = words[index]
      switch String(decoding: word, as: UTF8.self) {
      case "-o", "-dumpdir", "-main-file-name", "-resource-dir": index += 2
      case "-x": index += 3  // and the file
      case "-disable-free": index += 1
      case let word where word.hasPrefix("-fdebug-compilation-dir="): index += 1
      case let word where word.hasPrefix("-fcoverage-compilation-dir="): index += 1
      default:
        command.append(word)
        index += 1
      }
    }
    return command + ["-x", "ir"].map { Array($0.utf8) }
  }

  /// The words of a command line, each in quotes, with backslash escapes.
  private static func words(_ line: some Sequence<UInt8>) -> [[UInt8]] {
    var words: [[UInt8]] = []
    var word: [UInt8]?
    var isEscaped = false
    for byte in line {
      if isEscaped {
        word?.append(byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        if let whole = word {
          words.append(whole)
          word = nil
        } else {
          word = []
        }
      } else {
        word?.append(byte)
      }
    }
    return words
  }

  // MARK: The linker's files

  /// The files that the linker's words lead to, in order: paths, libraries that were found, and the
  /// files that linker scripts among them name. Also the folders that were searched.
  func linkerFiles(_ fileSystem: any FileSystem) -> (files: [FilePath], folders: [FilePath]) {
    let words = linkStart.dropFirst() + linkEnd
    let folders = words.filter { $0.starts(with: "-L".utf8) }.map {
      FilePath(bytes: Array($0.dropFirst(2)))
    }
    var files: [FilePath] = []
    var pending = words.compactMap { Self.file($0, folders, fileSystem) }
    // A script names few files, and seldom another script.
    var next = 0
    while next < pending.count, files.count < Self.filesMax {
      let path = pending[next]
      next += 1
      guard !files.contains(path) else { continue }
      files.append(path)
      // Longer files are code. If a file cannot be read, the linker reports it.
      guard let script = (try? fileSystem.contents(of: path, sizeMax: Self.scriptSizeMax)) ?? nil,
        !script.contains(0)
      else { continue }
      let separators = Array(" \t\r\n(),\"".utf8)
      pending += script.split { separators.contains($0) }.compactMap {
        Self.file(Array($0), folders, fileSystem)
      }
    }
    return (files, folders)
  }

  private static let filesMax = 128
  private static let scriptSizeMax = 1 << 16

  private static func file(
    _ word: [UInt8], _ folders: [FilePath], _ fileSystem: any FileSystem
  ) -> FilePath? {
    let candidates: [FilePath]
    if word.first == UInt8(ascii: "/") {
      candidates = [FilePath(bytes: word)]
    } else if word.starts(with: "-l".utf8) {
      let stem = Array("lib".utf8) + word.dropFirst(2)
      candidates = folders.flatMap { folder in
        [".so", ".a"].map { folder.appending(bytes: stem + Array($0.utf8)) }
      }
    } else if word.starts(with: "lib".utf8) {
      candidates = folders.map { $0.appending(bytes: word) }
    } else {
      return nil
    }
    return candidates.first {
      (try? fileSystem.status(of: $0, followingLinks: true))?.kind == .regular
    }
  }
}
