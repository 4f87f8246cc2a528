// What all keys' inputs have in common, and why two of a kind differ.

/// Everything that something compiled depends on.
package protocol KeyInputs {
  /// The compiler's epoch.
  var epoch: String { get }
  /// The options that show in IR, as text.
  var options: String { get }
  /// The one walk over the inputs, for the key and for the reasons alike.
  func feed(into sink: inout some KeySink)
}

/// How the inputs of files and of functions begin: by what they were compiled by and with.
func feed(epoch: some KeyText, options: some KeyText, into sink: inout some KeySink) {
  sink.field("compiler", text: epoch)
  sink.field("options", text: options)
}

extension MissReason {
  /// Why `new` has another key than `old`: the compiler, else the options, else what it was.
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
