public import FoundationEssentials
internal import InfraMindCore

/// Dates of HTTP headers.
public enum HTTPDate {
  /// The time that `Mon, 24 Nov 2025 16:01:40 GMT` names; `nil` for the two obsolete forms and for anything else.
  ///
  /// - SeeAlso: RFC 9110, 5.6.7
  public static func date(from text: String) -> Date? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT" || parts[5] == "UTC",
      let month = months.firstIndex(of: String(parts[2]))
    else { return nil }
    let day = parts[1].count == 1 ? "0\(parts[1])" : "\(parts[1])"
    let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
    return Timestamp.date(from: "\(parts[3])-\(number)-\(day)T\(parts[4])Z")
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
