import type { HealthCheck, HealthState } from '#server/operator/contract.ts';

/** The result of one look: nothing to do where all is well. */
export const check = (
  id: string,
  label: string,
  state: HealthState,
  says: string,
  todo: string | null = null,
): HealthCheck => ({ id, label, state, says, todo });

/** `bad` and `warn` from these numbers on. */
export const graded = (value: number, { warn, bad }: { warn: number; bad: number }): HealthState =>
  value >= bad ? 'bad' : value >= warn ? 'warn' : 'ok';

/** One look, taken when it is called. */
export type Look = () => HealthCheck | Promise<HealthCheck>;

/** A check that cannot be made says so in place of breaking the others. */
export const orUnknown =
  (id: string, label: string, look: Look): Look =>
  async () => {
    try {
      return await look();
    } catch (error) {
      return check(id, label, 'unknown', `This could not be looked at: ${(error as Error).message}`);
    }
  };

export const inUnits = (bytes: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power > 2 ? 1 : 0)} ${units[power]}`;
};

/** Seconds, minutes, hours or days, as sentences say them. */
export function inWords(seconds: number): string {
  const [count, unit] =
    seconds < 120
      ? [seconds, 'second']
      : seconds < 7_200
        ? [seconds / 60, 'minute']
        : seconds < 172_800
          ? [seconds / 3_600, 'hour']
          : [seconds / 86_400, 'day'];
  const whole = Math.round(count);
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}
