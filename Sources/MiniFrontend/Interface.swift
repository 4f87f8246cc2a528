// What a file offers to those that import it, and nothing else of it.

/// The functions a file offers: names and signatures, sorted by name. Its bytes are what the
/// interface id is the hash of, so an edit that leaves them alone leaves all importers alone.
package struct Interface: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    package let name: String
    package let signature: Signature

    package init(name: String, signature: Signature) {
      self.name = name
      self.signature = signature
    }
  }

  /// Sorted by the bytes of their names; each name once.
  package let functions: [Entry]
}
