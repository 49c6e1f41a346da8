import { formatInstant, formatRelative } from './format.ts';

/** How long ago; the full time and zone show on hover. */
export function Ago({ at, zone }: { at: string; zone?: string }) {
  return (
    <time dateTime={at} title={formatInstant(at, zone)}>
      {formatRelative(at)}
    </time>
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
