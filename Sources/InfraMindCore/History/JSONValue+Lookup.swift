/// Lenient access for payloads of platforms, which add members at will: what is absent, `null` or of another kind is
/// `nil`.
///
/// None of it is inlined into other modules: the optimiser of Swift 6.3 fails on the enumeration that it finds there.
extension JSONValue {
  /// A member of an object; of several with one key the last, as most readers have it. `nil` also for `null`.
  @inline(never) public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = kind, let value = members.last(where: { $0.key == key })?.value else {
      return nil
    }
    if case .null = value.kind { return nil }
    return value
  }

  /// The elements of a list; none for anything else.
  @inline(never) public var elements: [JSONValue] {
    if case .array(let elements) = kind { elements } else { [] }
  }

  /// The members of an object; none for anything else.
  @inline(never) public var members: [JSONMember] {
    if case .object(let members) = kind { members } else { [] }
  }

  /// A string that is not empty: platforms write `""` for what they do not know.
  @inline(never) public var text: String? {
    if case .string(let text) = kind, !text.isEmpty { text } else { nil }
  }

  /// A string, also an empty one.
  @inline(never) package var anyText: String? {
    if case .string(let text) = kind { text } else { nil }
  }

  /// A string, or a whole number as its digits: ids are written either way.
  @inline(never) public var identifier: String? {
    if case .number(let digits) = kind, digits.allSatisfy(\.isNumber) { digits } else { text }
  }

  /// A finite number, also if written as a string.
  @inline(never) public var number: Double? {
    let written: String
    switch kind {
    case .number(let digits): written = digits
    case .string(let text): written = text
    case .null, .bool, .array, .object: return nil
    }
    return Double(written).flatMap { $0.isFinite ? $0 : nil }
  }

  /// A whole number that fits 64 bits, also if written as a string or as `3.0`.
  @inline(never) public var integer: Int? { number.flatMap(Int.init(exactly:)) }

  /// True or false.
  @inline(never) public var bool: Bool? {
    guard case .bool(let flag) = kind else { return nil }
    return flag
  }
}
