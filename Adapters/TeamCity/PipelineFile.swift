public import AdapterKit
public import InfraMindCore

extension TeamCity: PipelineReading {
  /// The pipeline of the repository, and versioned settings in Kotlin or XML.
  public static var pipelineFilePatterns: [String] {
    [
      ".teamcity.yml", ".teamcity/.teamcity.yml", ".teamcity/**/*.kts", ".teamcity/**/*.kt",
      ".teamcity/**/buildTypes/*.xml",
    ]
  }

  /// Reads pipelines as TeamCity does, by either generation of its schema.
  ///
  /// Of Kotlin settings the build types are read that are written out as `object … : BuildType`; XML settings are
  /// only recognised. Triggers, branches and everything else that the server keeps is outside the view.
  public func jobs(
    in files: [String], of repository: some RepositoryFiles, named name: String
  ) -> PipelineReadout {
    var readout = PipelineReadout()
    for file in files {
      guard let source = repository.contents(of: file) else {
        readout.problems.append(
          .at(nil, in: file, .error, "unreadable-file", "\(file) is not there or is too large to read"))
        continue
      }
      if SettingsFile.isXML(file) {
        // One note for all of them: a server writes hundreds.
        if !readout.problems.contains(where: { $0.code == "xml-settings" }) {
          readout.problems.append(SettingsFile.xmlNote(file))
        }
      } else if SettingsFile.isKotlin(file) {
        SettingsReader(source, file: file, repository: name).read(into: &readout)
      } else {
        PipelineReader(source, file: file, repository: name).read(into: &readout)
      }
    }
    return readout
  }
}
