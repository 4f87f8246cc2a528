// `mini new`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver
import SystemPackage

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Begin a project in a new folder.",
    discussion: """
      Creates the folder with a root file, a module that it imports, a test, a mini.config that \
      names the program after the folder, and a .gitignore that names the outputs of builds. An \
      existing folder must be empty.

      EXAMPLES:
        mini new hello && cd hello && mini run && mini test
        mini new .                     in the working directory
      """)

  @Argument(
    help: ArgumentHelp("The project's folder, which is created.", valueName: "name"),
    completion: .directory)
  var name: String

  @OptionGroup var json: JSONOption

  func validate() throws {
    guard !name.isEmpty else { throw ValidationError("'new' needs the name of a folder") }
  }

  func run() throws {
    let folder = FilePath(argument: name)
    let disk = LocalFileSystem()
    switch try disk.status(of: folder, followingLinks: true)?.kind {
    case nil: try disk.createDirectories(folder)
    case .directory:
      guard try (disk.entries(of: folder) ?? []).isEmpty else {
        throw CommandFailure("'\(name)' is not empty: name a new folder")
      }
    case .regular, .symbolicLink, .other:
      throw CommandFailure("'\(name)' is not a folder: choose another name")
    }
    let files = Self.files(program: try Self.program(in: disk.realPath(folder)))
    for file in files {
      try disk.replaceFile(folder.appending(file.name), with: Array(file.text.utf8))
    }
    guard !json.isWanted else {
      let names = files.map { JSON.string($0.name) }
      return try StandardOutput.write(
        JSON.line([("folder", .string(folder.string)), ("files", .array(names))]))
    }
    let change = folder == "." ? "" : "cd \(TerminalText.escaped(folder.shellWord)) && "
    let shown = TerminalText.escaped(name)
    StandardError.write("mini: created the project '\(shown)'; run it: \(change)mini run\n")
  }

  /// The program's name: the folder's, if that needs no quotes anywhere.
  private static func program(in folder: FilePath) -> String {
    let name = folder.lastComponent?.string ?? ""
    let isPlain = name.utf8.allSatisfy {
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20
        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
        || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
    }
    return isPlain && !name.isEmpty && !name.hasPrefix("-") ? name : "app"
  }

  /// The files of a new project.
  private static func files(program: String) -> [(name: String, text: String)] {
    [
      (
        name: "main.mini",
        text: """
        // The program begins here.

        import "greeting.mini" as greeting;

        fn main() i32 {
            greeting.greet(3);
            return 0;
        }

        """
      ),
      (
        name: "greeting.mini",
        text: """
        // A module: other files import it, and call its functions.

        fn greet(count: i32) {
            for n in 1..=count { print(greeting(n, count)); }
        }

        fn greeting(n: i32, count: i32) text {
            return "Hello from Mini, " + text(n) + " of " + text(count);
        }

        // 'mini test' runs it.
        test "a greeting has a number" {
            assert(greeting(2, 3) == "Hello from Mini, 2 of 3");
        }

        """
      ),
      (
        name: ".gitignore",
        text: """
        /.mini_cache/
        /\(program)
        /\(program).ll
        /\(program).o
        /\(program).s

        """
      ),
      (
        name: ProjectProgram.fileName,
        text: """
        # The programs of this project. 'mini build' makes them all.

        [program "\(program)"]
        \troot = main.mini
        \tlevel = 0

        """
      ),
    ]
  }
}
