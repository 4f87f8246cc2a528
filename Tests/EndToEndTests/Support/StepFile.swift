// Reads `Fixtures/Incremental/*.steps`: several versions of one project, each with the expected work
// of its build, and the expected program or messages.
//
// A file is a list of lines. Blank lines, lines that begin with `#`, and leading spaces have no
// meaning. The first word of a line decides:
//
//     step TITLE                begins a step; the lines below belong to it
//
//   edits, made in this order before the step's build:
//     write PATH                the file's whole text: the `|` lines below (none: an empty file)
//     replace PATH              the text of the `-` lines below, which occurs once, becomes that of the
//                               `+` lines
//     replace-unnoticed PATH    the same; the file keeps its size and its modification time
//     delete PATH               a file, or a folder with its contents
//     move PATH PATH            renames the first to the second, which it replaces
//     link TARGET PATH          PATH becomes a symbolic link to TARGET
//     touch PATH                the modification time becomes now
//     antedate PATH             the modification time becomes a day of the year 2001
//     postdate PATH             the modification time becomes tomorrow
//     crlf PATH                 each line end becomes CR LF
//     bom PATH                  a byte-order mark goes in front
//   One space after `|`, `-` and `+` is not part of the text.
//
//   how to build:
//     build ARGUMENTS           of `mini build`; without this line `--emit ir`
//     at-once                   right after the edits (else the stamps are left to age first)
//     settles-later             one more build may still have something to do
//     never-null                each further build may read a source again
//
//   expected results:
//     work [files C/T] [functions C/T] [reads N] [writes yes|no] [patches yes|no]
//                               C of T in all compiled (the rest cached); omitted parts may be any,
//                               and so may a T that is `*`
//     null                      the same work as `files 0/* functions 0/* reads 0 writes no`; the
//                               outputs keep their modification times
//     compiles PATH…            exactly these files, in any order
//     warnings CODE…            exactly these, in any order; without this line none
//     errors [CODE…]            the build fails with exactly these (no codes: with some), and leaves
//                               the outputs unchanged
//     status N                  the program's exit status
//     prints TEXT               a line of the program's standard output; without this line none
//     runs PATH                 the program is this executable (else the IR)

/// Several versions of a project, in order.
struct StepFile: Sendable {
  let steps: [Step]

  /// One version: the edits of the one before, and the expected work of its build.
  struct Step: Sendable {
    let title: String
    let line: Int
    var edits: [Edit] = []
    var arguments = ["--emit", "ir"]
    var timing = Timing.aged
    var after = After.null
    var work = Work()
    var isNull = false
    var compiles: [String]?
    var warnings: [String] = []
    var outcome = Outcome.unspecified
    var prints: [String] = []
    var executable: String?
  }

  enum Edit: Sendable {
    case write(String, text: String)
    case replace(String, old: String, new: String, Notice)
    case delete(String)
    case move(String, String)
    case link(target: String, String)
    case touch(String)
    case antedate(String)
    case postdate(String)
    case crlf(String)
    case bom(String)
  }

  enum Notice: Sendable { case noticed, unnoticed }
  enum Timing: Sendable { case aged, atOnce }
  enum After: Sendable { case null, settlesLater, neverNull }

  enum Outcome: Sendable {
    case unspecified
    case status(Int32)
    case errors([String])
  }

  /// The expected statistics of the build; `nil`: anything.
  struct Work: Sendable {
    var files: Count?
    var functions: Count?
    var reads: Int?
    var writes: Bool?
    var patches: Bool?
  }

  struct Count: Sendable {
    let compiled: Int
    /// `nil`: any.
    let total: Int?
  }

  struct SyntaxError: Error, CustomStringConvertible {
    let line: Int
    let description: String
  }

  /// - Throws: ``SyntaxError`` with the first line that does not fit the grammar.
  init(parsing text: String) throws(SyntaxError) {
    var parser = Parser(text)
    self.steps = try parser.steps()
  }
}

/// Reads the lines once.
private struct Parser {
  private struct Line {
    let number: Int
    let word: String
    let rest: String
    var words: [String] { rest.split(separator: " ").map(String.init) }
  }

  private var lines: [Line] = []
  private var next = 0

  init(_ text: String) {
    let all = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in all.enumerated() {
      let trimmed = line.drop { $0 == " " }
      guard let first = trimmed.first, first != "#" else { continue }
      let word = trimmed.prefix { $0 != " " }
      let rest = trimmed.dropFirst(word.count + 1)
      lines.append(Line(number: index + 1, word: String(word), rest: String(rest)))
    }
  }

