/**
 * Structured logs: one JSON object a line on standard error, or plain words when a person is watching.
 * Log names, counts and ids; never addresses, tokens, bodies or query strings. Addresses that others put into a text, an
 * error of a mail server for example, are left out here.
 */
type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export interface Log {
  debug(message: string, facts?: Record<string, unknown>): void;
  info(message: string, facts?: Record<string, unknown>): void;
  warn(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
}

const order: LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** @param part which part of the product speaks, e.g. `web`. */
export function createLog(
  part: string,
  level: LogLevel = 'info',
  write = (text: string) => void process.stderr.write(text),
  human = process.stderr.isTTY === true,
): Log {
  const at =
    (lineLevel: LogLevel) =>
    (message: string, facts: Record<string, unknown> = {}) => {
      if (order.indexOf(lineLevel) < order.indexOf(level)) return;
      const line = human ? words(lineLevel, part, message, facts) : json(lineLevel, part, message, facts);
      write(withoutAddresses(line));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function json(level: LogLevel, part: string, message: string, facts: Record<string, unknown>): string {
  return `${JSON.stringify({ time: new Date().toISOString(), level, part, message, ...plain(facts) })}\n`;
}

function words(level: LogLevel, part: string, message: string, facts: Record<string, unknown>): string {
  const rest = Object.entries(plain(facts)).map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? harmless(value) : JSON.stringify(value)}`,
  );
  return `${part}${level === 'info' ? '' : ` ${level}`}: ${harmless(message)}${rest.join('')}\n`;
}

/**
 * What strangers say (mail servers, browsers) must not steer the terminal it is shown on, nor look like a line of ours: a
 * break inside of it is followed by a mark.
 */
const harmless = (text: string) =>
  text
    .replace(/\r\n?|\n/g, '\n  | ')
    .replace(
      /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu,
      (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );

/** Errors do not survive JSON; keep their message and stack. */
function plain(facts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [
      key,
      value instanceof Error ? (value.stack ?? value.message) : value,
    ]),
  );
}

/**
 * A text with `[address]` for each email address in it.
 * Paths of packages (`node_modules/@scope/…`) are no addresses, nor are versions. What stands before the @ is bounded as in RFC 5321:
 * a long word of somebody's without one would cost the square of its length.
 */
export const withoutAddresses = (line: string) =>
  line.replace(/[^\s<>"()[\],;:=/\\]{1,64}@[\p{L}\p{N}][\p{L}\p{N}.-]*\.\p{L}{2,}/gu, '[address]');

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
