// The options of commands that make HTML pages, and the file of a page.

import ArgumentParser
import FileIO
import MiniDriver
import SystemPackage

/// `-o` and `--open`.
struct PageOptions: ParsableArguments {
  @Option(
    name: .customShort("o"),
    help: ArgumentHelp("Write to this path; '-' is standard output.", valueName: "path"),
    completion: .file())
  var output: String?

  @Flag(help: "Open the page in the browser, by xdg-open.")
  var open = false

  func validate() throws {
    guard output != "" else { throw ValidationError("'-o' needs a path") }
    guard !open || output != "-" else {
      throw ValidationError("'--open' opens a file, and '-o -' writes none")
    }
  }

  /// Writes a page and opens it.
  ///
  /// - Parameter name: of the file without `-o`.
  func write(_ page: String, name: String) throws {
    guard output != "-" else { return try StandardOutput.write(page) }
    let path = FilePath(argument: output ?? name)
    try PageFile.write(page, to: path)
    let shown = TerminalText.escaped(path.string)
    StandardError.write("mini: wrote '\(shown)'\n")
    if open { try PageFile.open(path) }
  }
}

/// A file that contains an HTML page.
enum PageFile {
  /// Replaces the file, completely or not at all.
  ///
  /// - Throws: ``CommandFailure`` if there is something that `mini` has not made as a page.
  static func write(_ page: String, to path: FilePath) throws {
    try check(path)
    do throws(FileError) {
      try LocalFileSystem().replaceFile(path, with: Array(page.utf8))
    } catch {
      // The failed call names a temporary file.
      throw FileError(.write, path, error.errno)
    }
  }

  /// - Throws: as ``write(_:to:)``.
  static func check(_ path: FilePath) throws {
    let disk = LocalFileSystem()
    if let status = try disk.status(of: path, followingLinks: false) {
      var isOurs = false
      if status.kind == .regular, let bytes = try disk.contents(of: path, sizeMax: sizeMaxBytes) {
        isOurs = String(decoding: bytes.prefix(markPlaceMax), as: UTF8.self).contains(Page.mark)
      }
      guard isOurs else {
        throw CommandFailure(
          "kept '\(TerminalText.escaped(path.string))', which is not a page that mini wrote: name"
            + " another file with '-o'")
      }
    }
  }

  private static let sizeMaxBytes = 1 << 30
  /// The mark is in the page's head.
  private static let markPlaceMax = 512

  /// Opens a page in the user's browser, which this process does not wait for.
  static func open(_ path: FilePath) throws {
    let disk = LocalFileSystem()
    let toolchain = Toolchain(try Environment.configuration())
    guard let program = toolchain.path(of: "xdg-open", disk) else {
      throw CommandFailure(
        "cannot open '\(TerminalText.escaped(path.string))': there is no 'xdg-open', of the package"
          + " xdg-utils; open the file in a browser")
    }
    var launch = ProcessLaunch(
      .background, program, words: ["xdg-open".utf8.map { $0 }, try disk.realPath(path).bytes])
    launch.input = .empty
    launch.output = .empty
    launch.errors = .empty
    do {
      _ = try launch.detach()
    } catch {
      throw CommandFailure("cannot run '\(program)': \(error)")
    }
  }
}
