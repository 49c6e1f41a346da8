import { settings, type Values } from './schema.ts';

export interface Config {
  port: number;
  /** True when a person chose PORT; then no other port is tried. */
  portIsExplicit: boolean;
  host: string;
  baseUrl: string | undefined;
  contentPort: number | undefined;
  contentUrl: string | undefined;
  dataDir: string;
  databaseUrl: string | undefined;
  secretKey: string | undefined;
  smtpUrl: string | undefined;
  /** `name` is empty when an address alone was given. */
  systemMailFrom: { name: string; address: string } | undefined;
  smtpConnections: number;
  /** Undefined: as many as suit the machine. */
  workers: number | undefined;
  nameServers: string[] | undefined;
  mxPort: number;
  mxPrivateNetworks: boolean;
  signInPrivateNetworks: 'none' | 'operator' | 'all';
  sandboxPort: number;
  sandboxKeep: number;
  activityKeepDays: number;
  /** 0: no campaign is large. */
  largeSend: number;
  placesFile: string | undefined;
  requestsPerSecond: number;
  closingDays: number;
  trustProxy: boolean;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** A setting that cannot be used. The message is one sentence that names it and says what it must be. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads and checks the configuration from environment variables. Empty values count as not set.
 * @throws ConfigError for the first bad value.
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const values = readValues(env);
  return {
    port: values.PORT,
    portIsExplicit: isGiven(env.PORT),
    host: values.HOST,
    baseUrl: values.BASE_URL,
    contentPort: values.CONTENT_PORT,
    contentUrl: values.CONTENT_URL,
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    secretKey: values.SECRET_KEY,
    smtpUrl: values.SMTP_URL,
    systemMailFrom: values.SYSTEM_MAIL_FROM,
    smtpConnections: values.SMTP_CONNECTIONS,
    workers: values.WORKERS,
    nameServers: values.NAME_SERVERS,
    mxPort: values.MX_PORT,
    mxPrivateNetworks: values.MX_PRIVATE_NETWORKS,
    signInPrivateNetworks: values.SIGN_IN_PRIVATE_NETWORKS,
    sandboxPort: values.SANDBOX_PORT,
    sandboxKeep: values.SANDBOX_KEEP,
    activityKeepDays: values.ACTIVITY_KEEP_DAYS,
    largeSend: values.LARGE_SEND,
    placesFile: values.PLACES_FILE,
    requestsPerSecond: values.REQUESTS_PER_SECOND,
    closingDays: values.CLOSING_DAYS,
    trustProxy: values.TRUST_PROXY,
    logLevel: values.LOG_LEVEL,
  };
}

const isGiven = (value: string | undefined) => value !== undefined && value.trim() !== '';

function readValues(env: Record<string, string | undefined>): Values {
  const values: Record<string, unknown> = {};
  for (const [name, { schema, example }] of Object.entries(settings)) {
    const given = isGiven(env[name]) ? env[name]?.trim() : undefined;
    const result = schema.safeParse(given);
    if (!result.success)
      throw new ConfigError(explain(name, result.error.issues[0]?.message ?? 'is not usable', example));
    values[name] = result.data;
  }
  return values as Values;
}

function explain(name: string, reason: string, example: string | undefined): string {
  // The value itself is left out on purpose: URLs carry passwords.
  return `${name} cannot be used: ${reason.replace(/\.$/, '')}${example ? `, for example ${name}=${example}` : ''}.`;
}
