internal import FoundationEssentials

/// What a `package.json` says about package managers and scripts.
struct PackageManifest: Decodable, Sendable {
  /// `npm@10.2.0` and the like.
  var packageManager: String?
  /// Scripts by name.
  var scripts: [String: String]?
  private var devEngines: Engines?

  private struct Engines: Decodable {
    var packageManager: Wanted?
  }

  private enum Wanted: Decodable {
    case one(Named)
    case several([Named])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let list = try? container.decode([Named].self) {
        self = .several(list)
      } else {
        self = .one(try container.decode(Named.self))
      }
    }
  }

  private struct Named: Decodable {
    var name: String?
  }

  /// Names of the package managers that it asks for, such as `npm`.
  var managers: [String] {
    let engines: [String?] =
      switch devEngines?.packageManager {
      case .one(let named): [named.name]
      case .several(let list): list.map(\.name)
      case nil: []
      }
    return ([packageManager.map { String($0.prefix { $0 != "@" }) }] + engines).compactMap { $0 }
  }

  /// Reads the file of a folder; `nil` if there is none or it is no JSON of the usual shape.
  init?(in folder: String, of repository: some RepositoryFiles) {
    guard let bytes = repository.contents(of: RepositoryPath.appending("package.json", to: folder)) else {
      return nil
    }
    guard let read = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
    self = read
  }
}
