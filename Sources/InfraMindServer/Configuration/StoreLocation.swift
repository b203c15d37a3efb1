/// Where a store is.
enum StoreLocation: Sendable, Hashable {
  /// A file.
  case sqlite(path: String)
  /// A server, by a connection URI of PostgreSQL; what it leaves out comes from the usual PG variables.
  case postgres(uri: String)

  init?(_ text: String) {
    if text.hasPrefix("sqlite:") {
      let path = text.dropFirst("sqlite:".count)
      guard !path.isEmpty else { return nil }
      self = .sqlite(path: String(path))
    } else if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
      self = .postgres(uri: text)
    } else {
      return nil
    }
  }

  /// Whether the text holds a password, which has no place on a command line.
  var hasPassword: Bool { shown.contains("***") }

  /// The text without a password.
  var shown: String {
    switch self {
    case .sqlite(let path): return "sqlite:" + path
    case .postgres(let uri):
      guard let scheme = uri.firstRange(of: "://") else { return "postgres://" }
      var rest = uri[scheme.upperBound...]
      if let at = rest[..<(rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex)].lastIndex(of: "@"),
        let colon = rest[..<at].firstIndex(of: ":")
      {
        rest = rest[..<colon] + ":***" + rest[at...]
      }
      return uri[..<scheme.upperBound] + Self.withoutPassword(rest)
    }
  }

  /// `?password=…` is a way to say one, too.
  private static func withoutPassword(_ text: Substring) -> String {
    guard let question = text.firstIndex(of: "?") else { return String(text) }
    let parameters = text[text.index(after: question)...].split(separator: "&").map { parameter in
      parameter.lowercased().contains("password=") ? "password=***" : String(parameter)
    }
    return text[...question] + parameters.joined(separator: "&")
  }
}

extension SettingForm where Value == StoreLocation {
  /// A store's address.
  static let store = SettingForm(
    allowed: "`sqlite:FILE`, or `postgres://[USER@]HOST[:PORT]/DATABASE`", read: StoreLocation.init)
}
