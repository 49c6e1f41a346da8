const DAY = 86_400_000;

/**
 * The server says times of today and tomorrow in UTC: “It goes on at 14:05 UTC.” Here they are said in the account's
 * zone, as everywhere else on screen. What it says of later days is left as it stands.
 */
export function inZone(text: string, zone: string, now = Date.now()): string {
  return text.replace(
    /(?<! on \d{1,2} \w+) (tomorrow )?at (\d{2}):(\d{2}) UTC/,
    (_, tomorrow: string | undefined, hours: string, minutes: string) => {
      const midnight = Math.floor(now / DAY) * DAY + (tomorrow ? DAY : 0);
      const then = midnight + (Number(hours) * 60 + Number(minutes)) * 60_000;
      return ` ${dayWord(then, zone, now)}at ${timeIn(then, zone)}`;
    },
  );
}

const timeIn = (instant: number, zone: string) =>
  new Intl.DateTimeFormat(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
    timeZoneName: 'short',
  }).format(instant);

/** Nothing for today; a zone can make a day later or earlier of it. */
function dayWord(then: number, zone: string, now: number): string {
  const day = (instant: number) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(instant);
  if (day(then) === day(now)) return '';
  if (day(then) === day(now + DAY)) return 'tomorrow ';
  return `on ${new Intl.DateTimeFormat(undefined, { weekday: 'long', timeZone: zone }).format(then)} `;
}
