internal import ArgumentParser
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindStore

struct DeliveriesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deliveries", abstract: "Look at deliveries, and let dead ones be decoded again.",
    subcommands: [ListDeliveries.self, ShowDelivery.self, ReplayDeliveries.self])
}

/// How a command names a delivery: `PLATFORM[/TENANT] ID`.
struct DeliveryName: ParsableArguments {
  @Argument(help: "Platform, or platform/tenant, as in the hook's address.")
  var hook: String

  @Argument(help: "Id of the delivery.")
  var id: String

  var key: DeliveryKey {
    let parts = hook.split(separator: "/", maxSplits: 1).map(String.init)
    return DeliveryKey(
      platform: Platform(rawValue: parts.first ?? ""), tenant: parts.count > 1 ? parts[1] : "", id: id)
  }
}

extension ConfigurationOptions {
  /// Opens the store, uses it and closes it.
  func withStore(_ use: (any RunStore) async throws -> Void) async throws {
    let settings = try settings()
    do {
      let store = try await settings.store.open()
      do {
        try await use(store)
      } catch {
        try? await store.close()
        throw error
      }
      try await store.close()
    } catch let error as StoreError {
      Console.writeError("inframind-server: error: \(error)\n")
      throw ExitCode(1)
    }
  }
}

struct ListDeliveries: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List deliveries, latest first: time, state, hook, id, event, reason.")

  @OptionGroup var options: ConfigurationOptions

  @Option(
    help: "Only those in this state: \(DeliveryState.allCases.map(\.rawValue).joined(separator: ", ")).")
  var state: String?

  @Option(help: "At most so many.")
  var limit = 50

  @Option(help: "The form of the output.")
  var format: ListFormat = .text

  func validate() throws {
    guard let state, DeliveryState(rawValue: state) == nil else { return }
    let words = DeliveryState.allCases.map(\.rawValue)
    let guess = NearestWord.nearest(to: state, among: words).map { "; did you mean \($0)?" } ?? "."
    throw ValidationError("The state must be one of \(words.joined(separator: ", "))\(guess)")
  }

  func run() async throws {
    try await options.withStore { store in
      let deliveries = try await store.deliveries(
        in: state.flatMap(DeliveryState.init), limit: max(0, min(limit, 1_000_000)))
      Console.write(DeliveryText.list(deliveries, format))
    }
  }
}

/// How a list is written.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

struct ShowDelivery: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one delivery; its body is kept while it waits or is dead.")

  @OptionGroup var options: ConfigurationOptions
  @OptionGroup var name: DeliveryName

  @Flag(help: "Print the body only, exactly as it came.")
  var body = false

  func run() async throws {
    try await options.withStore { store in
      guard let delivery = try await store.delivery(name.key) else {
        Console.writeError(
          "inframind-server: error: There is no such delivery; `deliveries list` shows some.\n")
        throw ExitCode(1)
      }
      guard body else { return Console.write(DeliveryText.details(delivery)) }
      guard let bytes = delivery.body else {
        Console.writeError(
          "inframind-server: error: The body is kept only while a delivery waits or is dead.\n")
        throw ExitCode(1)
      }
      Console.write(bytes)
    }
  }
}

struct ReplayDeliveries: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Let dead deliveries wait again; the server decodes them.")

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "All that are dead.")
  var all = false

  @Argument(
    help: ArgumentHelp("Platform, or platform/tenant, and the ids of deliveries.", valueName: "hook-and-ids"))
  var hookAndIDs: [String] = []

  func validate() throws {
    guard all ? hookAndIDs.isEmpty : hookAndIDs.count > 1 else {
      throw ValidationError("Name a hook and ids, such as `replay github-actions 4f2c…`, or use --all.")
    }
  }

  func run() async throws {
    try await options.withStore { store in
      let keys = hookAndIDs.dropFirst().map { id in
        var name = DeliveryName()
        name.hook = hookAndIDs.first ?? ""
        name.id = id
        return name.key
      }
      for key in all ? [] : keys {
        guard let reason = try await Self.obstacle(key, in: store) else { continue }
        Console.writeError("inframind-server: error: \(reason)\n")
      }
      let count = try await store.replay(all ? nil : keys)
      Console.write("\(count) waiting again\n")
      if !all, count < keys.count { throw ExitCode(1) }
    }
  }

  /// Why a delivery cannot wait again; `nil` if it can.
  private static func obstacle(_ key: DeliveryKey, in store: any RunStore) async throws -> String? {
    let name = Shown.plain(key.id, atMost: 200)
    guard let delivery = try await store.delivery(key) else {
      let hook = HookAddress(platform: key.platform, tenant: key.tenant)
      return
        "There is no delivery \(name) of \(Shown.plain("\(hook)", atMost: 200)); `deliveries list` shows some."
    }
    guard delivery.state != .dead else { return nil }
    return "Delivery \(name) is not dead but \(delivery.state.rawValue)."
  }
}
