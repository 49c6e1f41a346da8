/** The web process of the product, alone, with many who may log in: what it needs is measured from outside. */
import { hashPassword } from '#server/platform/crypto/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { person, startTestApp } from '../app.ts';
import { makeMember } from '../member.ts';
import { servePart } from '../part.ts';

const logins = Number(process.argv[2]);
const app = await startTestApp({ TRUST_PROXY: 'true' });
const { database } = app.services;
const { accountId, cookie } = await app.newAccount();
const hash = await hashPassword(person.password);
const emails: string[] = [];
for (let made = 0; made < logins; made++)
  emails.push(`${await makeMember(database, accountId, 'analyst')}@account.example`);
await database.asSystem((tx) =>
  tx.execute(sql`update users set password_hash = ${hash} where email = any (${emails})`),
);

export interface Up {
  url: string;
  cookie: string;
  emails: string[];
}
servePart({ url: app.url, cookie, emails } satisfies Up, () => process.resourceUsage().maxRSS);
