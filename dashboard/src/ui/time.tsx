import { Tooltip } from '@mantine/core';
import { formatInstant, formatRelative } from './format.ts';

/** How long ago, with the full time and zone on hover and focus. */
export function Ago({ at, zone }: { at: string; zone?: string }) {
  const full = formatInstant(at, zone);
  return (
    <Tooltip label={full}>
      <time dateTime={at}>{formatRelative(at)}</time>
    </Tooltip>
  );
}

/** The full time with its zone named. */
export function Moment({ at, zone }: { at: string; zone?: string }) {
  return (
    <time dateTime={at} className="tabular">
      {formatInstant(at, zone)}
    </time>
  );
}
