/// An exact amount of US dollars, in whole nanodollars. Sums that would overflow stay at the largest amount.
public struct Money: Hashable, Sendable, Codable, Comparable, AdditiveArithmetic {
  /// Billionths of a dollar; negative for a loss.
  public var nanodollars: Int64

  /// An amount in billionths of a dollar.
  public init(nanodollars: Int64) { self.nanodollars = nanodollars }

  /// An amount in dollars, rounded to a nanodollar; `nil` unless finite and below about 9.2 billion.
  public init?(dollars: Double) {
    let scaled = (dollars * 1e9).rounded()
    guard let whole = Int64(exactly: scaled) else { return nil }
    self.init(nanodollars: whole)
  }

  /// Nothing.
  public static let zero = Money(nanodollars: 0)

  /// The amount as a floating-point number of dollars, for statistics and display only.
  public var dollars: Double { Double(nanodollars) / 1e9 }

  /// By amount.
  public static func < (left: Money, right: Money) -> Bool { left.nanodollars < right.nanodollars }

  /// The sum.
  public static func + (left: Money, right: Money) -> Money {
    let (sum, overflow) = left.nanodollars.addingReportingOverflow(right.nanodollars)
    guard overflow else { return Money(nanodollars: sum) }
    return Money(nanodollars: left.nanodollars < 0 ? .min : .max)
  }

  /// The difference.
  public static func - (left: Money, right: Money) -> Money {
    let (difference, overflow) = left.nanodollars.subtractingReportingOverflow(right.nanodollars)
    guard overflow else { return Money(nanodollars: difference) }
    return Money(nanodollars: left.nanodollars < 0 ? .min : .max)
  }

  /// A whole number of times the amount.
  public static func * (left: Money, right: Int64) -> Money {
    let (product, overflow) = left.nanodollars.multipliedReportingOverflow(by: right)
    guard overflow else { return Money(nanodollars: product) }
    return Money(nanodollars: (left.nanodollars < 0) == (right < 0) ? .max : .min)
  }
}
