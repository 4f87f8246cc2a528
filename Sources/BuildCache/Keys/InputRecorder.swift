// The sink that finds the inputs that changed, for `--explain`.

import ObjectStore

/// Records a key's inputs by label, in a short readable form.
package struct InputRecorder: KeySink {
  /// The label and the value of one input.
  package struct Input: Hashable, Sendable {
    package let label: String
    package let value: String
  }

  /// The inputs in the order in which they were fed.
  package private(set) var inputs: [Input] = []
  /// The number of digits that it keeps of a digest.
  private let digits: Int

  package init(digits: Int = 12) {
    self.digits = digits
  }

  package mutating func field(_ kind: StaticString, text: some KeyText) {
    inputs.append(Input(label: "\(kind)", value: text.string))
  }

  package mutating func field(_ kind: StaticString, of name: some KeyText, text: some KeyText) {
    inputs.append(Input(label: "\(kind) \(name.string)", value: text.string))
  }

  package mutating func field(_ kind: StaticString, digest: Digest) {
    inputs.append(Input(label: "\(kind)", value: String(digest.description.prefix(digits))))
  }

  package mutating func use(
    of name: some KeyText, in module: some KeyText, form: (some KeyText)?
  ) {
    inputs.append(
      Input(
        label: "\(module.string).\(name.string)",
        value: form?.string ?? InputChange.noDeclaration))
  }

  /// Records nothing, because counts follow from the inputs that they count.
  package mutating func count(_ kind: StaticString, _ count: Int) {}

  /// The inputs of `new` that differ from `old`, in the order of `new`, then the inputs only in
  /// `old`.
  ///
  /// - Returns: at least one change. If labels and values are equal, the change is their order.
  package static func changes(from old: InputRecorder, to new: InputRecorder) -> [InputChange] {
    let before = old.valuesByLabel
    let after = new.valuesByLabel
    var changes: [InputChange] = []
    for input in new.inputs where before[input.label] != input.value {
      let oldValue = before[input.label] ?? InputChange.noInput
      changes.append(InputChange(label: input.label, old: oldValue, new: input.value))
    }
    for input in old.inputs where after[input.label] == nil {
      changes.append(InputChange(label: input.label, old: input.value, new: InputChange.noInput))
    }
    guard changes.isEmpty else { return changes }
    let order = { (inputs: [Input]) in inputs.map(\.label).joined(separator: ", ") }
    return [InputChange(label: "order", old: order(old.inputs), new: order(new.inputs))]
  }

  private var valuesByLabel: ValuesByLabel { ValuesByLabel(inputs) }

  /// Finds values by label; of two with the same label, the first. Not a dictionary:
  /// runtime note 1.
  private struct ValuesByLabel {
    private let sorted: [Input]

    init(_ inputs: [Input]) {
      sorted = inputs.sorted { $0.label < $1.label }  // a stable sort
    }

    /// Cost: a binary search.
    subscript(label: String) -> String? {
      let first = sorted.indices.partitionPoint { sorted[$0].label < label }
      return first < sorted.count && sorted[first].label == label ? sorted[first].value : nil
    }
  }
}
