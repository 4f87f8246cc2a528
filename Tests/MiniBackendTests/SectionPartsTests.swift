// The parts of a section: their texts, names and effects.

import MiniBackend
import MiniFrontend
import TestSupport
import Testing

@Suite struct SectionPartsTests {
  private func names(_ section: String) -> [[String]] {
    let bytes = Array(section.utf8)
    let scan = SectionParts(bytes)
    let names = scan.names.map { String(decoding: bytes[$0], as: UTF8.self) }
    return scan.parts.map { part in
      [names[part.defined].joined(separator: " ")] + names[part.used]
    }
  }

  @Test func eachConstantOfAFileIsAPart() {
    let found = names(
      """
      @a.x = hidden constant ptr @"a.x:1", align 8
      @"a.x:1" = private constant [3 x i8] c"\\22@b"
      ; refers @b.T$type = external hidden constant i8

      @"a.f:1" = private constant ptr @b.g
      ; refers declare void @b.g(i32)
      define void @a.f(i32 %0) {
        call void @"b/c.h"(ptr @a.x)
        ret void
      }
      !7 = !{!8}

      define i32 @"a.test \\22t\\22"() {
        ret i32 0
      }

      """)
    #expect(
      found == [
        ["@a.x", "@a.x", "@\"a.x:1\""],
        ["@\"a.x:1\"", "@\"a.x:1\""],
        ["@\"a.f:1\" @a.f", "@\"a.f:1\"", "@b.g", "@b.g", "@a.f", "@\"b/c.h\"", "@a.x"],
        ["@\"a.test \\22t\\22\"", "@\"a.test \\22t\\22\""],
      ])
  }

  @Test func textsThatNoEmitterMakesTrapNowhere() {
    var random = SplitMix64(seed: 5)
    let pieces = ["@", "\"", "define ", "\n", "\n\n", "}", "= ", "a.b", "; refers ", "("]
    for _ in 0..<2000 {
      let count = Int.random(in: 0...12, using: &random)
      let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let scan = SectionParts(Array(text.utf8))
      for part in scan.parts {
        #expect(part.text.upperBound <= text.utf8.count && !part.defined.isEmpty, "\(text)")
      }
    }
  }

  @Test func eachPrimitiveHasItsEffectAndNothingElseHasOne() {
    for primitive in Primitive.allCases where primitive.isOfLibrary {
      let effects = RuntimeEffects(ofName: Array("@mini_\(primitive.rawValue)".utf8)[...])
      #expect(effects.isEmpty == (primitive.effect == nil), "\(primitive)")
      if let effect = primitive.effect { #expect(effects.words == "uses \(effect.rawValue)") }
    }
    for name in ["@mini_sort", "@mini_panic_zero", "@llvm.memcpy.p0.p0.i64", "@mini_buffer"] {
      #expect(RuntimeEffects(ofName: Array(name.utf8)[...]).isEmpty, "\(name)")
    }
    for name in ["@rand", "@mini_x.f", "@\"a.b\"", "@time"] {
      #expect(!RuntimeEffects(ofName: Array(name.utf8)[...]).isEmpty, "\(name)")
    }
  }
}
