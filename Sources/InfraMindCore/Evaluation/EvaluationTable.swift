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

    /// The mean of losses, with its standard error over groups of runs that belong together.
    package init(meanLoss losses: [Double], groups: [Int]) {
      let mean = PairedComparison(candidate: losses.map { _ in 0 }, incumbent: losses, groups: groups)
      self.init(mean?.incumbent, standardError: mean?.standardError)
    }

    /// The mean of values and its standard error; without values nothing, of one value no error.
    package init(meanOf values: [Double]) {
      let count = Double(values.count)
      let mean = values.isEmpty ? nil : values.reduce(0, +) / count
      let squares = values.reduce(0) { $0 + ($1 - (mean ?? 0)) * ($1 - (mean ?? 0)) }
      self.init(mean, standardError: values.count > 1 ? (squares / (count - 1) / count).squareRoot() : nil)
    }

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

  /// Columns that are one figure at growing places of an axis, so that a chart can show them.
  public struct Curve: Hashable, Sendable {
    /// Places of the columns, in rising order of ``xs``.
    public var columns: [Int]
    /// Where each lies on the lower axis.
    public var xs: [Double]
    /// What the lower axis shows, with its unit.
    public var xTitle: String
    /// What the columns show, with its unit.
    public var yTitle: String

    /// Describes a curve.
    public init(columns: [Int], xs: [Double], xTitle: String, yTitle: String) {
      self.columns = columns
      self.xs = xs
      self.xTitle = xTitle
      self.yTitle = yTitle
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
  /// What a chart can show of it; `nil` if nothing.
  public var curve: Curve?

  /// A table.
  public init(title: String, note: String, columns: [Column], rows: [Row], curve: Curve? = nil) {
    self.title = title
    self.note = note
    self.columns = columns
    self.rows = rows
    self.curve = curve
  }

  /// The curve as a chart in which the first row of ours stands out; `nil` without a curve.
  package var chart: LineChart? {
    guard let curve else { return nil }
    let first = rows.firstIndex { $0.role == .ours }
    let lines = rows.enumerated().map { place, row in
      let points = zip(curve.columns, curve.xs).compactMap { column, x -> LineChart.Point? in
        guard row.cells.indices.contains(column), let y = row.cells[column].value else { return nil }
        return LineChart.Point(x, y)
      }
      let style: LineChart.Style =
        place == first ? .bold : row.role == .ours ? .variant : row.role == .reference ? .reference : .plain
      return LineChart.Line(row.name, points: points, style: style)
    }
    return LineChart(
      title: title, xTitle: curve.xTitle, yTitle: curve.yTitle,
      lines: lines.filter { !$0.points.isEmpty })
  }
}
