// The metadata at the head of a `-g` program and of each of its units. All functions share it,
// under numbers of few digits.

import MiniFrontend

enum ProgramMetadata {
  /// The compile unit.
  static let unit = "!0"

  /// Number of nodes in the header.
  static let count = 11

  /// The node that describes a type's values.
  static func type(_ type: Scalar) -> String {
    switch type {
    case .i32: "!4"
    case .i64: "!5"
    case .f64: "!6"
    case .bool: "!7"
    case .u8: "!8"
    case .u32: "!9"
    case .u64: "!10"
    case .void: "null"
    }
  }

  /// Appends the nodes.
  ///
  /// The compilation directory is `.`: IR contains no path of a machine, and a debugger that starts
  /// in the root file's folder finds the sources.
  ///
  /// The language is one that debuggers know, and whose values and expressions are like Mini's.
  ///
  /// - Parameter name: the compile unit's name: the root file's, or a unit's.
  static func append(name: String, to text: inout IRText) {
    text.append(
      """
      !llvm.dbg.cu = !{!0}
      !llvm.module.flags = !{!1, !2}
      !llvm.ident = !{!3}
      !0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !DIFile(filename: "
      """)
    text.append(escaped: name.utf8)
    text.append(
      """
      ", directory: "."), producer: "mini", isOptimized: false, runtimeVersion: 0, \
      emissionKind: FullDebug, nameTableKind: None)
      !1 = !{i32 2, !"Debug Info Version", i32 3}
      !2 = !{i32 7, !"Dwarf Version", i32 4}
      !3 = !{!"mini"}
      !4 = !DIBasicType(name: "i32", size: 32, encoding: DW_ATE_signed)
      !5 = !DIBasicType(name: "i64", size: 64, encoding: DW_ATE_signed)
      !6 = !DIBasicType(name: "f64", size: 64, encoding: DW_ATE_float)
      !7 = !DIBasicType(name: "bool", size: 8, encoding: DW_ATE_boolean)
      !8 = !DIBasicType(name: "u8", size: 8, encoding: DW_ATE_unsigned)
      !9 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
      !10 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)


      """)
  }
}
