export interface Reading {
  station: string;
  taken: string;
  level_mm: number;
}

/** Fetches the latest reading of each station. */
export async function latestReadings(collector: string): Promise<Reading[]> {
  const answer = await fetch(new URL("/readings", collector));
  if (!answer.ok) {
    throw new Error(`the collector answered ${answer.status}`);
  }
  return (await answer.json()) as Reading[];
}

/** Metres with a sign, as charts print them. */
export function inMetres(reading: Reading): string {
  const metres = reading.level_mm / 1000;
  return `${metres < 0 ? "−" : "+"}${Math.abs(metres).toFixed(2)} m`;
}
