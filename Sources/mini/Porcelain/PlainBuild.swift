// The most frequent commands, parsed without the argument parser. That one looks up every option's
// type in the executable's tables, which takes 1.5 ms, a quarter of a null build (note 2).

import Glibc
import MiniDriver
import SystemPackage

/// `mini build` and `mini run` with only the simplest options. Any other command line, including an
/// erroneous one, is left to the parser.
struct PlainBuild {
  /// `nil`: none is named.
  private(set) var root: String?
  private(set) var goal = BuildOptions.Goal.executable
  private(set) var jobs: Int?
  /// The level of optimisation; `nil`: none is given.
  private(set) var level: Int?
  /// The program's arguments; `nil`: it is not run.
  private(set) var programArguments: [String]?

  /// - Parameter arguments: those of the process, without its own name.
  /// - Returns: `nil` if the parser must handle them.
  init?(_ arguments: [String]) {
    switch arguments.first {
    case "build": break
    case "run":
      programArguments = []
      goal = .program
    default: return nil
    }
    var rest = arguments.dropFirst()
    while let argument = rest.popFirst() {
      switch argument {
      case "--emit" where programArguments == nil:
        switch rest.popFirst() {
        case "ir": goal = .ir
        default: return nil
        }
      case "-j":
        guard let number = rest.popFirst().flatMap({ Int($0) }),
          (1...Terminal.threadsMax).contains(number)
        else { return nil }
        jobs = number
      case "-O0", "-O1", "-O2", "-O3", "--release":
        guard level == nil else { return nil }
        level = argument == "--release" ? 2 : Int(argument.dropFirst(2))
      case "--" where programArguments != nil:
        programArguments = Array(rest)
        rest = []
      default:
        guard root == nil, !argument.isEmpty, argument.utf8.first != UInt8(ascii: "-") else {
          return nil
        }
        root = argument
      }
    }
  }

  func run() throws {
    let programs: [BuildTarget]
    switch try BuildTarget.named(by: root) {
    case .root(let target): return try run(target)
    case .programs(let targets): programs = targets
    }
    guard programs.count == 1 || programArguments == nil else {
      throw BuildTarget.isAmbiguous(programs)
    }
    try BuildTarget.each(programs, run)
  }

  private func run(_ target: BuildTarget) throws {
    if programArguments != nil { PanicLocation.offer(root: target.root) }
    var work = WorkSettings()
    work.jobs = jobs
    let report = try ProjectBuild(target, work: work, report: ReportSettings())
      .run(
        goal: goal, stem: programArguments == nil ? target.stem() : nil,
        optimization: level ?? target.level)
    guard let programArguments else { return }
    try Program(builtBy: report).become(arguments: programArguments)
  }
}
