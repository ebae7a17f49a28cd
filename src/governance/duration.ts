const DURATION = /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/**
 * The moment a duration later, in UTC: years and months by the calendar, everything else by the clock.
 * @param duration ISO 8601, e.g. `P2D`, `PT4H`.
 * @throws RangeError for anything else; the schemas let none through.
 */
export function addDuration(from: Date, duration: string): Date {
  const match = DURATION.exec(duration);
  if (!match) throw new RangeError(`${duration} is not an ISO 8601 duration such as P2D or PT4H`);
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const to = new Date(from);
  to.setUTCFullYear(to.getUTCFullYear() + years, to.getUTCMonth() + months);
  const clock = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds;
  return new Date(to.getTime() + clock * 1000);
}
