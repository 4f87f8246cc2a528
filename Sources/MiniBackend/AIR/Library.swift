// The functions of the run-time library (Sources/CMiniRuntime) that Mini's code calls.

package import MiniFrontend

extension AIR {
  /// A function of the run-time library. The raw value is its name in C without `mini_`.
  package enum Library: String, Hashable, Sendable, CaseIterable {
    case equal
    case textJoin = "text_join"
    case textAppend = "text_append"
    case textSlice = "text_slice"
    case textCompare = "text_compare"
    case textFind = "text_find"
    case textBytes = "text_bytes"
    case textOfBytes = "text_of_bytes"
    case textOf = "text_of"
    case arrayFill = "array_fill"
    case arrayMake = "array_make"
    case arrayOwn = "array_own"
    case arrayPush = "array_push"
    case arrayPop = "array_pop"
    case arrayInsert = "array_insert"
    case arrayRemove = "array_remove"
    case arrayTruncate = "array_truncate"
    case arrayAppend = "array_append"
    case arrayReverse = "array_reverse"
    case arraySlice = "array_slice"
    case arrayFind = "array_find"
    case arraySort = "array_sort"
    case mapLength = "map_length"
    case mapFind = "map_find"
    case mapFindOwn = "map_find_own"
    case mapEntry = "map_entry"
    case mapInsert = "map_insert"
    case mapRemove = "map_remove"
    case mapNext = "map_next"
    case mapKeys = "map_keys"
    case print

    /// Its number among all.
    var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// The scalar that it returns; `nil`: an address.
    package var result: Scalar? {
      switch self {
      case .equal, .textJoin, .textAppend, .textOf, .arrayPush, .arrayInsert, .arrayAppend,
        .mapRemove:
        .bool
      case .textCompare: .i32
      case .textFind, .arrayFind, .mapLength: .i64
      case .mapFind, .mapFindOwn, .mapEntry, .mapInsert, .mapNext: nil
      case .textSlice, .textBytes, .textOfBytes, .arrayFill, .arrayMake, .arrayOwn, .arrayPop,
        .arrayRemove, .arrayTruncate, .arrayReverse, .arraySlice, .arraySort, .mapKeys,
        .print:
        .void
      }
    }

    /// Its parameters; `nil`: an address.
    package var parameters: [Scalar?] {
      switch self {
      case .mapLength: [nil]
      case .textBytes, .textOfBytes, .arrayOwn, .arrayReverse, .print, .textCompare, .textFind,
        .textAppend:
        [nil, nil]
      case .equal, .textJoin, .textOf, .arrayPush, .arrayPop, .arrayAppend, .arraySort, .arrayFind,
        .mapInsert, .mapNext, .mapKeys:
        [nil, nil, nil]
      case .mapFind, .mapFindOwn: [nil, nil, nil, .i32]
      case .mapEntry: [nil, nil, nil, nil, .i32]
      case .mapRemove: [nil, nil, nil, nil]
      case .textSlice: [nil, nil, .i64, .i64]
      case .arrayFill: [nil, nil, .i64, nil]
      case .arrayMake, .arrayTruncate: [nil, .i64, nil]
      case .arrayInsert: [nil, .i64, nil, nil]
      case .arrayRemove: [nil, nil, .i64, nil]
      case .arraySlice: [nil, nil, .i64, .i64, nil]
      }
    }
  }
}
