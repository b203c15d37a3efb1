internal import InfraMindCore

/// Counts over all repositories of an inspection.
package struct Summary: Hashable, Sendable {
  package let repositories: Int
  package let files: Int
  package let unreadableFiles: Int
  package let jobs: Int
  package let suggestions: Int
  package let heldBack: Int
  /// Caches that are there already.
  package let cachesInPlace: Int
  /// Tools whose cache would be wrong or worthless.
  package let cachesUnwise: Int
  /// Tools about which the files do not tell enough.
  package let cachesUnknown: Int
  /// Job rows whose machine stays.
  package let keptRows: Int

  /// Counts.
  package init(_ inspection: Inspection) {
    let reports = inspection.reports
    let looks = reports.flatMap(\.looks)
    let notes = reports.flatMap(\.cacheNotes).map(\.note.reason)
    repositories = reports.count
    files = looks.reduce(0) { $0 + $1.files }
    unreadableFiles = looks.reduce(0) { $0 + $1.unreadableFiles }
    jobs = looks.reduce(0) { $0 + $1.jobs }
    suggestions = reports.reduce(0) { $0 + $1.suggestions.count }
    heldBack = reports.reduce(0) { $0 + $1.heldBack }
    cachesInPlace = notes.count { $0 == .cached }
    cachesUnwise = notes.count { $0 == .unwise }
    cachesUnknown = notes.count { $0 == .unknown }
    keptRows = reports.reduce(0) { $0 + $1.kept.count }
  }
}
