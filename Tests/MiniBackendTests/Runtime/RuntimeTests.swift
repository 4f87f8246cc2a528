// The runtime by itself: hand-written IR calls it, and real programs show its output.

import Foundation
import MiniBackend
import MiniFrontend
import Testing

@Suite struct RuntimeTests {
  @Test(arguments: Engine.allCases.filter(Tools.isAvailable))
  func everyDoubleIsPrintedAsPythonPrintsIt(_ engine: Engine) throws {
    let lines = try String(contentsOf: fixture("Backend/f64-repr.txt"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: " ") }
    let table = lines.map { "double 0x\($0[0])" }.joined(separator: ", ")
    let ir = """
      @"main.main:0" = private constant [\(lines.count) x double] [\(table)]

      define i32 @main.main() {
      entry:
        br label %next
      next:
        %index = phi i64 [ 0, %entry ], [ %sum, %next ]
        %place = getelementptr double, ptr @"main.main:0", i64 %index
        %value = load double, ptr %place
        call void @mini_write_f64(double %value)
        call void @mini_write_line()
        %sum = add i64 %index, 1
        %isLast = icmp eq i64 %sum, \(lines.count)
        br i1 %isLast, label %end, label %next
      end:
        ret i32 0
      }

      """
    let outcome = try execute(ir, parts: [.writeF64, .writeLine], with: engine)
    #expect(outcome.status == 0)
    let printed = outcome.outputText.split(separator: "\n")
    try #require(printed.count == lines.count)
    for (line, text) in zip(lines, printed) {
      #expect(text == line[1], "bits \(line[0])")
    }
  }

  @Test(arguments: Engine.allCases.filter(Tools.isAvailable))
  func integersArePrintedInDecimal(_ engine: Engine) throws {
    var values: [Int64] = [0, 1, -1, 9, 10, -10, .max, .min, Int64(Int32.min), Int64(Int32.max)]
    var power: Int64 = 1
    for _ in 0..<18 {
      power *= 10
      values += [power - 1, power, -power, power + 1]
    }
    let calls = values.map {
      "  call void @mini_write_i64(i64 \($0))\n  call void @mini_write_line()"
    }
    let ir = "define i32 @main.main() {\nentry:\n\(calls.joined(separator: "\n"))\n  ret i32 7\n}\n"
    let outcome = try execute(ir, parts: [.writeI64, .writeLine], with: engine)
    #expect(outcome.status == 7)
    #expect(outcome.outputText == values.map { "\($0)\n" }.joined())
  }

  @Test(arguments: Engine.allCases.filter(Tools.isAvailable))
  func outputLargerThanTheBufferIsCompleteAndInOrder(_ engine: Engine) throws {
    let count = 30_000
    let ir = """
      @"main.main:0" = private unnamed_addr constant [100000 x i8] zeroinitializer

      define void @main.main() {
      entry:
        br label %next
      next:
        %value = phi i64 [ 0, %entry ], [ %sum, %next ]
        call void @mini_write_i64(i64 %value)
        call void @mini_write_line()
        %sum = add i64 %value, 1
        %isLast = icmp eq i64 %sum, \(count)
        br i1 %isLast, label %end, label %next
      end:
        call void @mini_write_bytes(ptr @"main.main:0", i64 100000)
        ret void
      }

      """
    let outcome = try execute(
      ir, parts: [.writeI64, .writeLine, .writeBytes], mainResult: .void, with: engine)
    #expect(outcome.status == 0)
    let expected = (0..<count).map { "\($0)\n" }.joined()
    #expect(outcome.output == Array(expected.utf8) + [UInt8](repeating: 0, count: 100_000))
  }

  @Test(arguments: Engine.allCases.filter(Tools.isAvailable))
  func aPanicComesAfterAllOutputAndExitsWith101(_ engine: Engine) throws {
    let ir = """
      @"main.main:0" = private unnamed_addr constant [6 x i8] c"before"
      @"main.main:1" = private unnamed_addr constant [8 x i8] c"math.div"

      define i32 @main.main() {
      entry:
        call void @mini_write_bytes(ptr @"main.main:0", i64 6)
        call void @mini_panic_zero(ptr @"main.main:1", i64 8, i32 4000000000)
        unreachable
      }

      """
    let outcome = try execute(ir, parts: [.writeBytes, .panicZero, .panicEnd], with: engine)
    #expect(
      outcome
        == Outcome(
          status: 101, output: Array("before".utf8),
          errors: Array("panic: division by zero in math.div #4000000000\n".utf8)))
  }

  @Test func aProgramThatUsesNothingCarriesNothing() {
    let header = String(
      decoding: ProgramHeader.text(rootModule: "main", mainResult: .void, parts: []), as: UTF8.self)
    #expect(
      header == """
        ; Made by mini. Root module: main

        define i32 @main() {
        entry:
          call void @main.main()
          ret i32 0
        }


        """)
  }

  /// Each part alone, so that none depends on declarations of another. Panics need one of two ends.
  @Test(
    .enabled(if: Tools.llvmAs15 != nil), arguments: (0..<12).map { RuntimeParts(rawValue: 1 << $0) }
  )
  func eachPartStandsAlone(_ part: RuntimeParts) throws {
    let scratch = try Scratch()
    let header = ProgramHeader.text(
      rootModule: "lib/ma\"in\n", mainResult: .i32, parts: part.union(.panicEnd))
    let main = "define i32 @\"lib/ma\\22in\\0A.main\"() {\n  ret i32 0\n}\n"
    let path = try scratch.write(header + Array(main.utf8), as: "main.ll")
    let outcome = try Tools.run(
      try #require(Tools.llvmAs15), [path, "-o", scratch.path("main.bc")], in: scratch)
    #expect(outcome.status == 0, "\(outcome.errorText)")
  }

  private func execute(
    _ ir: String, parts: RuntimeParts, mainResult: Scalar = .i32, with engine: Engine
  ) throws -> Outcome {
    let header = ProgramHeader.text(
      rootModule: "main", mainResult: mainResult, parts: parts)
    return try Tools.execute(header + Array(ir.utf8), with: engine)
  }
}
