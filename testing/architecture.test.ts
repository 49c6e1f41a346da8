/** The import rule of the house and its words: see ARCHITECTURE.md. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize, sep } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');

/** Calls go down: a folder imports from lower shelves only; neighbours on one shelf do not know each other. */
const shelves = [
  ['platform'],
  ['accounts'],
  ['policies', 'activity'],
  ['sign-in', 'closing'],
  ['registration', 'team', 'second-factors'],
  ['sign-in-providers'],
  ['compliance'],
  ['audience', 'content', 'tracking'],
  ['delivery'],
  ['campaigns'],
  ['reports', 'operator'],
  ['app'],
];
const doors = ['server/web.ts', 'server/worker.ts', 'server/cli.ts'];
const forbiddenNames = /^(utils?|helpers?|services?|managers?)$/;

const sources = globSync(['{server,testing,scripts}/**/*.{ts,mjs}', 'dashboard/src/**/*.{ts,tsx}'], {
  cwd: root,
});
const product = sources.filter((file) => !/\.test\.tsx?$|\.test\.mjs$/.test(file));

test('every folder of the server has its place on a shelf', () => {
  const folders = new Set(product.filter((file) => file.startsWith('server/')).map(domainOf));
  const known = [...shelves.flat(), 'doors'];
  none([...folders].filter((folder) => !known.includes(folder)));
});

test('the server imports downwards, and only through front doors', () => {
  const complaints = imports('server/').flatMap(({ from, to, as }) => {
    const problem = serverProblem(from, to, as);
    return problem ? [`${from} imports ${as}: ${problem}`] : [];
  });
  none(complaints);
});

test('folders of one domain do not import each other in circles', () => {
  const imported = new Map<string, Set<string>>();
  for (const { from, to } of imports('server/')) {
    const [here, there] = [folderOf(from), folderOf(to)];
    if (here === undefined || there === undefined || here === there || dirname(here) !== dirname(there))
      continue;
    imported.set(here, (imported.get(here) ?? new Set()).add(there));
  }
  none([...imported.keys()].filter((folder) => reachedFrom(folder, imported).has(folder)));
});

test('contracts are safe for a browser: they import contracts and zod alone', () => {
  const complaints = product
    .filter((file) => file.startsWith('server/') && isContract(file))
    .flatMap((from) => importsOf(from))
    .filter(({ to, as }) => as !== 'zod' && !isContract(to))
    .map(({ from, as }) => `${from} imports ${as}`);
  none(complaints);
});

test('the dashboard knows the server by its contracts alone', () => {
  const complaints = imports('dashboard/src/')
    .filter(({ to }) => !to.startsWith('dashboard/') && !to.startsWith('node_modules/'))
    .filter(({ to }) => !/^server\/([a-z-]+|platform\/http)\/contract\.ts$/.test(to))
    .map(({ from, as }) => `${from} imports ${as}`);
  none(complaints);
});

test('nothing is called utils, helpers, services or managers', () => {
  const complaints = sources.filter((file) =>
    file.split(sep).some((part) => forbiddenNames.test(part.replace(/\..*$/, ''))),
  );
  none(complaints);
});

/** Who may talk to other machines, and why it needs no guard of the addresses. */
const talkers: Record<string, string> = {
  'server/platform/outside/guarded-request.ts': 'the guard itself',
  'server/platform/outside/addresses-of.ts': 'asks name servers for the guard',
  'server/platform/http/client.ts': 'a client of our own API, for the demo and tests',
  'server/app/supervise/wait-until-ready.ts': 'asks our own process on this machine',
  'server/app/health/address-checks.ts': 'asks name servers about the install’s own sender',
  'server/app/demo/act-as-recipients.ts': 'asks our own process on this machine',
  'server/delivery/smtp/connect-socket.ts':
    'mail servers: addresses are looked at by servers/public-host and mx',
  'server/platform/outside/name-servers.ts': 'asks name servers',
  'server/delivery/servers/check-straight.ts': 'tries the mail hosts of a receiver, found and guarded by mx',
  'server/delivery/servers/public-host.ts': 'asks name servers, and refuses private addresses',
};

test('nobody but the guarded module asks other machines by HTTP, where addresses come from people', () => {
  const complaints = product
    .filter((file) => file.startsWith('server/') && !(file in talkers))
    .filter((file) => talksOutside(read(file)))
    .map((file) => `${file} talks to other machines: use guardedRequest of platform/outside`);
  none(complaints);
});

test('everybody who is allowed to talk to other machines does', () => {
  none(Object.keys(talkers).filter((file) => !talksOutside(read(file))));
});

