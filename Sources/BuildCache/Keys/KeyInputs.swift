// The common part of all keys' inputs, and the reason why two keys of a kind differ.

/// All inputs of something compiled.
package protocol KeyInputs {
  /// The compiler's epoch.
  var epoch: String { get }
  /// The options that affect IR, as text.
  var options: String { get }
  /// Feeds every input to `sink`. Used both for the key and for the reasons of a miss.
  func feed(into sink: inout some KeySink)
}

/// Feeds the first inputs of a file or a function: the compiler and the options.
func feed(epoch: some KeyText, options: some KeyText, into sink: inout some KeySink) {
  sink.field("compiler", text: epoch)
  sink.field("options", text: options)
}

extension MissReason {
  /// The reason why the key of `new` differs: the compiler, else the options, else the inputs.
  init(from old: some KeyInputs, to new: some KeyInputs) {
    if old.epoch != new.epoch {
      self = .compilerChanged
    } else if old.options != new.options {
      self = .optionsChanged(old: old.options, new: new.options)
    } else {
      var before = InputRecorder()
      old.feed(into: &before)
      var after = InputRecorder()
      new.feed(into: &after)
      self = .inputsChanged(InputRecorder.changes(from: before, to: after))
    }
  }
}
