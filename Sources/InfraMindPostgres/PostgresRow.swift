internal import CLibPQ
internal import InfraMindStore

/// A row of an answer in PostgreSQL's binary form: numbers with the most significant byte first.
struct PostgresRow: SQLRow {
  let result: OpaquePointer?
  let row: Int32

  private func value(_ column: Int) -> UnsafeRawBufferPointer? {
    guard PQgetisnull(result, row, Int32(column)) == 0, let start = PQgetvalue(result, row, Int32(column))
    else {
      return nil
    }
    return UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, Int32(column))))
  }

  func integer(at column: Int) -> Int64? {
    guard let value = value(column), let first = value.first else { return nil }
    return value.dropFirst().reduce(Int64(Int8(bitPattern: first))) { $0 << 8 | Int64($1) }
  }

  func real(at column: Int) -> Double? {
    guard let value = value(column), value.count == 8 else { return nil }
    return Double(bitPattern: value.reduce(0) { $0 << 8 | UInt64($1) })
  }

  func text(at column: Int) -> String? { value(column).map { String(decoding: $0, as: UTF8.self) } }

  func bytes(at column: Int) -> [UInt8]? { value(column).map { Array($0) } }
}

/// Values as libpq takes them: text, but for bytes, each followed by a zero.
struct PostgresParameters {
  private var buffer: [UInt8] = []
  private var starts: [Int?] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []

  var bytes: Int { buffer.count }

  init(_ values: [SQLValue]) {
    for value in values {
      switch value {
      case .null: add(nil)
      case .integer(let number): add(Array("\(number)".utf8))
      case .real(let number): add(Array("\(number)".utf8))
      case .text(let text): add(Array(text.utf8))
      case .bytes(let bytes): add(bytes, format: 1)
      }
    }
  }

  private mutating func add(_ bytes: [UInt8]?, format: Int32 = 0) {
    starts.append(bytes == nil ? nil : buffer.count)
    lengths.append(Int32(clamping: bytes?.count ?? 0))
    formats.append(format)
    guard let bytes else { return }
    buffer += bytes
    buffer.append(0)
  }

  func withPointers<Value>(
    _ body: (
      Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
    ) -> Value
  ) -> Value {
    buffer.withUnsafeBytes { bytes in
      let pointers = starts.map { start in
        start.flatMap { bytes.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
      }
      return pointers.withUnsafeBufferPointer { texts in
        lengths.withUnsafeBufferPointer { lengths in
          formats.withUnsafeBufferPointer { formats in
            body(Int32(clamping: starts.count), texts.baseAddress, lengths.baseAddress, formats.baseAddress)
          }
        }
      }
    }
  }
}

/// Texts as a list of C strings with a null at its end.
struct CStrings {
  private let parameters: PostgresParameters

  init(_ texts: [String]) { parameters = PostgresParameters(texts.map { .text($0) } + [.null]) }

  func withPointers<Value>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value) -> Value {
    parameters.withPointers { _, texts, _, _ in body(texts) }
  }
}
