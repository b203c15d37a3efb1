public import HTTPTypes

extension HTTPField.Name {
  /// The name of a header as a program writes it, such as `X-GitHub-Event`; what is no token (RFC 9110) is a bug.
  public static func literal(_ name: StaticString) -> HTTPField.Name {
    guard let name = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is no name of a header") }
    return name
  }
}
