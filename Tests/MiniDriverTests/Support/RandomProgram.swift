// Programs of several modules that change at random, for the histories.

import TestSupport

/// A program's files and functions, with the data that its edits need.
struct RandomProgram: Sendable {
  struct Call: Sendable {
    var file: String
    var function: String
    var argumentCount: Int
  }

  struct Function: Sendable {
    var name: String
    var parameterTypes: [String]
    var resultType: String
    var number: Int
    var calls: [Call]
    var hasUnusedLocal = false
    /// Whether its last call comes after the return.
    var hasUnreachableCall = false
    /// Names the parameters; not visible elsewhere.
    var letter = "p"
  }

  struct File: Sendable {
    var functions: [Function]
    var comment = 0
    var prefix = "n_"
    var extraImports: Set<String> = []
  }

  private(set) var files: [String: File] = [:]
  private var nextName = 0

  private static let types = ["i32", "i64", "u8", "u32", "u64"]
  private static let paths = [
    "a.mini", "b.mini", "lib/c.mini", "lib/d.mini", "lib/deep/e.mini", "f.mini", "lib/g.mini",
  ]

  init(using random: inout SplitMix64) {
    files["main.mini"] = File(functions: [
      Function(name: "main", parameterTypes: [], resultType: "i32", number: 1, calls: [])
    ])
    for _ in 0..<Int.random(in: 1...4, using: &random) { addFile(using: &random) }
    for _ in 0..<6 { addCall(using: &random) }
  }

  // MARK: Edits

  enum Edit: CaseIterable, Sendable {
    case body, resultType, parameterType, comment, local, unusedLocal, addFunction, removeFunction
    case renameFunction, addFile, removeFile, renameFile, addCall, removeCall, prefix, extraImport
    case unreachableCall, none
  }

  mutating func edit(_ edit: Edit, using random: inout SplitMix64) {
    switch edit {
    case .body: changeFunction(using: &random) { $0.number = ($0.number + $1) % 90 }
    case .resultType:
      changeFunction(using: &random) { $0.resultType = Self.types[$1 % Self.types.count] }
    case .parameterType:
      changeFunction(using: &random) { function, choice in
        guard !function.parameterTypes.isEmpty else { return }
        function.parameterTypes[0] = Self.types[choice % Self.types.count]
      }
    case .comment: changeFile(using: &random) { $0.comment += $1 }
    case .local: changeFunction(using: &random) { $0.letter = ["p", "q", "r"][$1 % 3] }
    case .unusedLocal: changeFunction(using: &random) { $0.hasUnusedLocal = $1 % 2 == 0 }
    case .addFunction: addFunction(to: somePath(using: &random), using: &random)
    case .removeFunction:
      changeFile(using: &random) { file, choice in
        let index = choice % file.functions.count
        if file.functions[index].name != "main" { file.functions.remove(at: index) }
        if file.functions.isEmpty {
          file.functions = [
            Function(name: "left", parameterTypes: [], resultType: "i32", number: 0, calls: [])
          ]
        }
      }
    case .renameFunction: renameFunction(using: &random)
    case .addFile: addFile(using: &random)
    case .removeFile:
      let path = somePath(using: &random)
      if path != "main.mini" { files[path] = nil }
    case .renameFile: renameFile(using: &random)
    case .addCall: addCall(using: &random)
    case .removeCall: changeFunction(using: &random) { function, _ in _ = function.calls.popLast() }
    case .unreachableCall:
      changeFunction(using: &random) { $0.hasUnreachableCall = $1 % 2 == 0 }
    case .prefix: changeFile(using: &random) { $0.prefix = ["n_", "m_", "o_"][$1 % 3] }
    case .extraImport:
      let target = Self.paths[Int.random(in: 0..<Self.paths.count, using: &random)]
      if files[target] != nil {
        changeFile(using: &random) { file, _ in file.extraImports.formSymmetricDifference([target])
        }
      }
    case .none: break
    }
  }

  /// Drops calls and imports without a target, so that the program has no errors.
  mutating func repair() {
    let known = files
    for path in files.keys {
      files[path]!.extraImports.formIntersection(known.keys)
      for index in files[path]!.functions.indices {
        files[path]!.functions[index].calls.removeAll { call in
          let target = known[call.file]?.functions.first { $0.name == call.function }
          return target?.parameterTypes.count != call.argumentCount
        }
      }
    }
  }

  private func somePath(using random: inout SplitMix64) -> String {
    let paths = files.keys.sorted()
    return paths[Int.random(in: 0..<paths.count, using: &random)]
  }

  private mutating func changeFile(
    using random: inout SplitMix64, _ change: (inout File, Int) -> Void
  ) {
    let path = somePath(using: &random)
    change(&files[path]!, Int.random(in: 1...1000, using: &random))
  }

  private mutating func changeFunction(
    using random: inout SplitMix64, _ change: (inout Function, Int) -> Void
  ) {
    let index = Int.random(in: 0..<1000, using: &random)
    changeFile(using: &random) { file, choice in
      let index = index % file.functions.count
      let before = file.functions[index]
      change(&file.functions[index], choice)
      if before.name == "main" { file.functions[index].resultType = "i32" }
    }
  }

