/// Addresses of git repositories.
public enum GitAddress {
  /// `owner/name`, or more parts where groups are nested, of an address such as `git@host:owner/name.git` or
  /// `https://host/owner/name`; `nil` from a path of a machine, and from what has fewer than two parts.
  public static func repository(of address: String) -> String? {
    guard let path = path(of: address) else { return nil }
    var names = path.split(separator: "/")
    if let last = names.popLast() {
      names.append(last.hasSuffix(".git") ? last.dropLast(4) : last)
    }
    guard names.count >= 2, names.allSatisfy({ !$0.isEmpty && $0 != ".." }) else { return nil }
    return names.joined(separator: "/")
  }

  private static func path(of address: String) -> Substring? {
    if let scheme = address.firstRange(of: "://") {
      guard address[..<scheme.lowerBound] != "file" else { return nil }
      let rest = address[scheme.upperBound...]
      return rest.firstIndex(of: "/").map { rest[$0...] }
    }
    guard let colon = address.firstIndex(of: ":"), !address[..<colon].contains("/") else { return nil }
    return address[address.index(after: colon)...]
  }
}
