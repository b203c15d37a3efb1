extension JobScan {
  /// The nearest of some files, from a folder upwards to the root; in each folder the first name wins.
  func nearest(_ names: [String], from folder: String) -> String? {
    for place in RepositoryPath.ancestry(of: folder) {
      for name in names {
        let path = RepositoryPath.appending(name, to: place)
        if repository.exists(path) { return path }
      }
    }
    return nil
  }

  /// Files of some names in a folder and all below it, sorted, each once.
  func below(_ folder: String, _ names: [String]) -> [String] {
    var found: Set<String> = []
    for name in names {
      found.formUnion(repository.paths(matching: RepositoryPath.appending(name, to: folder)))
      found.formUnion(repository.paths(matching: RepositoryPath.appending("**/" + name, to: folder)))
    }
    return found.sorted()
  }

  /// The first folder of some uses that the checkout does not have, unless the job makes it: what is put there before
  /// it is used, as by another checkout, is not known.
  func folderOfNobody(of uses: [ToolUse]) -> String? {
    let folders = uses.compactMap(\.directory).filter { !$0.isEmpty }.uniqued
    return folders.first { folder in
      !folder.contains(where: "*?[{".contains) && !isMade(folder)
        && repository.paths(matching: RepositoryPath.appending("*", to: folder)).isEmpty
        && repository.paths(matching: RepositoryPath.appending("**/*", to: folder)).isEmpty
    }
  }

  /// Whether a command makes a folder, or one in it.
  private func isMade(_ folder: String) -> Bool {
    commands.contains { _, command in
      ["mkdir", "md", "New-Item", "install"].contains(command.name)
        && command.operands().contains { operand in
          guard let made = RepositoryPath.joining(command.directory, operand) else { return false }
          return made == folder || made.hasPrefix(folder + "/")
        }
    }
  }

  /// The text of a file; bytes that are no UTF-8 are replaced.
  func text(of path: String) -> String? {
    repository.contents(of: path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The first of some files that a step up to a place removes; `nil` if all stay.
  func removed(_ files: [String], before place: Int) -> String? {
    guard !files.isEmpty else { return nil }
    var gone: Set<String> = []
    for (step, command) in commands where step <= place && ["rm", "del", "unlink"].contains(command.name) {
      gone.formUnion(command.operands().compactMap { RepositoryPath.joining(command.directory, $0) })
    }
    return files.first(where: gone.contains)
  }

  /// Whether nothing but pipeline files is in view, as when bare files are given.
  var seesOnlyPipelines: Bool {
    repository.paths(matching: "*").allSatisfy {
      $0.endsWithBytes(of: ".yml") || $0.endsWithBytes(of: ".yaml")
    }
  }

  /// The sentence for a lockfile that is nowhere.
  func missing(_ names: String, for use: ToolUse) -> CacheFinding {
    if seesOnlyPipelines {
      return .unknown("no \(names) in view: only pipeline files were given, so nothing can key a cache")
    }
    let folder = use.directory.map { $0.isEmpty ? "the root" : "\($0) or above it" } ?? "the checkout"
    return .unwise("there is no \(names) in \(folder) to key a cache for `\(use.text)`")
  }

  /// The set-up step before a use whose own input could switch the cache on, once the files are there.
  func setup(of profile: some CacheProfile, before place: Int) -> Int? {
    let candidates = packaged.filter { candidate in
      candidate.place < place && (checkout.place ?? .max) < candidate.place
        && profile.packagedCaches.contains {
          $0.isPreferred && $0.matches(candidate.step) && $0.state(of: candidate.step) == .off
        }
    }
    return candidates.last?.place
  }

  /// Axes of the matrix that choose the version which a set-up step installs, or the image of the job.
  func versionAxes(of names: [String], before place: Int) -> [String] {
    let setup = lastStep(named: names, before: place)
    let versions = (setup?.step.inputs ?? [:]).filter { $0.key.containsBytes(of: "version") }
    let own = versions.sorted { $0.key < $1.key }.flatMap { axes(in: $0.value, at: setup?.place ?? place) }
    return (own + imageAxes).uniqued
  }

  /// Axes of the matrix that choose the image of the job.
  var imageAxes: [String] { definition.container.map { axes(in: $0) } ?? [] }

  /// Axes of the matrix that a text of a step names, itself or by way of a variable of the step.
  func axes(in text: String, at place: Int) -> [String] {
    let found = axes(in: text)
    guard text.containsBytes(of: "$") else { return found }
    let named = step(place).environment.sorted { $0.key < $1.key }.filter { variable in
      ["$\(variable.key)", "${\(variable.key)}", "env.\(variable.key)"].contains { text.contains($0) }
    }
    return (found + named.flatMap { axes(in: $0.value) }).uniqued
  }

  /// Whether a step of the job's own list can come after one step and before another.
  func hasRoom(after first: Int, before second: Int) -> Bool {
    guard first >= 0 else { return true }
    return first < second && step(first).ownPosition != step(second).ownPosition
  }
}
