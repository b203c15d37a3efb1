/// A folder with measured data for the optimiser: `runner-size/` and `run-history/`, either of them, or one that has
/// the files of either.
package struct BenchFolder: Sendable {
  /// Runs of workloads on machine sizes.
  package struct Sizes: Sendable {
    /// `measurements.csv`.
    package var measurements: String
    /// `configs.csv`.
    package var configurations: String
    /// `workloads.csv`.
    package var workloads: String
  }

  /// Histories of projects and of other series.
  package struct Histories: Sendable {
    /// The builds of each project, by its name: `travis/<owner>__<name>.csv`.
    package var projects: [(name: String, text: String)] = []
    /// `gha_reruns.csv`; empty if it is not there.
    package var reruns = ""
    /// `gha_omicron.csv`; empty if it is not there.
    package var omicron = ""
    /// `pytorch_testtimes.csv`; empty if it is not there.
    package var pytorch = ""
  }

  /// Largest file that is read, in bytes.
  private static let limit = 64 * 1_048_576
  /// Most files of projects that are read.
  private static let mostProjects = 10_000

  /// What is there of runs on sizes.
  package private(set) var sizes: Sizes?
  /// What is there of histories.
  package private(set) var histories: Histories?

  /// Whether a folder looks like one.
  package static func isOne(_ path: String) -> Bool {
    guard LocalDisk.isFolder(path) else { return false }
    return ["runner-size", "run-history", "measurements.csv", "travis"].contains { exists(path, $0) }
      || !projectFiles(in: path).isEmpty
  }

  /// Reads all that is there.
  ///
  /// - Throws: `not-found`, `unreadable`, `too-large`, `not-text`.
  package init(reading path: String) throws(EngineError) {
    let sizes = Self.exists(path, "runner-size") ? path + "/runner-size" : path
    if Self.exists(sizes, "measurements.csv") {
      self.sizes = Sizes(
        measurements: try Self.text(sizes, "measurements.csv"),
        configurations: try Self.text(sizes, "configs.csv"),
        workloads: try Self.text(sizes, "workloads.csv"))
    }
    let histories = Self.exists(path, "run-history") ? path + "/run-history" : path
    let projects = Self.exists(histories, "travis") ? histories + "/travis" : histories
    let files = Self.projectFiles(in: projects)
    guard !files.isEmpty else { return }
    var found = Histories()
    for file in files.prefix(Self.mostProjects) {
      let name = file.dropLast(".csv".count).split(separator: "__", maxSplits: 1).joined(separator: "/")
      found.projects.append((name, try Self.text(projects, file)))
    }
    found.reruns = try Self.optionalText(histories, "gha_reruns.csv")
    found.omicron = try Self.optionalText(histories, "gha_omicron.csv")
    found.pytorch = try Self.optionalText(histories, "pytorch_testtimes.csv")
    self.histories = found
  }

  /// Files of builds of one project each, in the order of their names.
  private static func projectFiles(in folder: String) -> [String] {
    (LocalDisk.entries(of: folder) ?? []).map(\.name).filter { name in
      name.hasSuffix(".csv") && name.contains("__")
    }.sorted()
  }

  private static func exists(_ folder: String, _ name: String) -> Bool {
    LocalDisk.statusFollowingLinks(of: folder + "/" + name) != nil
  }

  private static func optionalText(_ folder: String, _ name: String) throws(EngineError) -> String {
    exists(folder, name) ? try text(folder, name) : ""
  }

  private static func text(_ folder: String, _ name: String) throws(EngineError) -> String {
    let path = folder + "/" + name
    let bytes = try LocalDisk.contents(of: path, limit: limit)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw EngineError(
        code: "not-text",
        message: "\(Shown.plain(path)) is no UTF-8 text: name a folder with the bench's tables.")
    }
    return text
  }
}
