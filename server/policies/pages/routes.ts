import type { FastifyReply } from 'fastify';
import type { Scope } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import * as contract from '../contract.ts';
import { compareDocuments } from '../document/compare-documents.ts';
import { readDocument } from '../document/read-document.ts';
import { type PublishedPolicy, readVersions } from '../read-policies.ts';
import { currentVersions, readOperator } from '../versions.ts';
import { policy } from './layout.ts';
import * as pages from './pages.ts';

/** The policies as pages that anybody reads: no login, no script, and no cookie is set. */
export function policyPagesRoutes(on: Registrar<Scope>, { database }: { database: Database }): void {
  on.on(contract.policiesPage, async ({ reply }) => {
    const [owner, versions] = await database.asSystem(async (tx) => [
      (await readOperator(tx))?.name,
      await currentVersions(tx),
    ]);
    return versions.length === 0
      ? sendPage(reply, pages.nothingPage(owner), 404)
      : sendPage(reply, pages.overviewPage(owner, versions));
  });

  on.on(contract.policyPage, async ({ params, reply }) => {
    const { owner, versions } = await read(database, params.kind);
    const shown = versions.find(({ state }) => state === 'current') ?? versions.at(-1);
    if (!shown) return sendPage(reply, pages.nothingPage(owner), 404);
    return sendPage(reply, pages.versionPage(owner, shown, versions));
  });

  on.on(contract.policyVersionPage, async ({ params, reply }) => {
    const { owner, versions } = await read(database, params.kind);
    const shown = numbered(versions, params.version);
    if (!shown) return sendPage(reply, pages.nothingPage(owner), 404);
    return sendPage(reply, pages.versionPage(owner, shown, versions));
  });

  on.on(contract.policyChangesPage, async ({ params, query, reply }) => {
    const { owner, versions } = await read(database, params.kind);
    const to = query.to === undefined ? versions[0] : numbered(versions, query.to);
    const from = query.from === undefined ? before(versions, to) : numbered(versions, query.from);
    if (!from || !to) return sendPage(reply, pages.nothingPage(owner), 404);
    const difference = compareDocuments(readDocument(from.text), readDocument(to.text));
    return sendPage(reply, pages.changesPage(owner, [from, to], versions, difference));
  });

  on.on(contract.policyText, async ({ params, reply }) => {
    const { owner, versions } = await read(database, params.kind);
    const shown = numbered(versions, params.version);
    if (!shown) return sendPage(reply, pages.nothingPage(owner), 404);
    return reply.type('text/plain; charset=utf-8').send(shown.text);
  });
}

async function read(database: Database, kind: string) {
  const known = contract.policyKinds.find((one) => one === kind);
  return await database.asSystem(async (tx) => ({
    owner: (await readOperator(tx))?.name,
    versions: known ? await readVersions(tx, known) : [],
  }));
}

const numbered = (versions: PublishedPolicy[], number: string) =>
  versions.find(({ version }) => String(version) === number);

/** The version before one; the first is compared with itself. */
const before = (versions: PublishedPolicy[], version: PublishedPolicy | undefined) =>
  versions.find((one) => version && one.version < version.version) ?? version;

function sendPage(reply: FastifyReply, page: string, status = 200): FastifyReply {
  return reply
    .status(status)
    .header('content-security-policy', policy)
    .type('text/html; charset=utf-8')
    .send(page);
}
