/// What an adapter can do, for people who ask: `inframind platforms` prints it.
public struct AdapterSummary: Hashable, Sendable {
  /// What of a repository is read, each a short sentence.
  public var reads: [String]
  /// What is written, each a short sentence.
  public var edits: [String]
  /// What it tells of job runs, and from what: webhooks, API, a job's own environment; each a short sentence.
  public var tells: [String]
  /// Every ``Refusal/code`` that the adapter can give, with what it means in one sentence.
  public var refuses: [String: String]
  /// Where sizes and prices of the platform's machines come from; empty if it knows none.
  public var prices: [PriceSource]

  /// A document that sizes and prices were read in.
  public struct PriceSource: Hashable, Sendable {
    /// What the document is called, or its address.
    public var title: String
    /// Since when its figures hold, `YYYY-MM-DD` or `YYYY-MM`.
    public var asOf: String

    /// Names a document.
    public init(title: String, asOf: String) {
      self.title = title
      self.asOf = asOf
    }
  }

  /// Sums up an adapter.
  public init(
    reads: [String], edits: [String], tells: [String], refuses: [String: String], prices: [PriceSource] = []
  ) {
    self.reads = reads
    self.edits = edits
    self.tells = tells
    self.refuses = refuses
    self.prices = prices
  }
}
