// Digests of the inputs of a unit of native code.

/// Digests from which a build sees cheaply whether a unit's inputs changed.
package struct UnitFingerprint: Hashable, Sendable {
  /// The digest of all content that the unit's key covers, ``UnitInputs/content``.
  package let content: Digest
  /// A digest of the sections of the unit's own modules.
  package let own: Digest
  /// The other modules from which the unit could import functions, as hashes of their names.
  package let consulted: [UInt64]
  /// A digest of the sections of `consulted`. If it and `own` are unchanged, `content` is too.
  package let foreign: Digest

  package init(content: Digest, own: Digest, consulted: [UInt64], foreign: Digest) {
    self.content = content
    self.own = own
    self.consulted = consulted
    self.foreign = foreign
  }
}
