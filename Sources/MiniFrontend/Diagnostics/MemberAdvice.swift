// What to write instead of the fields and methods of other languages.

/// Advice on members of values that have none of that name.
package enum MemberAdvice {
  /// The report of a call of a method.
  ///
  /// - Parameters:
  ///   - start: where its name starts.
  ///   - base: the variable before the `.`; `nil`: another expression.
  package static func noMethod(
    _ name: String, startingAt start: UInt32, of base: String?
  ) -> RawDiagnostic {
    let value = base ?? "…"
    return RawDiagnostic(
      .undefinedField, "\(base.map { "'\($0)'" } ?? "the value") has no method '\(name)'",
      at: SourceRange(start: start, end: start + UInt32(name.utf8.count)),
      label: "there are no methods",
      notes: [.init("write \(instead(of: name, value) ?? "'\(name)(\(value), …)'")")])
  }

  /// What to write instead of a field or a method of other languages, in quotes; `nil`: it is none
  /// that is known.
  ///
  /// - Parameter a: the value before the `.`, as the source spells it, or `…`.
  package static func instead(of member: String, _ a: String) -> String? {
    switch member {
    case "len", "length", "count", "size": "'len(\(a))'"
    case "isEmpty", "is_empty", "empty": "'len(\(a)) == 0'"
    case "push", "push_back", "add": "'push(&\(a), …)'"
    case "append": "'push(&\(a), …)' for one element, 'append(&\(a), …)' for those of an array"
    case "extend", "concat", "addAll": "'append(&\(a), …)'"
    case "pop", "pop_back", "popLast", "removeLast": "'pop(&\(a))'"
    case "insert", "truncate": "'\(member)(&\(a), …)'"
    case "remove", "removeAt", "erase", "delete": "'remove(&\(a), …)'"
    case "clear", "removeAll": "'truncate(&\(a), 0)', or '\(a) = [:]' for a map"
    case "reverse", "sort": "'\(member)(&\(a))'"
    case "contains", "includes", "has":
      "'contains(\(a), …)', or '\(a)[k] != none' for the key of a map"
    case "contains_key", "containsKey", "has_key", "hasKey": "'\(a)[k] != none'"
    case "keys": "'keys(\(a))'"
    case "values", "items", "entries": "'for k, v in \(a) { … }'"
    case "put", "set": "'\(a)[k] = v'"
    case "entry", "setdefault", "putIfAbsent": "'entry(&\(a), k, d)'"
    case "getOrDefault", "get_or": "'\(a)[k] orelse …'"
    case "find", "index", "indexOf", "index_of", "firstIndex": "'find(\(a), …)'"
    case "bytes", "as_bytes", "getBytes", "utf8", "abs":
      "'\(member == "abs" ? "abs" : "bytes")(\(a))'"
    case "to_string", "toString", "description": "'text(\(a))'"
    case "substring", "substr", "slice": "'\(a)[i..j]'"
    case "get", "at", "charAt", "nth": "'\(a)[…]'"
    case "first": "'\(a)[0]'"
    case "last": "'\(a)[len(\(a)) - 1]'"
    case "unwrap", "unwrap_or", "value", "expect": "'\(a) orelse …'"
    case "is_some", "isSome", "has_value": "'\(a) != none'"
    case "is_none", "isNone": "'\(a) == none'"
    case "iter", "forEach", "each", "map", "filter": "'for x in \(a) { … }'"
    case "clone", "copy", "dup": "'\(a)' alone: an assignment copies"
    default:
      StandardModule.offering(member).map {
        "'\($0.rawValue).\(member)(\(a), …)', with 'import \"\($0.path)\";'"
      }
    }
  }
}
