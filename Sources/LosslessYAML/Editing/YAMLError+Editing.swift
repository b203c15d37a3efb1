extension YAMLError.Code {
  /// A route leads to no node.
  public static let noSuchNode = YAMLError.Code("no-such-node")
  /// The target is no scalar.
  public static let notAScalar = YAMLError.Code("not-a-scalar")
  /// The target is no mapping.
  public static let notAMapping = YAMLError.Code("not-a-mapping")
  /// The target is no sequence.
  public static let notASequence = YAMLError.Code("not-a-sequence")
  /// The target is shared through an alias or merge key; ``YAMLError/related`` names all places.
  public static let sharedNode = YAMLError.Code("shared-node")
  /// A merge key further down would overwrite the new entry; ``YAMLError/related`` names it.
  public static let outranked = YAMLError.Code("outranked")
  /// Two edits of a batch touch the same thing; ``YAMLError/related`` names the other place.
  public static let conflictingEdits = YAMLError.Code("conflicting-edits")
  /// The value, comment or place cannot be written in YAML there.
  public static let unrepresentable = YAMLError.Code("unrepresentable")
  /// The result is not exactly what was planned. Nothing was changed; please report the file.
  public static let proofFailed = YAMLError.Code("proof-failed")
}
