import type { Services } from '#server/app/open-services.ts';
import { type ApiClient, type CallInput, createClient, readAnswer } from '#server/platform/http/index.ts';
import { readRegistration, register, setRegistrationMode } from '#server/registration/contract.ts';
import { formToken } from '#server/registration/index.ts';
import { logIn } from '#server/sign-in/contract.ts';
import { lastSystemMail } from './system-mail.ts';

/** What registering asks for, filled in. Each newcomer has an address of their own. */
export type Newcomer = Omit<NonNullable<CallInput<typeof register>['body']>, 'agreedTo'>;

let made = 0;

/** Somebody who fills in the form, and took some seconds for it. */
export function newcomer({ keys }: Pick<Services, 'keys'>): Newcomer {
  made += 1;
  return {
    name: 'Bo Lind',
    email: `newcomer${made}@newcomers.example`,
    password: 'a calm and friendly sentence',
    organisation: 'Lind & Sons',
    postalAddress: '2 Harbour Street, Malmö',
    timeZone: 'Europe/Stockholm',
    phone: '+46 40 123 456',
    form: formToken(keys.forms, Date.now() - 5_000),
  };
}

/** Registers over HTTP, agreeing to all that is in force unless the body says otherwise, from an address nobody else comes from (the app must trust its proxy). Gives the raw answer. */
export async function registerFrom(url: string, body: object, ip = freshAddress()): Promise<Response> {
  return await fetch(`${url}${register.path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: url,
      'x-forwarded-for': ip,
      'user-agent': 'Newcomer/1.0',
    },
    body: JSON.stringify({ agreedTo: await inForce(url), ...body }),
  });
}

const read = new Map<string, Promise<string[]>>();

/** What must be agreed to; asked once, as somebody does who has the form open. */
function inForce(url: string): Promise<string[]> {
  const known = read.get(url) ?? readInForce(url);
  read.set(url, known);
  return known;
}

async function readInForce(url: string): Promise<string[]> {
  const { policies } = await createClient(url).call(readRegistration, { body: {} });
  return policies.filter(({ mustAgree }) => mustAgree).map(({ id }) => id);
}

let addresses = 0;
function freshAddress(): string {
  addresses += 1;
  return `198.51.${Math.floor(addresses / 250)}.${1 + (addresses % 250)}`;
}

export async function openRegistration(operator: ApiClient): Promise<void> {
  await operator.call(setRegistrationMode, { body: { mode: 'open' } });
}

/** The token in the newest mail that asks to confirm an address. */
export async function confirmationToken(services: Services, email: string): Promise<string> {
  const { link } = await lastSystemMail(services, email, 'confirm-address');
  return new URL(link).hash.slice(1);
}

/** A browser that is logged in with a new session. */
export async function loggedIn(url: string, { email, password }: Pick<Newcomer, 'email' | 'password'>) {
  const answer = await fetch(`${url}${logIn.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, 'x-forwarded-for': freshAddress() },
    body: JSON.stringify({ email, password }),
  });
  await readAnswer(answer);
  const cookie = answer.headers.getSetCookie().map((set) => set.split(';')[0]);
  return createClient(url, { cookie: cookie.join('; ') });
}