  mutating func steps() throws(StepFile.SyntaxError) -> [StepFile.Step] {
    var steps: [StepFile.Step] = []
    while next < lines.count {
      let line = lines[next]
      next += 1
      if line.word == "step" {
        steps.append(StepFile.Step(title: line.rest, line: line.number))
      } else if steps.isEmpty {
        throw error(line, "comes before the first step")
      } else if let edit = try edit(line) {
        steps[steps.count - 1].edits.append(edit)
      } else {
        try property(line, of: &steps[steps.count - 1])
      }
    }
    return steps
  }

  /// The lines below that begin with `marker`, as text; `nil` if there is none.
  private mutating func body(_ marker: String) -> [String]? {
    let start = next
    while next < lines.count, lines[next].word == marker { next += 1 }
    return start == next ? nil : lines[start..<next].map(\.rest)
  }

  private mutating func edit(_ line: Line) throws(StepFile.SyntaxError) -> StepFile.Edit? {
    switch line.word {
    case "write":
      let text = (body("|") ?? []).map { $0 + "\n" }.joined()
      return .write(try words(line, 1)[0], text: text)
    case "replace", "replace-unnoticed":
      let path = try words(line, 1)[0]
      guard let old = body("-"), let new = body("+") else {
        throw error(line, "needs lines with - and with +")
      }
      return .replace(
        path, old: old.joined(separator: "\n"), new: new.joined(separator: "\n"),
        line.word == "replace" ? .noticed : .unnoticed)
    case "delete": return .delete(try words(line, 1)[0])
    case "move":
      let paths = try words(line, 2)
      return .move(paths[0], paths[1])
    case "link":
      let paths = try words(line, 2)
      return .link(target: paths[0], paths[1])
    case "touch": return .touch(try words(line, 1)[0])
    case "antedate": return .antedate(try words(line, 1)[0])
    case "postdate": return .postdate(try words(line, 1)[0])
    case "crlf": return .crlf(try words(line, 1)[0])
    case "bom": return .bom(try words(line, 1)[0])
    default: return nil
    }
  }

  private func property(
    _ line: Line, of step: inout StepFile.Step
  ) throws(StepFile.SyntaxError) {
    switch line.word {
    case "build": step.arguments = line.words
    case "at-once": step.timing = .atOnce
    case "settles-later": step.after = .settlesLater
    case "never-null": step.after = .neverNull
    case "work": step.work = try work(line)
    case "null":
      step.isNull = true
      step.work.reads = 0
      step.work.writes = false
    case "compiles": step.compiles = line.words.sorted()
    case "warnings": step.warnings = line.words.sorted()
    case "errors": step.outcome = .errors(line.words.sorted())
    case "status": step.outcome = .status(Int32(try number(line, line.rest)))
    case "prints": step.prints.append(line.rest)
    case "runs": step.executable = try words(line, 1)[0]
    default: throw error(line, "is not known")
    }
  }

  private func work(_ line: Line) throws(StepFile.SyntaxError) -> StepFile.Work {
    var work = StepFile.Work()
    let words = line.words
    guard words.count.isMultiple(of: 2) else { throw error(line, "wants pairs") }
    for index in stride(from: 0, to: words.count, by: 2) {
      let value = words[index + 1]
      switch words[index] {
      case "files": work.files = try count(line, value)
      case "functions": work.functions = try count(line, value)
      case "reads": work.reads = try number(line, value)
      case "writes": work.writes = try yes(line, value)
      case "patches": work.patches = try yes(line, value)
      default: throw error(line, "counts no \(words[index])")
      }
    }
    return work
  }

  private func count(_ line: Line, _ text: String) throws(StepFile.SyntaxError) -> StepFile.Count {
    let parts = text.split(separator: "/").map(String.init)
    guard parts.count == 2 else { throw error(line, "wants a pair of numbers for \(text)") }
    return StepFile.Count(
      compiled: try number(line, parts[0]),
      total: parts[1] == "*" ? nil : try number(line, parts[1]))
  }

  private func number(_ line: Line, _ text: String) throws(StepFile.SyntaxError) -> Int {
    guard let number = Int(text) else { throw error(line, "wants a number for \(text)") }
    return number
  }

  private func yes(_ line: Line, _ text: String) throws(StepFile.SyntaxError) -> Bool {
    guard text == "yes" || text == "no" else { throw error(line, "wants yes or no") }
    return text == "yes"
  }

  private func words(_ line: Line, _ count: Int) throws(StepFile.SyntaxError) -> [String] {
    guard line.words.count == count else { throw error(line, "wants \(count) words") }
    return line.words
  }

  private func error(_ line: Line, _ text: String) -> StepFile.SyntaxError {
    StepFile.SyntaxError(
      line: line.number, description: "line \(line.number): \(line.word) \(text)")
  }
}
