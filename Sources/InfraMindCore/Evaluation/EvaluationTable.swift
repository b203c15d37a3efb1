/// A table of measured figures, as `inframind evaluate` prints it: one row for each method, one column for each figure.
public struct EvaluationTable: Hashable, Sendable {
  /// What a row's method is.
  public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
    /// What InfraMind does.
    case ours
    /// What others do, or the simplest thing that could work; measured in the same run.
    case baseline
    /// A figure published or set beforehand, which this run did not measure.
    case reference
  }

  /// One figure.
  public struct Cell: Hashable, Sendable {
    /// In the unit that the column's title names; `nil` where the method has none.
    public var value: Double?
    /// Its standard error, in the same unit, where known.
    public var standardError: Double?

    /// States a figure.
    public init(_ value: Double?, standardError: Double? = nil) {
      self.value = value
      self.standardError = standardError
    }
  }

  /// One method and its figures.
  public struct Row: Hashable, Sendable {
    /// The method's name.
    public var name: String
    /// What the method is.
    public var role: Role
    /// One for each column.
    public var cells: [Cell]

    /// States a row.
    public init(_ name: String, role: Role, cells: [Cell]) {
      self.name = name
      self.role = role
      self.cells = cells
    }
  }

  /// One figure of every method.
  public struct Column: Hashable, Sendable {
    /// What it is, with its unit, such as `within 10 % after 1 run, %`.
    public var title: String
    /// Decimals shown, 0...9.
    public var decimals: Int

    /// Names a column.
    public init(_ title: String, decimals: Int) {
      self.title = title
      self.decimals = decimals
    }
  }

  /// What was measured.
  public var title: String
  /// On what data, how many, and what the columns mean where their titles do not say it; whole sentences.
  public var note: String
  /// The figures, in their order.
  public var columns: [Column]
  /// The methods, in their order.
  public var rows: [Row]

  /// A table.
  public init(title: String, note: String, columns: [Column], rows: [Row]) {
    self.title = title
    self.note = note
    self.columns = columns
    self.rows = rows
  }
}
