import type { Abilities } from './abilities.ts';
import { readReply } from './classify-reply.ts';
import type { Login } from './route.ts';
import { Trouble } from './trouble.ts';
import type { Wire } from './wire.ts';

/** Octets of a command line beyond which the first answer waits for the server's 334 (RFC 4954 §4, RFC 5321 §4.5.3.1.4). */
const LONGEST_LINE = 510;

type Asked = { code: number; raw: Buffer };

/**
 * Logs in by what the server offers: PLAIN, else LOGIN, for a password; XOAUTH2 for an access token.
 *
 * @throws {Trouble} `no-auth` when it offers nothing we can use, `auth-refused` or `busy` by its reply
 */
export async function logIn(
  wire: Wire,
  { auth }: Abilities,
  login: Login,
  milliseconds: number,
): Promise<void> {
  const mechanism = (login.kind === 'xoauth2' ? ['XOAUTH2'] : ['PLAIN', 'LOGIN']).find((name) =>
    auth.includes(name),
  );
  if (mechanism === undefined) throw noWayIn(auth, login);
  const { user, pass } = login;
  const ask = (line: string) => wire.ask(line, milliseconds);

  if (mechanism === 'PLAIN') return judge(await begin(ask, 'PLAIN', `\0${user}\0${pass}`));
  if (mechanism === 'LOGIN') {
    let asked = await ask('AUTH LOGIN');
    for (const answer of [user, pass]) if (asked.code === 334) asked = await ask(base64(answer));
    return judge(asked);
  }
  const asked = await begin(ask, 'XOAUTH2', `user=${user}\x01auth=Bearer ${pass}\x01\x01`);
  // A refusal comes as a challenge that says why; the real reply follows once it is answered with nothing.
  if (asked.code !== 334) return judge(asked);
  judge(await ask(''), challengeText(asked.raw));
}

/** The first answer goes with the command when the line is not too long for it. */
async function begin(
  ask: (line: string) => Promise<Asked>,
  mechanism: string,
  answer: string,
): Promise<Asked> {
  const line = `AUTH ${mechanism} ${base64(answer)}`;
  if (line.length <= LONGEST_LINE) return ask(line);
  const asked = await ask(`AUTH ${mechanism}`);
  return asked.code === 334 ? ask(base64(answer)) : asked;
}

function judge({ code, raw }: Asked, challenge?: string): void {
  if (code >= 200 && code < 300) return;
  const reply = readReply(code, raw);
  const text = challenge ? `${reply.text} (${challenge})` : reply.text;
  throw new Trouble(code >= 400 && code < 500 ? 'busy' : code >= 500 ? 'auth-refused' : 'not-smtp', {
    reply: { ...reply, text },
  });
}

function noWayIn(offered: string[], { kind = 'password' }: Login): Trouble {
  if (offered.length === 0) return new Trouble('no-auth');
  const ours = kind === 'xoauth2' ? 'XOAUTH2, for an access token,' : 'PLAIN and LOGIN, for a password,';
  return new Trouble('no-auth', {
    because: `offers only ways to log in that are not spoken here (${offered.join(', ').slice(0, 100)}); ${ours} are`,
  });
}

/** What the server says is wrong with an access token: JSON in base64, of which only the status is worth showing. */
function challengeText(raw: Buffer): string {
  const decoded = Buffer.from(raw.toString('latin1').slice(4), 'base64').toString('utf8');
  const status = /"status"\s*:\s*"(\w{1,40})"/.exec(decoded)?.[1];
  return status ? `status ${status}` : '';
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
