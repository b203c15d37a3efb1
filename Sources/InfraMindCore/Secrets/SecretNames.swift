/// Names of keys, variables and options whose values are secrets.
enum SecretNames {
  /// Whether a name says that its value is secret: `AWS_SECRET_ACCESS_KEY`, `--token`, `dbPassword`.
  ///
  /// Names of files and of secrets kept elsewhere are no secrets, such as `password_file` or Drone's `from_secret`.
  static func covers(_ name: ArraySlice<UInt8>) -> Bool {
    let name = String(decoding: name, as: UTF8.self).lowercasedASCII
    let parts = name.split { $0 == "-" || $0 == "_" || $0 == "." }
    guard let last = parts.last, !harmlessEnds.contains(String(last)), parts != ["from", "secret"] else {
      return false
    }
    if secretEnds.contains(String(last)) { return true }
    let letters = parts.joined()
    return words.contains { letters.containsBytes(ofText: $0) }
  }

  private static let words = [
    "secret", "token", "password", "passwd", "passphrase", "passcode", "credential", "privatekey", "apikey",
    "accesskey", "signingkey", "encryptionkey", "sshkey", "authkey", "authorization",
  ]
  private static let secretEnds: Set<String> = ["auth", "pass", "pwd"]
  private static let harmlessEnds: Set<String> = ["file", "path", "stdin", "dir", "name", "id"]
}
