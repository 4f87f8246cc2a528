// `mini graph`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver
import SystemPackage

struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Show what a project's parts use, and what an edit can reach.",
    usage: """
      mini graph [<root>] [--modules | --declarations | --units] [<options>]
             mini graph --why <a> <b>
             mini graph --affected [<file> ...] [--since <revision>]
             mini graph --unused [<root>]
      """,
    discussion: """
      Lists the modules that the root file reaches, each followed by its imports; with \
      '--declarations' its functions, types, constants and tests, each followed by those that it \
      names; with '--units' the pieces of native code of the last build without '-O'. A name is \
      that of a module ('lib/math' or its file) or of a declaration ('lib/math.add').

      '--why' shows a shortest way from A to B with the place of each import or use. Exits with 1 \
      if there is none.

      '--affected' shows what edits of the files can reach: an upper bound, whatever the edits \
      are. These are the files' declarations; those whose forms (signature, fields, cases, value) \
      name one of these, through any number of others; and those that name one of all these. A \
      build compiles no others. Then the tests that reach one of them. Without files: those that \
      differ from the last build that succeeded, or with '--since' from a revision of Git.

      '--unused' lists the declarations that neither 'main' nor a test reaches.

      '--format html' is a page that needs no network, in which folders open and close; '--format \
      svg' is drawn by Graphviz's dot, folded by folder where there are more than 250 parts; \
      '--format dot' is its input.

      It writes nothing. It needs no cache, and works with sources that have errors: names what \
      an answer lacks.

      EXAMPLES:
        mini graph                             the modules of ./main.mini
        mini graph --focus lib/math            what it imports, and what imports it
        mini graph --format html > graph.html  a page, folded by folder
        mini graph --format svg > graph.svg    drawn by Graphviz
        mini graph --why main lib/math         why the program contains lib/math
        mini graph --why main.main lib/math.add
        mini graph --affected lib/math.mini    what an edit there can reach
        mini graph --affected --since HEAD     what the changes of the work tree can
        mini graph --unused --json             one JSON object a declaration
      """)

  @Argument(
    help: ArgumentHelp(
      "The root file or its folder; with '--affected' files, with '--why' two names.",
      valueName: "root"), completion: RootArgument.completion)
  var words: [String] = []

  @Option(
    help: ArgumentHelp(
      "The project's root file. (default: main.mini here, or in the nearest folder above)",
      valueName: "root"), completion: RootArgument.completion)
  var root: String?

  @Flag(help: "List what uses what: modules (the default), declarations or units.")
  var kind: ProjectQuestions.Kind?

  @Option(
    help: ArgumentHelp(
      "List only this part, what it uses, and what uses it, up to '--depth'.", valueName: "name"))
  var focus: String?

  @Option(
    help: ArgumentHelp("The number of steps from '--focus'. (default: 1)", valueName: "n"))
  var depth: Int?

  @Flag(help: "Show why A uses B: a shortest chain.")
  var why = false

  @Flag(help: "Show the files, declarations and tests that edits can reach.")
  var affected = false

  @Option(
    help: ArgumentHelp(
      "With '--affected': edited are the files that differ from this revision of Git.",
      valueName: "revision"))
  var since: String?

  @Flag(help: "List the declarations that nothing needs.")
  var unused = false

  @Option(help: "The form of the answer. (default: text)")
  var format: GraphFormat?

  @Flag(help: "The same as '--format json': one object a line.")
  var json = false

  @OptionGroup var threads: JobsOption

  @OptionGroup var cache: CacheOptions

  @Flag(help: "Do not read the cache.")
  var noCache = false

  func validate() throws {
    let questions = [
      why ? "--why" : nil, affected ? "--affected" : nil, unused ? "--unused" : nil,
    ].compactMap { $0 }
    if questions.count > 1 {
      throw ValidationError("'\(questions[0])' and '\(questions[1])' exclude each other")
    }
    if let question = questions.first, kind != nil || focus != nil {
      throw ValidationError("'\(question)' answers without a list: omit '--focus' and its like")
    }
    guard !why || words.count == 2 else { throw ValidationError("'--why' takes two names") }
    guard why || affected || words.count < 2 else {
      throw ValidationError("a graph is that of one root file")
    }
    guard why || affected || root == nil || words.isEmpty else {
      throw ValidationError("the root file is named twice")
    }
    guard since == nil || affected && words.isEmpty else {
      throw ValidationError("'--since' finds the files of '--affected'")
    }
    guard depth == nil || focus != nil else {
      throw ValidationError("'--depth' is a number of steps from '--focus'")
    }
    guard depth.map({ $0 >= 0 }) ?? true else {
      throw ValidationError("'--depth' is a number from 0 on")
    }
    guard !json || format == nil || format == .json else {
      throw ValidationError("'--json' and '--format' exclude each other")
    }
    if let format, format.isDrawing, !why, let question = questions.first {
      throw ValidationError(
        "'--format \(format.rawValue)' draws a graph or a chain, and '\(question)' lists")
    }
  }

  func run() throws {
    let configuration = try Environment.configuration(
      cacheDirectory: cache.directory, jobs: threads.jobs)
    let target = try BuildTarget.nearest(root ?? (why || affected ? nil : words.first))
    var options = BuildOptions(
      threadsMax: configuration.jobs,
      cacheDirectory: configuration.cacheDirectory ?? target.usualCache,
      cacheUse: noCache ? .none : .read, configuration: configuration)
    options.isOneOfSeveral = target.isOneOfSeveral
    let questions = try ProjectQuestions(root: target.root, options: options)
    let renderer = GraphRenderer(
      names: questions.names, format: json ? .json : format ?? .text)
    do {
      let answer = try answer(to: questions, renderer, Toolchain(configuration))
      warn(questions.cacheEvents + questions.gaps)
      try StandardOutput.write(answer)
    } catch let error as QuestionError {
      warn(questions.cacheEvents + questions.gaps)
      throw CommandFailure(TerminalText.escaped("\(error)"))
    }
  }

  private func answer(
    to questions: ProjectQuestions, _ renderer: GraphRenderer, _ toolchain: Toolchain
  ) throws -> String {
    if why {
      let (chain, isReversed) = try questions.chain(from: words[0], to: words[1])
      if let chain { return try text(chain, of: questions, renderer, toolchain) }
      let hint = isReversed ? "; '\(words[1])' uses '\(words[0])'" : ""
      StandardError.write(
        "mini: "
          + TerminalText.escaped("'\(words[0])' does not use '\(words[1])'\(hint)") + "\n")
      throw FoundFaults()
    }
    if unused {
      if !questions.hasMain { warn(["the root file has no 'main': only tests use declarations"]) }
      return renderer.list(questions.unused)
    }
    guard affected else {
      let graph = try questions.graph(of: kind ?? .modules)
      let noun = String((kind ?? .modules).rawValue.dropLast())
      guard let focus else { return try text(graph, noun, of: questions, renderer, toolchain) }
      let parts = try questions.parts(named: focus, in: graph)
      return try text(
        graph.focused(on: parts, depth: depth ?? 1), noun, of: questions, renderer, toolchain)
    }
    return renderer.text(questions.affected(byEditsOf: try edited(questions, toolchain)))
  }

  private func text(
    _ chain: PartChain, of questions: ProjectQuestions, _ renderer: GraphRenderer,
    _ toolchain: Toolchain
  ) throws -> String {
    switch format {
    case .html, .svg: try text(chain.graph, chain.noun, of: questions, renderer, toolchain)
    case nil, .text, .dot, .json: renderer.text(chain)
    }
  }

  /// - Parameter noun: what a part is: `module`.
  private func text(
    _ graph: PartGraph, _ noun: String, of questions: ProjectQuestions,
    _ renderer: GraphRenderer, _ toolchain: Toolchain
  ) throws -> String {
    switch format {
    case .html: return GraphPage.text(graph, noun: noun, root: questions.shownRoot)
    case .svg:
      let (svg, remark) = try GraphDrawing(toolchain).svg(graph)
      if let remark { warn([remark]) }
      return svg
    case nil, .text, .dot, .json: return renderer.text(graph)
    }
  }

  private func edited(
    _ questions: ProjectQuestions, _ toolchain: Toolchain
  ) throws -> ProjectQuestions.EditedFiles {
    if let since {
      return try RevisionChanges(toolchain, environment: Environment.variables)
        .files(since: since, of: questions)
    }
    guard words.isEmpty else {
      return try questions.files(named: words.map { FilePath(argument: $0) })
    }
    if !questions.hasLastBuild { warn(["no build has succeeded yet: all files count as edited"]) }
    return questions.filesEditedSinceLastBuild
  }

  private func warn(_ sentences: [String]) {
    StandardError.write(
      sentences.map { "mini: warning: \(TerminalText.escaped($0))\n" }.joined())
  }
}

extension ProjectQuestions.Kind: EnumerableFlag {}
extension GraphFormat: ExpressibleByArgument {}
