/**
 * The one configuration schema. Everything a person can set is here; docs/configuration.md is generated from it.
 */
import { isIP, isIPv4 } from 'node:net';
import { z } from 'zod';

interface Setting<S extends z.ZodType> {
  schema: S;
  /** What it does, for docs/configuration.md. */
  about: string;
  example?: string;
  /** It is a secret, or carries one: never logged, stored or shown. testing/canary plants one in each. */
  secret?: true;
}
const setting = <S extends z.ZodType>(schema: S, about: string, example?: string): Setting<S> => ({
  schema,
  about,
  ...(example === undefined ? {} : { example }),
});
const secret = <S extends z.ZodType>(of: Setting<S>): Setting<S> => ({ ...of, secret: true });

const wholeNumber = (least: number, most: number) => {
  const error = `must be a whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};
const port = wholeNumber(0, 65535);
const isNameServer = (server: string) =>
  isIP(server.replace(/^\[(.*)\](:\d+)?$/, '$1')) > 0 || isIPv4(server.replace(/:\d+$/, ''));
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
  .transform((url) => url.replace(/\/+$/, ''));

/** `Name <address>` or an address alone. */
const mailbox = z
  .string()
  .transform((text) => /^(?:([^<>\p{Cc}]*)<([^<>]*)>|([^<>]*))$/u.exec(text))
  .transform((parts) => ({
    name: parts?.[1]?.trim() ?? '',
    address: (parts?.[2] ?? parts?.[3] ?? '').trim(),
  }))
  .refine(
    ({ address }) => z.email().safeParse(address).success,
    'must be an email address, or a name and an address in angle brackets',
  );

export const settings = {
  PORT: setting(
    port.default(3000),
    'Port of the web server. When it is not set and 3000 is taken, the next free port is used.',
    '3000',
  ),
  HOST: setting(
    z.string().default('127.0.0.1'),
    'Address the web server listens on. Set 0.0.0.0 to be reached from other machines.',
    '0.0.0.0',
  ),
  BASE_URL: setting(
    httpUrl.optional(),
    'Public address of this install, used in tracked links, unsubscribe links and web versions. With https:// it is taken that TLS ends in front: cookies are for TLS alone, and browsers are told to come by no other way. Defaults to the local address.',
    'https://mail.example.com',
  ),
  CONTENT_PORT: setting(
    port.optional(),
    'Port on which mail written by others is shown, so that it has an origin of its own, apart from the dashboard and its cookie. Without it and without BASE_URL the next free port after PORT is used.',
    '3001',
  ),
  CONTENT_URL: setting(
    httpUrl.optional(),
    'Public address that leads to CONTENT_PORT: another host than BASE_URL, best another domain. With a BASE_URL but no CONTENT_URL mail is shown under BASE_URL, in a sandbox without an origin.',
    'https://mail-content.example.net',
  ),
  DATA_DIR: setting(
    z.string().min(1).default('./data'),
    'Folder for the embedded database, the secret key and the event spool.',
    '/var/lib/mail-minion',
  ),
  DATABASE_URL: secret(
    setting(
      z
        .url({ protocol: /^postgres(ql)?$/, error: 'must be an address that begins with postgres://' })
        .optional(),
      'An existing PostgreSQL 15 or newer, as a user who may create tables and roles. Without it a database is run under DATA_DIR.',
      'postgres://mail:secret@db.example.com/mail',
    ),
  ),
  SECRET_KEY: secret(
    setting(
      z
        .string()
        .regex(
          /^[A-Za-z0-9+/_-]{43,}={0,2}([\s,]+[A-Za-z0-9+/_-]{43,}={0,2})*$/,
          'must be at least 32 bytes in base64',
        )
        .optional(),
      'Key that signs links and wraps the keys of stored secrets: 32 bytes or more in base64. Without it one is made and kept in DATA_DIR/secret.key. Machines that share a database must share it. Two of them, separated by a space, while the key is changed: docs/keys.md.',
    ),
  ),
  SMTP_URL: secret(
    setting(
      z
        .url({ protocol: /^smtps?$/, error: 'must be an address that begins with smtp:// or smtps://' })
        .optional(),
      'Mail server that takes the mail of accounts without a sending server of their own. smtps:// is TLS from the start; smtp:// uses STARTTLS when offered and insists on it before a password goes to another machine. `?starttls=required|optional|off` says otherwise, `?certificate=any` accepts a certificate nobody vouches for, `?auth=xoauth2` says that the password is an OAuth 2 access token, `?chunking=off` is for a server that announces CHUNKING and does not do it well. Without a mail server mail goes to the sandbox and never leaves this machine.',
      'smtps://user:password@smtp.example.com:465',
    ),
  ),
  SYSTEM_MAIL_FROM: setting(
    mailbox.optional(),
    'Who the mail of the install itself comes from: confirmations, new passwords, invitations. It leaves by shared sending servers or SMTP_URL; the DKIM keys of the operator’s account sign it. Without it it is Mail Minion <no-reply@…> at the host of BASE_URL.',
    'Harbour Mail <hello@mail.example.com>',
  ),
  SMTP_CONNECTIONS: setting(
    wholeNumber(1, 100).default(80),
    'Connections each worker may hold open at once, over all ways out together. To one mail server it begins with ten and opens more while that welcomes them. When a worker is killed, at most so many messages are uncertain.',
  ),
  WORKERS: setting(
    wholeNumber(1, 64).optional(),
    'Worker processes that `npm start` runs on this machine; they do the sending and the jobs. Without it one, and one more for each four cores. docs/scaling.md says how several machines share the work.',
    '4',
  ),
  NAME_SERVERS: setting(
    z
      .string()
      .transform((list) => list.split(/[\s,]+/).filter((server) => server !== ''))
      .refine(
        (servers) => servers.every(isNameServer),
        'must be IP addresses with or without a port, separated by commas',
      )
      .optional(),
    'Name servers asked for the mail hosts of recipients when mail goes straight to them, for sign-in providers and for records that prove email domains, separated by commas. Those of the system when not set. A resolver of your own near by is faster, and block lists answer it.',
    '127.0.0.1',
  ),
  MX_PORT: setting(
    wholeNumber(1, 65535).default(25),
    'Port of the mail hosts of recipients. Anything but 25 is for tests.',
  ),
  MX_PRIVATE_NETWORKS: setting(
    z.stringbool({ error: 'must be true or false' }).default(false),
    'Whether mail is also brought to mail hosts in private networks and on this machine. Otherwise a stranger’s DNS could point it at servers behind your firewall.',
  ),
  SIGN_IN_PRIVATE_NETWORKS: setting(
    z.enum(['none', 'operator', 'all'], { error: 'must be none, operator or all' }).default('none'),
    'Which identity providers may stand in private networks or on this machine: `none`; those the `operator` set up, such as a Keycloak of your own; or `all`, also those of accounts, whose people could then ask what stands behind your firewall.',
    'operator',
  ),
  SANDBOX_PORT: setting(port.default(0), 'Loopback port of the sandbox mail server; 0 picks a free one.'),
  SANDBOX_KEEP: setting(
    wholeNumber(10, 1_000_000).default(20_000),
    'Messages the sandbox keeps for each account; the oldest are dropped.',
  ),
  ACTIVITY_KEEP_DAYS: setting(
    wholeNumber(30, 36_500).default(1095),
    'Days the activity log is kept; older acts are forgotten. The privacy policy names three years: change it along. Counts of use, which name nobody, stay.',
  ),
  LARGE_SEND: setting(
    wholeNumber(0, 10_000_000).default(1000),
    'Recipients above which a campaign that leaves this machine is large: every owner of its account then needs a second factor, and from a new device one to unusually many waits for 15 minutes (docs/large-sends.md). 0 asks for none of this: for an install whose users are all your own.',
  ),
  REQUESTS_PER_SECOND: setting(
    wholeNumber(1, 100_000).default(100),
    'Requests a second that one API key, or one browser that is logged in, may make on the long run; after a pause ten times as many at once. All keys of an account together make twice as many. docs/api.md says how programs are told.',
  ),
  PLACES_FILE: setting(
    z.string().min(1).optional(),
    'Database of places in the MaxMind format (.mmdb), such as DB-IP City Lite or GeoLite2 City: people then see city and country of each login. Nobody is asked; without it no place is shown (docs/places.md).',
    '/var/lib/mail-minion/dbip-city-lite.mmdb',
  ),
  CLOSING_DAYS: setting(
    wholeNumber(1, 365).default(30),
    'Days between the closing of an account and its erasure. Until then it can be read, exported and reopened. Accounts closed before keep their day.',
  ),
  TRUST_PROXY: setting(
    z.stringbool({ error: 'must be true or false' }).default(false),
    'Whether X-Forwarded-For and X-Forwarded-Proto are believed, as the proxy nearest to Mail Minion writes them. Set it only behind a proxy of your own.',
  ),
  LOG_LEVEL: setting(
    z
      .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
      .default('info'),
    'How much is logged.',
  ),
} as const;

type Settings = typeof settings;
export type Values = { [K in keyof Settings]: z.output<Settings[K]['schema']> };
