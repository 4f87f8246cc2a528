// `mini graph --affected`: everything that an edit of files can reach.

import FileIO
import MiniFrontend
package import SystemPackage

/// The parts of a project that edits of files can reach: an upper bound, whatever the edits are.
package struct AffectedParts: Sendable {
  /// Modules that can be compiled again, by path.
  package let files: [ProjectPart]
  /// Functions, types and constants that can be compiled again, by file and place.
  package let declarations: [ProjectPart]
  /// The tests that can run again: those that reach one of these. By file and place.
  package let tests: [ProjectPart]
}

extension ProjectQuestions {
  /// The parts that edits of files can reach.
  package func affected(byEditsOf edited: EditedFiles) -> AffectedParts {
    var search = AffectedSearch(edited.numbers, self)
    search.run()
    return search.result
  }

  /// Files of the project.
  package struct EditedFiles: Sendable {
    fileprivate let numbers: [Int]

    package var isEmpty: Bool { numbers.isEmpty }
  }

  /// The files with these names.
  package func files(named names: [FilePath]) throws(QuestionError) -> EditedFiles {
    var numbers: [Int] = []
    for name in names { numbers.append(try file(named: name)) }
    return EditedFiles(numbers: numbers)
  }

  /// The file with a name.
  func file(named name: FilePath) throws(QuestionError) -> Int {
    guard let file = number(of: name), graph.isReachable(file) else {
      throw QuestionError(
        "'\(name)' is not a file of the project '\(names.shown(context.rootName))'",
        name.string, among: files.map { names.shown(graph.files.path(of: $0).path) })
    }
    return file
  }

  /// The files whose texts differ from those of the last build, or are new or missing. Without a last
  /// build, all.
  package var filesEditedSinceLastBuild: EditedFiles {
    guard hasLastBuild else { return EditedFiles(numbers: files.filter { !isStandard($0) }) }
    return EditedFiles(
      numbers: graph.files.touchedIndices.filter { file in
        graph.isReachable(file)
          && (graph.files.reading(of: file) != nil || graph.files.problem(of: file) != nil)
      })
  }

  /// The files of the project among some of the disk.
  func files(among names: [FilePath]) -> EditedFiles {
    EditedFiles(numbers: names.compactMap(number).filter { graph.isReachable($0) })
  }

  private func number(of name: FilePath) -> Int? {
    let module = ModulePath(name.string)
    if module.standardModule != nil { return graph.knownIndex(of: module) }
    // A file in a folder that does not exist is none of the project.
    return (try? location.path(ofFile: name, fileSystem: fileSystem)).flatMap {
      graph.knownIndex(of: ModulePath($0))
    }
  }
}

/// A walk from edited files to their users. It parses only files that can name something that has
/// been reached.
private struct AffectedSearch {
  /// How an edit can reach a declaration. Each includes those before.
  private enum Reach: Int, Comparable {
    /// It calls or names something that is compiled again. Then a test runs again.
    case runs = 1
    /// It is compiled again.
    case compiled
    /// All that its users depend on can change.
    case form

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  private let questions: ProjectQuestions
  private let edited: Set<Int>
  /// The parsed files.
  private var parsed: [Int: FileUses] = [:]
  /// The declarations that have been reached, by file and name.
  private var reached: [Int: [String: Reach]] = [:]

  init(_ edited: [Int], _ questions: ProjectQuestions) {
    self.edited = Set(edited)
    self.questions = questions
  }

  /// Each wave examines the files that can name something that the last one has reached.
  mutating func run() {
    // An edit can also add names, or remove the reason why one is unknown.
    var changes = edited.sorted().map { InterfaceChange(of: $0, names: nil) }
    parse(Array(edited))
    for file in edited {
      for declared in parsed[file]?.declarations ?? [] {
        reached[file, default: [:]][declared.name] = declared.kind == .test ? .compiled : .form
      }
    }
    while !changes.isEmpty {
      let users = questions.users(of: changes).subtracting(edited).sorted()
      parse(users)
      changes = users.compactMap { file in
        let names = examine(file)
        guard !names.isEmpty else { return nil }
        return InterfaceChange(of: file, names: names.count > Self.namesMax ? nil : names)
      }
    }
  }

  /// With more names, all importers are examined: comparing each with all names takes longer.
  private static let namesMax = 64

  private mutating func parse(_ files: [Int]) {
    let new = files.filter { parsed[$0] == nil }
    for (file, uses) in zip(new, questions.uses(of: new)) { parsed[file] = uses }
  }

  /// Finds the declarations of a file that are reached, or further than before.
  ///
  /// - Returns: their names.
  private mutating func examine(_ file: Int) -> Set<String> {
    guard let declarations = parsed[file]?.declarations else { return [] }
    var changed: Set<String> = []
    var own = reached[file] ?? [:]
    var isComplete = false
    while !isComplete {
      isComplete = true
      for declared in declarations {
        let found = declared.uses.compactMap { use in
          (use.file == file ? own[use.name] : reach(of: use)).map { reach -> Reach in
            guard reach == .form else { return .runs }
            return use.isInForm ? .form : .compiled
          }
        }.max()
        guard let found, own[declared.name].map({ $0 < found }) ?? true else { continue }
        own[declared.name] = found
        changed.insert(declared.name)
        isComplete = false
      }
    }
    reached[file] = own
    return changed
  }

  private func reach(of use: FileUses.Use) -> Reach? {
    edited.contains(use.file) ? .form : reached[use.file]?[use.name]
  }

  var result: AffectedParts {
    var files: [ProjectPart] = []
    var (declarations, tests): ([ProjectPart], [ProjectPart]) = ([], [])
    let paths = edited.union(reached.keys).map { (questions.graph.files.path(of: $0), $0) }
    for (path, file) in paths.sorted(by: { $0.0 < $1.0 }) {
      var isCompiled = edited.contains(file)
      if let uses = parsed[file] {
        for declared in uses.declarations.sorted(by: { $0.range.start < $1.range.start }) {
          guard let reach = reached[file]?[declared.name] else { continue }
          isCompiled = isCompiled || reach > .runs
          guard declared.kind != .test else {
            if path.standardModule == nil {
              tests.append(questions.part(declared, in: file, uses.lines))
            }
            continue
          }
          if reach > .runs { declarations.append(questions.part(declared, in: file, uses.lines)) }
        }
      }
      if isCompiled {
        files.append(ProjectPart(kind: .module, name: path.module, path: path.path))
      }
    }
    return AffectedParts(files: files, declarations: declarations, tests: tests)
  }
}

extension ProjectQuestions {
  /// The files that may name one of the changed names.
  fileprivate func users(of changes: [InterfaceChange]) -> Set<Int> {
    var users = Set(graph.importers(of: changes).map(\.file))
    // The facts of a text with errors may lack names.
    let changed = Set(changes.map(\.file))
    for file in graph.files.touchedIndices where hasErrors(file) {
      if graph.targetFiles(of: file).contains(where: changed.contains) { users.insert(file) }
    }
    return users.filter { graph.isReachable($0) }
  }
}
