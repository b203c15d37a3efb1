internal import InfraMindCore

/// Every size of a job's ladder, and the sizes of a pipeline's jobs together; `null` where nobody asked.
extension JSONReport {
  func ladders(_ json: inout JSONWriter) {
    guard details.contains(where: { $0.ladders != nil }) else { return json.null() }
    json.array(named(\.ladders)) { json, item in
      json.object {
        $0.key("repository")
        $0.string(item.repository)
        job(&$0, item.value.job)
        $0.key("jobName")
        $0.string(item.value.name)
        place(&$0, item.value.position)
        $0.key("sizes")
        $0.array(item.value.sizes.indices) { size(&$0, item.value, $1) }
      }
    }
  }

  private func size(_ json: inout JSONWriter, _ ladder: JobLadder, _ place: Int) {
    let size = ladder.sizes[place]
    json.object {
      $0.key("machine")
      runner(&$0, size.machine)
      $0.key("isCurrent")
      $0.bool(size.isCurrent)
      $0.key("basis")
      $0.string(size.basis.rawValue)
      $0.key("runs")
      $0.number(size.runs)
      $0.key("p50Seconds")
      $0.number(size.p50Seconds)
      $0.key("p90Seconds")
      $0.number(size.p90Seconds)
      $0.key("p95Seconds")
      $0.number(size.p95Seconds)
      $0.key("meanSeconds")
      $0.number(size.meanSeconds)
      $0.key("seconds")
      $0.interval(size.seconds)
      $0.key("meanDollars")
      $0.number(orNull: size.meanDollars)
      $0.key("dollars")
      $0.interval(size.dollars)
      $0.key("outOfMemory")
      $0.number(orNull: size.outOfMemory)
      $0.key("outOfDisk")
      $0.number(orNull: size.outOfDisk)
      $0.key("timeout")
      $0.number(size.timeout)
      $0.key("queueSeconds")
      $0.number(orNull: size.queueSeconds)
      $0.key("objection")
      $0.string(orNull: size.objection)
      $0.key("isOnFrontier")
      $0.bool(ladder.isOnFrontier(place))
    }
  }

  func pipelines(_ json: inout JSONWriter) {
    guard details.contains(where: { $0.outlooks != nil }) else { return json.null() }
    json.array(named(\.outlooks)) { json, item in
      json.object {
        $0.key("repository")
        $0.string(item.repository)
        $0.key("pipeline")
        $0.string(item.value.pipeline)
        $0.key("jobs")
        $0.array(item.value.jobs.indices) { json, place in
          json.object {
            $0.key("name")
            $0.string(item.value.jobs[place].name)
            $0.key("stage")
            $0.number(item.value.stages[place] + 1)
            $0.key("needs")
            $0.array(item.value.jobs[place].needs.map { item.value.jobs[$0].name })
          }
        }
        $0.key("today")
        plan(&$0, item.value.today, item.value)
        $0.key("best")
        if let best = item.value.best { plan(&$0, best, item.value) } else { $0.null() }
        $0.key("frontier")
        $0.array(item.value.front) { plan(&$0, $1, item.value) }
        $0.key("unknownJobs")
        $0.array(item.value.unknown)
        $0.key("fixedJobs")
        $0.array(item.value.fixed)
      }
    }
  }

  private func plan(_ json: inout JSONWriter, _ plan: PipelinePlan, _ outlook: PipelineOutlook) {
    json.object {
      $0.key("seconds")
      $0.number(plan.seconds)
      $0.key("dollars")
      $0.number(plan.dollars)
      $0.key("machines")
      $0.array(zip(outlook.jobs, plan.choice)) { json, item in
        json.string(orNull: item.0.options[item.1].machine.label ?? item.0.options[item.1].machine.name)
      }
    }
  }

  /// What repositories have, each with the repository's path.
  private func named<Value>(_ values: KeyPath<SizeDetails, [Value]?>) -> [(repository: String, value: Value)]
  {
    zip(inspection.reports, details).flatMap { report, details in
      (details[keyPath: values] ?? []).map { (report.repository.shownRoot, $0) }
    }
  }
}