test('the look at who talks to other machines finds those who do', () => {
  const planted = [
    "await fetch('https://evil.example')",
    "import { get as ask } from 'node:https'; ask(url)",
    "import * as net from 'net'; net.connect(1)",
    "import { lookup } from 'node:dns/promises'",
    "const { connect } = await import('node:tls')",
  ];
  none(planted.filter((source) => !talksOutside(source)));
});

/** Finds what leaves this machine, also where a name is taken from a module under another name. */
function talksOutside(source: string): boolean {
  const code = source.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g, '');
  const asksByFetch = /(?<![\w.$#])fetch\s*\(|globalThis\.fetch|\bnew (WebSocket|EventSource)\b/.test(code);
  const modules = [...code.matchAll(/import\s+(?!type\b)([^'"]*?)\s*from\s*['"](?:node:)?([a-z0-9/]+)['"]/g)];
  const takes = (from: RegExp, names: RegExp) =>
    modules.some(
      ([, taken = '', module = '']) => from.test(module) && (names.test(taken) || /\*\s+as/.test(taken)),
    );
  return (
    asksByFetch ||
    takes(/^(http|https|http2)$/, /\b(?<!type )(request|get|connect|Agent)\b/) ||
    takes(/^(net|tls)$/, /\b(?<!type )(connect|createConnection|Socket)\b(?<!type Socket)/) ||
    takes(/^(dns|dns\/promises)$/, /\w/) ||
    takes(/^dgram$/, /\w/) ||
    modules.some(([, , module = '']) => module === 'undici') ||
    /(import|require)\s*\(\s*['"](node:)?(https?|http2|net|tls|dgram|dns)/.test(code)
  );
}

test('doors stay small', () => {
  for (const door of doors) assert.ok(read(door).split('\n').length < 60, `${door} has 60 lines or more`);
});

/** Fails with the complaints themselves, one a line. */
function none(complaints: string[]): void {
  assert.equal(complaints.join('\n'), '');
}

/** What is wrong with this import, in words; undefined when nothing is. */
function serverProblem(from: string, to: string, as: string): string | undefined {
  if (to.startsWith('node_modules/')) return undefined;
  if (!to.startsWith('server/')) return 'the server imports from server/ and packages alone';
  const [here, there] = [domainOf(from), domainOf(to)];
  if (there === 'doors') return 'nobody imports a door';
  if (here === there) return here === 'platform' ? platformProblem(from, to) : undefined;
  if (shelfOf(there) >= shelfOf(here)) return `${there} is not below ${here}`;
  if (here !== 'doors' && !as.startsWith('#server/') && !isContract(to))
    return 'it should be written #server/…';
  return here === 'doors' || isFrontDoor(to)
    ? undefined
    : 'another domain is entered through its index.ts or contract.ts';
}

/** The parts of the platform keep to each other's front doors as well. */
function platformProblem(from: string, to: string): string | undefined {
  const part = (file: string) => file.split('/')[2];
  return part(from) === part(to) || isFrontDoor(to)
    ? undefined
    : 'another part is entered through its index.ts';
}

function isFrontDoor(file: string): boolean {
  return /^server\/(platform\/)?[a-z-]+\/(index|contract)\.ts$/.test(file);
}

/** `server/sign-in/devices`; undefined for what stands at the top of its domain. */
function folderOf(file: string): string | undefined {
  const parts = file.split('/');
  return parts.length > 3 ? parts.slice(0, 3).join('/') : undefined;
}

/** Everything a folder imports, also by way of others. */
function reachedFrom(folder: string, imported: Map<string, Set<string>>, reached = new Set<string>()) {
  for (const next of imported.get(folder) ?? [])
    if (!reached.has(next)) reachedFrom(next, imported, reached.add(next));
  return reached;
}

function isContract(file: string): boolean {
  return basename(file) === 'contract.ts';
}

function domainOf(file: string): string {
  const [, folder = '', ...rest] = file.split('/');
  return rest.length === 0 ? 'doors' : folder;
}

function shelfOf(domain: string): number {
  return domain === 'doors' ? shelves.length : shelves.findIndex((shelf) => shelf.includes(domain));
}

type Import = { from: string; to: string; as: string };

function imports(prefix: string): Import[] {
  return product.filter((file) => file.startsWith(prefix)).flatMap(importsOf);
}

/** Static, dynamic, re-exporting and type imports; `to` is a path from the root, or node_modules/… for packages. */
function importsOf(from: string): Import[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\s,]+)\1/g;
  return [...read(from).matchAll(pattern)].map(([, , as = '']) => ({ from, to: resolve(from, as), as }));
}

function resolve(from: string, as: string): string {
  if (as.startsWith('.')) return normalize(join(dirname(from), as));
  const inside = /^#(server|testing)\//.test(as);
  return inside ? as.slice(1) : `node_modules/${as}`;
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
