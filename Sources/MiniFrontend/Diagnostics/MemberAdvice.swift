// What to write instead of the fields and methods of other languages.

/// Advice on members of values that have none of that name.
package enum MemberAdvice {
  /// The kind of a value, as far as it matters for advice.
  package enum Kind {
    case array
    case map
    case text
    case number
    case optional
    /// A struct with these fields.
    case structure([String])
    /// Another type, or one that is not known.
    case other
  }

  /// The report of a call of a method.
  ///
  /// - Parameters:
  ///   - start: where its name starts.
  ///   - base: the variable before the `.`; `nil`: another expression.
  package static func noMethod(
    _ name: String, startingAt start: UInt32, of base: String?, _ kind: Kind = .other
  ) -> RawDiagnostic {
    let value = base ?? "…"
    var note = instead(of: name, value, kind).map { "write \($0)" }
    if case .structure(let fields) = kind, let near = Suggestion.nearest(to: name, among: fields) {
      note = "did you mean the field '\(near)'?"
    }
    return RawDiagnostic(
      .undefinedField, "\(base.map { "'\($0)'" } ?? "the value") has no method '\(name)'",
      at: SourceRange(start: start, end: start + UInt32(name.utf8.count)),
      label: "there are no methods",
      notes: [
        .init(note ?? "a function takes the value as an argument: '\(name)(\(value), …)'")
      ])
  }

  /// What to write instead of a field or a method of other languages, in quotes; `nil`: it is none
  /// that is known.
  ///
  /// - Parameter a: the value before the `.`, as the source spells it, or `…`.
  package static func instead(of member: String, _ a: String, _ kind: Kind = .other) -> String? {
    switch kind {
    case .map: insteadOfMap(member, a) ?? insteadOfAny(member, a)
    case .array, .text, .number, .optional, .other: insteadOfAny(member, a)
    case .structure: nil
    }
  }

  private static func insteadOfMap(_ member: String, _ m: String) -> String? {
    switch member {
    case "insert", "put", "set", "add", "push", "append", "update": "'\(m)[k] = v'"
    case "get", "at", "find", "lookup": "'\(m)[k]', which is an optional"
    case "contains", "includes", "has": "'\(m)[k] != none'"
    case "remove", "removeAt", "erase", "delete", "pop", "removeValue": "'remove(&\(m), k)'"
    case "clear", "removeAll": "'\(m) = [:]'"
    default: nil
    }
  }

  private static func insteadOfAny(_ member: String, _ a: String) -> String? {
    switch member {
    case "len", "length", "count", "size": "'len(\(a))'"
    case "isEmpty", "is_empty", "empty": "'len(\(a)) == 0'"
    case "push", "push_back", "add": "'push(&\(a), …)'"
    case "append": "'push(&\(a), …)' for one element, 'append(&\(a), …)' for those of an array"
    case "extend", "concat", "addAll": "'append(&\(a), …)'"
    case "pop", "pop_back", "popLast", "removeLast": "'pop(&\(a))'"
    case "insert", "truncate": "'\(member)(&\(a), …)'"
    case "remove", "removeAt", "erase", "delete": "'remove(&\(a), …)'"
    case "clear", "removeAll": "'truncate(&\(a), 0)'"
    case "reverse", "sort": "'\(member)(&\(a))'"
    case "contains", "includes", "has": "'contains(\(a), …)'"
    case "contains_key", "containsKey", "has_key", "hasKey": "'\(a)[k] != none'"
    case "keys": "'keys(\(a))'"
    case "values", "items", "entries": "'for k, v in \(a) { … }'"
    case "put", "set": "'\(a)[k] = v'"
    case "entry", "setdefault", "putIfAbsent": "'entry(&\(a), k, d)'"
    case "getOrDefault", "get_or": "'\(a)[k] orelse …'"
    case "find", "index", "indexOf", "index_of", "firstIndex": "'find(\(a), …)'"
    case "bytes", "as_bytes", "getBytes", "utf8": "'bytes(\(a))'"
    case "abs": "'abs(\(a))'"
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
      StandardModule.offer(member).map {
        "'\($0.call(a))', with 'import \"\($0.module.path)\";'"
      }
    }
  }
}
