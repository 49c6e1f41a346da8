import type { RouteContract } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { askForPasswordLink, logIn } from '#server/sign-in/contract.ts';
import type { TestApp } from '../app.ts';
import { makeMember } from '../member.ts';
import { newcomer, registerFrom } from '../registration.ts';
import { compareSamples } from './mann-whitney.ts';

/** One of the doors at which a stranger may say an address. */
export interface Door {
  name: string;
  knock(email: string): Promise<Response>;
}

export interface Finding {
  door: string;
  /** How often a known address takes longer than an unknown one. */
  advantage: number;
  p: number;
  /** Milliseconds in the middle of all. */
  known: number;
  unknown: number;
  /** Different answers (status, names of headers, text) over both. */
  answers: string[];
}

/**
 * The doors that take an address. Passkeys and links are no way to ask for one: they name nobody, and are random numbers of
 * 256 bits; the second step is behind the right password.
 */
export const doorsOf = (app: TestApp): Door[] => [
  { name: 'login', knock: (email) => post(app, logIn, { email, password: 'a wrong guess' }) },
  { name: 'forgotten password', knock: (email) => post(app, askForPasswordLink, { email }) },
  {
    name: 'registration',
    knock: (email) => registerFrom(app.url, { ...newcomer(app.services), email }, newNetwork()),
  },
];

let networks = 0;
/** Each knock from a network of its own: the limits count by network. */
function newNetwork(): string {
  networks += 1;
  return `10.${networks >> 8}.${networks & 255}.1`;
}

const post = (app: TestApp, contract: RouteContract, body: object) =>
  fetch(`${app.url}${contract.path}`, {
    method: contract.method,
    headers: {
      'content-type': 'application/json',
      origin: app.url,
      'x-forwarded-for': newNetwork(),
    },
    body: JSON.stringify(body),
  });

/** Knocks with addresses somebody has and with such as nobody has, each once, in random turns: noise falls on both alike. */
export async function tryDoor(app: TestApp, accountId: string, door: Door, rounds: number): Promise<Finding> {
  const took = { known: [] as number[], unknown: [] as number[] };
  const answers = new Set<string>();
  const time = async (kind: keyof typeof took, email: string) => {
    const begun = performance.now();
    const answer = await door.knock(email);
    const text = await answer.text();
    took[kind].push(performance.now() - begun);
    const names = [...answer.headers.keys()].filter((name) => name !== 'date').sort();
    answers.add(`${answer.status} ${names} ${text}`);
  };
  for (let round = 0; round < rounds; round++) {
    const known = `${await makeMember(app.services.database, accountId, 'analyst')}@account.example`;
    const turns: [keyof typeof took, string][] = [
      ['known', known],
      ['unknown', `${newId()}@account.example`],
    ];
    if (Math.random() < 0.5) turns.reverse();
    for (const [kind, email] of turns) await time(kind, email);
  }
  const { advantage, p } = compareSamples(took.known, took.unknown);
  const middle = (kind: keyof typeof took) => took[kind].toSorted((a, b) => a - b)[rounds >> 1]!;
  return {
    door: door.name,
    advantage,
    p,
    known: middle('known'),
    unknown: middle('unknown'),
    answers: [...answers],
  };
}
