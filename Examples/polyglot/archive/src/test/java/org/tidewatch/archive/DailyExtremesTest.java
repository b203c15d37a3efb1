package org.tidewatch.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class DailyExtremesTest {
  @Test
  void aDayHasItsOwnExtremes() {
    var extremes =
        DailyExtremes.of(
            List.of(
                new Reading("oban", Instant.parse("2026-03-01T03:00:00Z"), 400),
                new Reading("oban", Instant.parse("2026-03-01T09:00:00Z"), 3700),
                new Reading("oban", Instant.parse("2026-03-02T00:00:00Z"), 1200)));
    assertEquals(2, extremes.size());
    assertEquals(
        new DailyExtremes.Extremes(400, 3700), extremes.get(LocalDate.of(2026, 3, 1)));
  }
}
