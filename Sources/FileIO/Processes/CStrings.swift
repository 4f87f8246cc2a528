// A list of C strings, as calls that start programs take it.

import Glibc

/// C strings on the heap. They live as long as the value.
///
/// A class, because they are freed once.
@safe package final class CStrings {
  /// One for each word, and a null pointer at the end.
  package let pointers: [UnsafeMutablePointer<CChar>?]

  package init(_ words: [[UInt8]]) {
    unsafe pointers =
      words.map { word in
        unsafe (word + [0]).withUnsafeBufferPointer { bytes in
          unsafe bytes.withMemoryRebound(to: CChar.self) { unsafe strdup($0.baseAddress!) }
        }
      } + [nil]
  }

  deinit {
    for index in unsafe pointers.indices { unsafe free(pointers[index]) }
  }
}
