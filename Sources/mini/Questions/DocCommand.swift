// `mini doc`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver
import MiniFrontend
import SystemPackage

struct DocCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doc",
    abstract: "Show the declarations of modules with their doc comments.",
    usage: """
      mini doc [<name>]
             mini doc [-o <folder>] [--open]
      """,
    discussion: """
      NAME is a module of the project here or a standard module (lib/math, std:strings), or a \
      declaration of one (lib/math.add, strings.split), or a built-in function (find). Without NAME, lists \
      the modules. \
      Declarations whose names begin with '_' are a module's own, and not shown.

      With '-o' or '--open', writes a page for each module and an index with a search, in which code \
      links to what it names. The pages need no network. An existing file is replaced if it is such a \
      page, and kept otherwise.

      A doc comment is the '///' lines directly before a declaration. Pages show code in backquotes, \
      lists, and code between lines of three backquotes. With 'mini' after the first three, it is an \
      example, which 'mini test' runs.

      EXAMPLES:
        mini doc strings.split         one function
        mini doc std:strings           a standard module
        mini doc lib/math              a module of the project
        mini doc --open                pages of all of them, in the browser
        mini doc -o site               the same in the folder site
      """)

  @Argument(help: ArgumentHelp("A module, or a declaration of one.", valueName: "name"))
  var name: String?

  @Option(
    name: .customShort("o"),
    help: ArgumentHelp("Write the pages to this folder. (default: doc)", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Flag(help: "Write the pages, and open the index in the browser, by xdg-open.")
  var open = false

  @Option(help: RootArgument.help, completion: RootArgument.completion)
  var root: String?

  func validate() throws {
    guard output != "" else { throw ValidationError("'-o' needs the name of a folder") }
    guard name == nil || output == nil && !open else {
      throw ValidationError("pages are of all modules: omit '\(name ?? "")'")
    }
  }

  func run() throws {
    let project = try modulesOfProject()
    guard output != nil || open else {
      guard let name else { return try StandardOutput.write(Self.list(project)) }
      return try StandardOutput.write(try Self.text(of: name, in: project))
    }
    let folder = FilePath(argument: output ?? "doc")
    let files = DocPages(project: project, title: "Modules").files
    let disk = LocalFileSystem()
    for file in files { try PageFile.check(folder.pushing(FilePath(file.path))) }
    for file in files {
      let path = folder.pushing(FilePath(file.path))
      try disk.createDirectories(path.removingLastComponent())
      try disk.replaceFile(path, with: Array(file.text.utf8))
    }
    let index = folder.appending("index.html")
    StandardError.write(
      "mini: wrote \(NumberText.count(files.count, "file")), '\(TerminalText.escaped(index.string))'"
        + " first\n")
    if open { try PageFile.open(index) }
  }

  /// The modules of the project here; none without one.
  private func modulesOfProject() throws -> [ModuleDocumentation] {
    let usual = FilePath(ProjectLocation.usualRootName)
    let found = try root.map { try BuildTarget.all($0) } ?? BuildTarget.ofProject(around: usual)
    guard let found else { return [] }
    let target = try BuildTarget.only(found, by: root == nil ? "'--root'" : nil)
    let configuration = try Environment.configuration()
    let options = BuildOptions(
      threadsMax: configuration.jobs,
      cacheDirectory: configuration.cacheDirectory ?? target.usualCache, cacheUse: .read,
      configuration: configuration)
    return try ProjectQuestions(root: target.root, options: options).documentation
  }

  private static func list(_ project: [ModuleDocumentation]) -> String {
    (project.map(\.module) + StandardModule.allCases.map(\.path)).map {
      TerminalText.escaped($0) + "\n"
    }.joined()
  }

  /// With more, a message is a list.
  private static let meantMax = 5

  /// The text of a module or of a declaration.
  private static func text(of name: String, in project: [ModuleDocumentation]) throws -> String {
    // As commands about the cache name it.
    let name = name.replacing(ModulePath.suffix + ":", with: ".")
    let all = project + StandardModule.allCases.map { ModuleDocumentation($0) }
    // `strings` means `std:strings`, unless the project has a module of that name.
    func module(_ name: String) -> ModuleDocumentation? {
      all.first { $0.module == name || $0.path.path == name }
        ?? StandardModule(rawValue: name).map { ModuleDocumentation($0) }
    }
    if let module = module(name) { return module.text }
    if let dot = name.lastIndex(of: "."),
      let text = module(String(name[..<dot]))?.text(of: String(name[name.index(after: dot)...]))
    {
      return text
    }
    if let builtin = BuiltinHelp(name) {
      return "/// \(builtin.summary) Built in.\n"
        + builtin.signatures.map { "fn \($0.label)\n" }.joined()
    }
    let known = all.flatMap { known in
      let short = known.path.standardModule?.rawValue ?? known.module
      let own = module(short)?.path == known.path ? short : known.module
      return [known.module] + known.items.map { "\(own).\($0.name)" }
    }
    // Those of this name in a module, or else the one whose whole name is near.
    let last = name.split(separator: ".").last ?? ""
    var meant = known.filter { $0.hasSuffix(".\(last)") }
    if meant.isEmpty, let near = Suggestion.nearest(to: name, among: known) { meant = [near] }
    let names = meant.prefix(meantMax).map { "'\(TerminalText.escaped($0))'" }
    let hint = names.isEmpty ? nil : "; did you mean \(names.joined(separator: " or "))?"
    throw CommandFailure(
      "there is no module or declaration '\(TerminalText.escaped(name))'"
        + (hint ?? "; 'mini doc' lists the modules"))
  }
}
