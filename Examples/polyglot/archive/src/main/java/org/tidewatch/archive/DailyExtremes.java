package org.tidewatch.archive;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The highest and the lowest level of each day, in UTC. */
public final class DailyExtremes {
  private DailyExtremes() {}

  /** The extremes of one day, in millimetres. */
  public record Extremes(int low, int high) {}

  /**
   * Summarises readings by day.
   *
   * @param readings in any order
   * @return one entry per day that has a reading, by date
   */
  public static SortedMap<LocalDate, Extremes> of(List<Reading> readings) {
    return readings.stream()
        .collect(
            Collectors.groupingBy(
                reading -> LocalDate.ofInstant(reading.taken(), ZoneOffset.UTC),
                TreeMap::new,
                Collectors.collectingAndThen(
                    Collectors.summarizingInt(Reading::levelInMillimetres), DailyExtremes::range)));
  }

  private static Extremes range(IntSummaryStatistics day) {
    return new Extremes(day.getMin(), day.getMax());
  }
}