  private mutating func addFile(using random: inout SplitMix64) {
    let path = Self.paths[Int.random(in: 0..<Self.paths.count, using: &random)]
    guard files[path] == nil else { return }
    files[path] = File(functions: [])
    for _ in 0..<Int.random(in: 1...3, using: &random) { addFunction(to: path, using: &random) }
    addCall(using: &random)
  }

  private mutating func addFunction(to path: String, using random: inout SplitMix64) {
    nextName += 1
    let count = Int.random(in: 0...2, using: &random)
    files[path]!.functions.append(
      Function(
        name: "f\(nextName)",
        parameterTypes: (0..<count).map { _ in Self.types.randomElement(using: &random)! },
        resultType: Self.types.randomElement(using: &random)!,
        number: Int.random(in: 0..<90, using: &random), calls: []))
  }

  /// Makes some function call another one, in any file, so that cycles arise.
  private mutating func addCall(using random: inout SplitMix64) {
    let path = somePath(using: &random)
    let target = files[path]!.functions.randomElement(using: &random)!
    changeFunction(using: &random) { function, _ in
      guard function.calls.count < 4 else { return }
      function.calls.append(
        Call(file: path, function: target.name, argumentCount: target.parameterTypes.count))
    }
  }

  /// Renames a function, and mostly also in the calls of it.
  private mutating func renameFunction(using random: inout SplitMix64) {
    let path = somePath(using: &random)
    let index = Int.random(in: 0..<files[path]!.functions.count, using: &random)
    let old = files[path]!.functions[index].name
    guard old != "main" else { return }
    nextName += 1
    let new = "f\(nextName)"
    files[path]!.functions[index].name = new
    guard Int.random(in: 0..<4, using: &random) > 0 else { return }
    for caller in files.keys {
      for function in files[caller]!.functions.indices {
        for call in files[caller]!.functions[function].calls.indices
        where files[caller]!.functions[function].calls[call].file == path
          && files[caller]!.functions[function].calls[call].function == old
        {
          files[caller]!.functions[function].calls[call].function = new
        }
      }
    }
  }

  private mutating func renameFile(using random: inout SplitMix64) {
    let old = somePath(using: &random)
    let new = Self.paths[Int.random(in: 0..<Self.paths.count, using: &random)]
    guard old != "main.mini", files[new] == nil else { return }
    files[new] = files.removeValue(forKey: old)
    for path in files.keys {
      for function in files[path]!.functions.indices {
        for call in files[path]!.functions[function].calls.indices
        where files[path]!.functions[function].calls[call].file == old {
          files[path]!.functions[function].calls[call].file = new
        }
      }
      if files[path]!.extraImports.remove(old) != nil { files[path]!.extraImports.insert(new) }
    }
  }
}

// The program's texts.

extension RandomProgram {
  var texts: [String: String] {
    Dictionary(uniqueKeysWithValues: files.map { ($0.key, text(of: $0.value, at: $0.key)) })
  }

  private func text(of file: File, at path: String) -> String {
    let called = file.functions.flatMap { $0.calls.map(\.file) }.filter { $0 != path }
    let imports = Set(called).union(file.extraImports).sorted()
    var text = ""
    for target in imports {
      text +=
        "import \"\(Self.path(to: target, from: path))\" as \(Self.namespace(target, file));\n"
    }
    if file.comment > 0 { text += "// Edited \(file.comment)\n" }
    for function in file.functions { text += "\n" + self.text(of: function, in: file, at: path) }
    return text
  }

  private func text(of function: Function, in file: File, at path: String) -> String {
    let parameters = function.parameterTypes.enumerated()
      .map { "\(function.letter)\($0): \($1)" }.joined(separator: ", ")
    var text = "fn \(function.name)(\(parameters)) \(function.resultType) {\n"
    if function.hasUnusedLocal { text += "    const unused = \(function.number);\n" }
    text += "    var sum: i32 = \(function.number);\n"
    for index in function.parameterTypes.indices {
      text += "    sum += i32(\(function.letter)\(index));\n"
    }
    if function.number % 3 == 0 {
      let first = function.number % 4
      text += "    for i, x in \(first)..=\(function.number) {\n"
      text += "        if x & 7 == 5 { continue; }\n"
      text += "        sum = (sum ^ i << 3) - x % 5;\n    }\n"
    }
    var sums: [String] = []
    for call in function.calls {
      let namespace = call.file == path ? "" : Self.namespace(call.file, file) + "."
      let arguments = (0..<call.argumentCount).map { "\($0 + 1)" }.joined(separator: ", ")
      sums.append("    sum += i32(\(namespace)\(call.function)(\(arguments)));\n")
    }
    let unreachable = function.hasUnreachableCall ? sums.popLast() : nil
    text += sums.joined()
    if function.number % 7 == 0 { text += "    print(\"\(function.number): \", sum);\n" }
    return text + "    return \(function.resultType)(sum);\n\(unreachable ?? "")}\n"
  }

  /// The last part of a path is unique, and so is the name.
  private static func namespace(_ target: String, _ file: File) -> String {
    file.prefix + target.split(separator: "/").last!.dropLast(5)
  }

  private static func path(to target: String, from importer: String) -> String {
    var folders = importer.split(separator: "/").dropLast()
    var rest = target.split(separator: "/")[...]
    while rest.count > 1, rest.first == folders.first {
      rest.removeFirst()
      folders.removeFirst()
    }
    return (folders.map { _ in ".." } + rest.map(String.init)).joined(separator: "/")
  }
}
