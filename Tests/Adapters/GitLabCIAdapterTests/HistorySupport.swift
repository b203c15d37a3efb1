internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import InfraMindCore

@testable internal import GitLabCIAdapter

/// Answers of GitLab's API, shaped as its documentation has them, and how they are asked for.
enum Answers {
  static let api = "https://gitlab.example.org/gitlab/api/v4"
  static let projectPath = "/gitlab/api/v4/projects/acme%2Fweb"
  static let path = "/gitlab/api/v4/projects/380"
  static let jobsQuery = [
    "scope[]": "success,failed,canceled", "per_page": "100", "pagination": "keyset", "order_by": "id",
    "sort": "desc",
  ]

  static let project = ScriptedExchange(projectPath, query: [:]) {
    .json(
      """
      {"id": 380, "path_with_namespace": "Acme/web", "web_url": "https://gitlab.example.org/gitlab/Acme/web",
       "default_branch": "main", "ci_config_path": "", "visibility": "private"}
      """)
  }

  static func request() throws -> HistoryRequest {
    HistoryRequest(
      repository: "acme/web", api: api, source: "gitlab.example.org/gitlab",
      since: try Date("2026-08-01T00:00:00Z"))
  }

  /// A job of ten seconds' queueing and a minute's work on some day of August.
  static func job(
    _ id: Int, pipeline: Int = 7, name: String = "unit", day: Int = 2, status: String = "success",
    reason: String? = nil, ref: String = "main", source: String? = "push", tags: String = #"["docker"]"#
  ) -> String {
    let event = source.map { #", "source": "\#($0)""# } ?? ""
    let why = reason.map { #""failure_reason": "\#($0)","# } ?? ""
    return """
      {"id": \(id), "name": "\(name)", "stage": "test", "status": "\(status)", \(why) "ref": "\(ref)", "tag": false,
       "created_at": "2026-08-0\(day)T10:00:00.000Z", "started_at": "2026-08-0\(day)T10:00:10.000Z",
       "finished_at": "2026-08-0\(day)T10:01:10.000Z", "duration": 60.0, "queued_duration": 8.0,
       "tag_list": \(tags), "runner": {"id": 1, "description": "big machine"}, "user": {"username": "dev1"},
       "pipeline": {"id": \(pipeline), "project_id": 380, "ref": "\(ref)", "sha": "95d49d1e"\(event)}}
      """
  }

  static func list(_ items: [String]) -> String { "[\(items.joined(separator: ","))]" }

  static let trace = """
    section_start:1790000000:restore_cache\r\u{1b}[0KRestoring cache
    Checking cache for npm-1...
    Successfully extracted cache
    section_end:1790000005:restore_cache\r\u{1b}[0K
    """

  static func page(_ number: Int) -> String { "https://gitlab.example.org\(path)/jobs?cursor=\(number)" }
}
