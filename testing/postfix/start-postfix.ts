import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeLoopbackPort } from '#server/platform/processes/index.ts';
import type { Receipt } from '../chaos/start-sink.ts';
import { otherExample } from '../tls-certificate.ts';
import { until } from '../until.ts';

/** A real mail server, Debian's Postfix, as strict about the protocol as it can be. It throws away what it accepts. */
export type Postfix = {
  host: string;
  port: number;
  /** Messages it has taken responsibility for so far. */
  accepted(): number;
  /** Those it has also brought to their recipient, which is nowhere. */
  receipts(): Receipt[];
  /** Lines of its log in which it complains about us, or is in trouble itself. */
  complaints(): string[];
  stop(): Promise<void>;
};

type Options = {
  /** Domains it is a mail host for. Without any it is a relay for this machine. */
  domains?: string[];
  host?: string;
  port?: number;
};

const DAEMONS = '/usr/lib/postfix/sbin/master';
const COMPLAINT =
  /warning|error|fatal|panic|improper|reject|unauthorized|non-SMTP|lost connection|timeout|too many|garbage|illegal/i;

/** About the clock of the machine, which jumps on some virtual ones. */
const CLOCK = /file system clock|resetting file time stamps/;

/** Why Postfix cannot be run here, in words; undefined when it can. */
export function postfixMissing(): string | undefined {
  if (!existsSync(DAEMONS)) return 'Postfix is not installed (apt-get install postfix)';
  return process.getuid?.() === 0 ? undefined : 'Postfix can only be started by root';
}

/** Starts an instance with a queue of its own, which nobody else's Postfix knows of. */
export async function startPostfix(options: Options = {}): Promise<Postfix> {
  const { host = '127.0.0.1', port = await freeLoopbackPort(), domains = [] } = options;
  const home = mkdtempSync(join(tmpdir(), 'postfix-'));
  chmodSync(home, 0o755);
  for (const folder of ['etc', 'spool', 'data']) mkdirSync(join(home, folder));
  chownSync(join(home, 'data'), Number(execFileSync('id', ['-u', 'postfix'])), 0);
  const log = join(home, 'log');
  writeFileSync(log, '');
  writeFileSync(join(home, 'etc/tls.pem'), `${otherExample.key}\n${otherExample.cert}\n`, { mode: 0o600 });
  writeFileSync(join(home, 'etc/main.cf'), mainCf(home, domains));
  writeFileSync(join(home, 'etc/master.cf'), masterCf(host, port));

  const child = spawn('postfix', ['-c', join(home, 'etc'), 'start-fg'], {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  const exited = once(child, 'exit');
  process.on('exit', terminate);
  const read = () => readFileSync(log, 'utf8');
  try {
    await until('Postfix to answer', async () => {
      if (child.exitCode !== null) throw new Error(`Postfix ended: ${read()}`);
      return await answers(host, port);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  // Our own knocking at the door is no part of what is watched.
  const skip = read().length;
  const lines = () => read().slice(skip).split('\n');

  /** The child is a script that waits for the server; signals to it would leave the server behind. */
  function terminate(): void {
    const pid = join(home, 'spool/pid/master.pid');
    if (child.exitCode === null && existsSync(pid))
      process.kill(Number(readFileSync(pid, 'utf8')), 'SIGTERM');
  }

  async function stop(): Promise<void> {
    process.off('exit', terminate);
    terminate();
    await exited;
    rmSync(home, { recursive: true, force: true });
  }

  return {
    host,
    port,
    accepted: () => lines().filter((line) => / message-id=/.test(line)).length,
    receipts: () => lines().flatMap(readReceipt),
    complaints: () => lines().filter((line) => COMPLAINT.test(line) && !CLOCK.test(line)),
    stop,
  };
}

/** `Nov 22 22:11:59 host postfix/discard[1]: QUEUEID: to=<ada@example.net>, …, status=sent (…)`. */
function readReceipt(line: string): Receipt[] {
  const [, time, id, to] = /^(\w+ +\d+ [\d:]+) .*\]: (\w+): to=<([^>]*)>.* status=sent/.exec(line) ?? [];
  if (time === undefined || id === undefined || to === undefined) return [];
  return [{ to, id, leave: '', dotAt: Date.parse(`${time} ${new Date().getFullYear()}`), isKept: true }];
}

async function answers(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, 'data');
    socket.end('QUIT\r\n');
    await once(socket, 'close');
    return true;
  } catch {
    return false;
  }
}

function mainCf(home: string, domains: string[]): string {
  const isRelay = domains.length === 0;
  return `
compatibility_level = 3.6
queue_directory = ${home}/spool
data_directory = ${home}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${home}/log
maillog_file_prefixes = ${home}
inet_protocols = ipv4
myhostname = receiver.example
mydestination =
alias_maps =
alias_database =
mynetworks = ${isRelay ? '127.0.0.0/8' : '192.0.2.1/32'}
relay_domains = ${domains.join(' ')}
relay_transport = discard:
default_transport = discard:
local_transport = discard:
in_flow_delay = 0
notify_classes =
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0

smtpd_tls_security_level = may
smtpd_tls_chain_files = ${home}/etc/tls.pem

smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_helo_required = yes
smtpd_helo_restrictions = reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname
smtpd_sender_restrictions = reject_non_fqdn_sender
smtpd_recipient_restrictions = reject_non_fqdn_recipient
smtpd_data_restrictions = reject_unauth_pipelining, reject_multi_recipient_bounce
smtpd_forbid_bare_newline = yes
smtpd_forbid_unauth_pipelining = yes
strict_rfc821_envelopes = yes
strict_7bit_headers = yes
strict_8bitmime_body = yes
strict_mime_encoding_domain = yes
`;
}

function masterCf(host: string, port: number): string {
  const services = [
    `${host}:${port} inet n - n - 100 smtpd`,
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'verify unix - - n - 1 verify',
    'proxymap unix - - n - - proxymap',
    'discard unix - - n - - discard',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'anvil unix - - n - 1 anvil',
    'showq unix n - n - - showq',
    'postlog unix-dgram n - n - 1 postlogd',
  ];
  return `${services.join('\n')}\n`;
}
