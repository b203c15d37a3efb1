internal import FoundationEssentials
internal import InfraMindCore

/// A forecast for people and for programs.
package struct ForecastReport: Sendable {
  private let forecast: HistoryForecast

  /// A report on a forecast.
  package init(_ forecast: HistoryForecast) { self.forecast = forecast }

  /// For a terminal, each line ended by a newline.
  package func text(_ style: TextStyle) -> String {
    let lines = bills(style) + [""] + waits(style) + [""] + next(style)
    return lines.map { $0 + "\n" }.joined()
  }

  private func bills(_ style: TextStyle) -> [String] {
    let day = Timestamp.text(of: forecast.now).prefix(10)
    var lines = [style.bold("This month's bill") + ", as of \(day)"]
    guard !forecast.bills.isEmpty else {
      return lines + ["  not known: that takes two weeks of runs on machines whose prices are known"]
    }
    var columns = TextColumns(
      titles: ["repository", "so far", "at its end", "90 % interval", "last 4 weeks by the 4 before"],
      numeric: [1, 2])
    for bill in forecast.bills {
      let month = bill.month
      let trend = month.trend.map {
        "\(Self.percent($0.middle)) (\(Self.percent($0.low)) to \(Self.percent($0.high)))"
      }
      columns.rows.append([
        Shown.name(bill.repository, atMost: 60), Figures.dollars(month.spent),
        Figures.dollars(month.total.middle),
        "\(Figures.dollars(month.total.low)) to \(Figures.dollars(month.total.high))",
        trend ?? "less than 8 weeks",
      ])
    }
    lines += columns.lines.map { "  " + $0 }
    return lines + [style.dim("  at list prices or yours, before any minutes that a plan includes")]
  }

  private static func percent(_ ratio: Double) -> String {
    let change = (ratio - 1) * 100
    return (change < 0 ? "−" : "+") + Figures.rounded(abs(change), 0, trimming: false) + " %"
  }

  private func waits(_ style: TextStyle) -> [String] {
    let heading = style.bold("Waiting for a machine, now")
    guard !forecast.waits.isEmpty else {
      return [heading, "  not known: no machines with five or more recorded waits"]
    }
    var columns = TextColumns(titles: ["machines", "median", "P90", "rests on"], numeric: [1, 2])
    for wait in forecast.waits {
      columns.rows.append([
        Shown.name(wait.name, atMost: 60), Figures.time(wait.forecast.median),
        Figures.time(wait.forecast.p90),
        Figures.count(Int(wait.forecast.waits.rounded()), "wait") + (wait.isByModel ? ", by a model" : ""),
      ])
    }
    return [heading] + columns.lines.map { "  " + $0 }
  }

  private func next(_ style: TextStyle) -> [String] {
    let heading =
      style.bold("The next run of each job") + (forecast.change.map { ", " + Self.words($0) } ?? "")
    guard let next = forecast.next else {
      return [heading, "  not known: fewer than \(NextRuns.fewestExamples) finished runs to learn from"]
    }
    var columns = TextColumns(
      titles: ["job", "if it passes", "P10", "P90", "risk to fail", "rests on"], numeric: [1, 2, 3, 4])
    let shared = Self.sharedPlace(next.jobs.map(\.name))
    for job in next.jobs {
      columns.rows.append([
        Self.ending(of: Shown.name(String(job.name.dropFirst(shared.count)))),
        Figures.time(job.forecast.secondsIfPassed),
        Figures.time(job.forecast.low),
        Figures.time(job.forecast.high),
        Figures.rounded(job.forecast.failureRisk * 100, 0, trimming: false) + " %",
        Figures.count(job.runs, "run"),
      ])
    }
    let left =
      next.leftOut > 0
      ? [
        style.dim(
          "  \(Figures.count(next.leftOut, "job")) with fewer than \(NextRuns.fewestRuns) runs left out")
      ] : []
    return [heading] + columns.lines.map { "  " + $0 } + left
  }

  private static func words(_ change: ChangeSize) -> String {
    let files = Figures.count(change.files ?? 0, "file")
    guard let added = change.additions, let deleted = change.deletions else {
      return "for a change of \(files)"
    }
    return "for a change of \(files), +\(added) −\(deleted)"
  }

  /// Platform and repository, if all names begin with the same.
  private static func sharedPlace(_ names: [String]) -> String {
    guard let parts = names.first?.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false),
      parts.count == 3
    else { return "" }
    let place = "\(parts[0]):\(parts[1]):"
    return names.allSatisfy { $0.hasPrefix(place) } ? place : ""
  }

  /// What tells jobs apart stands at the end of their names.
  private static func ending(of name: String) -> String {
    let longest = 60
    return name.count > longest ? "…" + name.suffix(longest - 1) : name
  }

  /// For programs: one object.
  package var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.key("schemaVersion")
      json.number(1)
      json.key("now")
      json.string(Timestamp.text(of: forecast.now))
      if let change = forecast.change {
        json.key("change")
        json.object {
          $0.key("files")
          $0.number(change.files ?? 0)
          $0.key("additions")
          $0.number(orNull: change.additions.map(Double.init))
          $0.key("deletions")
          $0.number(orNull: change.deletions.map(Double.init))
        }
      }
      json.key("bills")
      json.array(forecast.bills) { json, bill in
        json.object {
          $0.key("repository")
          $0.string(bill.repository)
          $0.key("spentDollars")
          $0.number(bill.month.spent)
          $0.key("monthEndDollars")
          $0.interval(bill.month.total)
          $0.key("trend")
          $0.interval(bill.month.trend)
        }
      }
      json.key("waits")
      json.array(forecast.waits) { json, wait in
        json.object {
          $0.key("machines")
          $0.string(wait.name)
          $0.key("medianSeconds")
          $0.number(wait.forecast.median)
          $0.key("p90Seconds")
          $0.number(wait.forecast.p90)
          $0.key("waits")
          $0.number(wait.forecast.waits)
          $0.key("by")
          $0.string(wait.isByModel ? "model" : "counts")
        }
      }
      json.key("nextRuns")
      json.array(forecast.next?.jobs ?? []) { json, job in
        json.object {
          $0.key("job")
          $0.string(job.name)
          $0.key("runs")
          $0.number(job.runs)
          $0.key("seconds")
          $0.number(job.forecast.seconds)
          $0.key("secondsIfPassed")
          $0.number(job.forecast.secondsIfPassed)
          $0.key("p10Seconds")
          $0.number(job.forecast.low)
          $0.key("p90Seconds")
          $0.number(job.forecast.high)
          $0.key("failureRisk")
          $0.number(job.forecast.failureRisk)
        }
      }
    }
    return writer.bytes + [10]
  }
}
