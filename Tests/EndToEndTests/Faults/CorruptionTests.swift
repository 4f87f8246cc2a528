// The corruption table: every kind of damage to every kind of file. The next builds are right, the
// damage is reported, and the cache is healed. `make corruption-table` prints it.

import FileIO
import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite struct CorruptionTests {
  /// The file for the table, if one is requested.
  private static let tableFile = getenv("MINI_CORRUPTION_TABLE").map { String(cString: $0) }

  /// A trial of every third kind of damage, the others in the next days, in one of the three regions of a
  /// file: over the kinds, all of them have a turn. `make test-long` has sixty of each.
  @Test(.enabled(if: tableFile == nil), arguments: CorruptedFile.allCases)
  func everyDamageIsToldAndHealedAndNoOutputIsWrong(_ column: CorruptedFile) throws {
    let number = CorruptedFile.allCases.firstIndex(of: column) ?? 0
    for (turn, row) in Corruption.allCases.enumerated() where Turns.isDue(number + turn, of: 3) {
      let trials = fuzzScale == 1 ? 1 : 3 * min(fuzzScale, 20)
      let cell = try Self.cell(row, column, trials: trials)
      #expect(cell.isGood, "\(cell.problems.joined(separator: "\n"))")
      // The cells are not empty: everything that can notice damage has reported it.
      // (A file without records is one of no build.)
      if row != .none, row != .deleted, row != .emptied || column != .builds {
        #expect(cell.faults + cell.notes + cell.warnings >= trials, "\(row) \(column)")
      }
    }
  }

  /// The tables in Proof.md, which `make corruption-table proof-counts proof-figures` writes, have
  /// every row and column, and every cell is good.
  @Test(.enabled(if: tableFile == nil)) func theDocumentsHaveTheProof() throws {
    let document = try LocalFileSystem().contents(
      of: Repository.root.appending("Sources/mini/mini.docc/Proof.md"), sizeMax: 1 << 20)
    let lines = String(decoding: document ?? [], as: UTF8.self).split(separator: "\n")
    for count in [
      "crash points visited", "faults injected", "simulated histories", "real kills",
    ] {
      let line = try #require(lines.first { $0.hasPrefix("| \(count) | ") }, "\(count)")
      #expect(line.contains(/\| [1-9][0-9]*/), "\(line)")
    }
    for columns in [CorruptedFile.ofIR, CorruptedFile.ofNativeCode] {
      let head = "| |" + columns.map { " \($0.rawValue) |" }.joined()
      let start = try #require(lines.firstIndex { $0 == head }, "\(head)")
      let rows = lines[(start + 2)...].prefix(Corruption.allCases.count)
      for (row, line) in zip(Corruption.allCases, rows) {
        let cells = line.split(separator: "|").map { $0.trimmingPrefix(" ") }
        #expect(cells.first == "\(row.rawValue) ", "\(line)")
        #expect(cells.count == 1 + columns.count, "\(line)")
        let isGood = #/[0-9]+ × right, (told|absent|nothing told)(, healed)? /#
        for cell in cells.dropFirst() { #expect(cell.wholeMatch(of: isGood) != nil, "\(line)") }
      }
    }
  }

  @Test(.enabled(if: tableFile != nil))
  func theWholeTable() throws {
    let cells = Mutex<[Place: CorruptionCell]>([:])
    let failures = Mutex<[String]>([])
    let places = Corruption.allCases.flatMap { row in
      CorruptedFile.allCases.map { Place(row: row, column: $0) }
    }
    Parallel.forEach(count: places.count, threadsMax: 4) { number in
      do {
        let place = places[number]
        let trials = (place.column.isNative ? 12 : 30) * fuzzScale
        let cell = try Self.cell(place.row, place.column, trials: trials)
        cells.withLock { $0[places[number]] = cell }
      } catch {
        failures.withLock { $0.append("\(places[number]): \(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    let table = Table(cells: cells.withLock { $0 })
    let file = try #require(Self.tableFile)
    try LocalFileSystem().replaceFile(.init(file), with: Array(table.markdown.utf8))
    let problems = table.cells.values.flatMap(\.problems)
    #expect(problems == [])
  }

  private static func cell(
    _ row: Corruption, _ column: CorruptedFile, trials: Int
  ) throws -> CorruptionCell {
    // An index keeps sixteen states of a file; a new project begins before they are full.
    let trialsPerProject = 10
    var sum = CorruptionCell()
    for start in stride(from: 0, to: trials, by: trialsPerProject) {
      let seed = UInt64(start) << 16 | UInt64(row.number) << 8 | UInt64(column.number)
      var trial = try CorruptionTrial(row, column, seed: seed)
      for _ in start..<min(start + trialsPerProject, trials) { try trial.run() }
      sum += trial.cell
    }
    return sum
  }

  fileprivate struct Place: Hashable {
    let row: Corruption
    let column: CorruptedFile
  }
}

extension CaseIterable where Self: Equatable {
  var number: Int {
    Array(Self.allCases).firstIndex(of: self) ?? 0
  }
}

extension CorruptionCell {
  fileprivate static func += (sum: inout CorruptionCell, cell: CorruptionCell) {
    sum.trials += cell.trials
    sum.failedBuilds += cell.failedBuilds
    sum.wrongOutputs += cell.wrongOutputs
    sum.untold += cell.untold
    sum.unhealed += cell.unhealed
    sum.faults += cell.faults
    sum.notes += cell.notes
    sum.warnings += cell.warnings
    sum.problems += cell.problems
  }

  /// For example `30 right, 30 told, 30 healed`.
  fileprivate func markdown(_ row: Corruption) -> String {
    let wrong = failedBuilds + wrongOutputs
    let right = wrong == 0 ? "right" : "**\(wrong) WRONG**"
    let told =
      switch row {
      case .none: untold == 0 ? "nothing told" : "**\(untold) FALSE ALARMS**"
      case .deleted where untold == 0: "absent"
      default: untold == 0 ? "told" : "**\(untold) UNTOLD**"
      }
    let healed = unhealed == 0 ? "healed" : "**\(unhealed) UNHEALED**"
    return "\(trials) × \(right), \(told)" + (row == .none && unhealed == 0 ? "" : ", \(healed)")
  }
}

/// The table as Markdown.
private struct Table {
  let cells: [CorruptionTests.Place: CorruptionCell]

  var markdown: String {
    part(CorruptedFile.ofIR) + "\nOf native code:\n\n" + part(CorruptedFile.ofNativeCode) + "\n"
      + total + "\n"
  }

  private func part(_ columns: [CorruptedFile]) -> String {
    var text = "| |" + columns.map { " \($0.rawValue) |" }.joined() + "\n"
    text += "|---|" + columns.map { _ in "---|" }.joined() + "\n"
    for row in Corruption.allCases {
      let line = columns.map { column in
        " \(cells[.init(row: row, column: column)]?.markdown(row) ?? "–") |"
      }
      text += "| \(row.rawValue) |" + line.joined() + "\n"
    }
    return text
  }

  private var total: String {
    let all = cells.filter { $0.key.row != .none }.values
    func sum(_ count: KeyPath<CorruptionCell, Int>) -> Int {
      all.reduce(0) { $0 + $1[keyPath: count] }
    }
    return
      "\(sum(\.trials)) trials, \(sum(\.trials) * 6) builds: \(sum(\.wrongOutputs)) wrong outputs, "
      + "\(sum(\.failedBuilds)) failed builds, \(sum(\.untold)) faults untold, "
      + "\(sum(\.unhealed)) caches unhealed. `verify` called \(sum(\.faults)) a fault and noted "
      + "\(sum(\.notes)); builds told \(sum(\.warnings))."
  }
}
