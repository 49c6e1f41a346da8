/**
 * Holes that were found in products and packages like ours, and what shows that they are not here: the file of a test and its name (or
 * a part of it). The ids of a row stand in the names of its tests or above them, so that whoever reads of one finds the other.
 */
export interface Row {
  ids: string[];
  /** Where it was, and what went wrong. */
  was: string;
  /** File and name of each test. */
  tests?: [file: string, name: string][];
  /** Why there is nothing to test yet. */
  notYet?: string;
}

const matrix: [string, string] = [
  'testing/isolation/matrix.test.ts',
  'nobody reaches what belongs to another account',
];
const declared: [string, string] = [
  'testing/isolation.test.ts',
  'cannot be added without saying who may call it',
];
const injection: [string, string] = ['testing/cve/injection.test.ts', 'SQL in what is asked'];
const stored: [string, string] = ['testing/cve/stored-text.test.ts', 'is text on every screen that shows it'];
const reflected: [string, string] = [
  'testing/cve/stored-text.test.ts',
  'is reflected by no page that anybody may open',
];
const forged: [string, string] = ['testing/cross-site.test.ts', 'a request from another site'];
const frame: [string, string] = [
  'server/content/frame/frame.test.ts',
  'on an origin without cookies, and runs nothing of it',
];
const headers: [string, string] = [
  'testing/headers.test.ts',
  'answers with the headers, to those it lets in and to others',
];
const planted: [string, string] = ['testing/mass-assignment.test.ts', 'a field that a body does not have'];
const inside: [string, string] = [
  'server/platform/outside/outside.test.ts',
  'a stranger’s page is never looked for inside',
];
const addresses: [string, string] = [
  'server/platform/outside/outside.test.ts',
  'only addresses of the public internet are public',
];
const paths: [string, string] = ['testing/cve/traversal.test.ts', 'names nothing in place of an id'];
const parts: [string, string] = ['testing/cve/rules.test.ts', 'what cannot be made safe is no part of it'];
const bombs: [string, string] = ['server/content/merge/hostile.test.ts', 'bombs end in a clear error'];
const names: [string, string] = [
  'server/content/merge/hostile.test.ts',
  'names of the language underneath are ordinary missing fields',
];
const cleaning: [string, string] = [
  'server/content/compile/sanitise.test.ts',
  'nothing that runs survives, and cleaning twice changes nothing',
];
const forms = 'There are no forms that strangers fill in, and no lists they join, yet.';
const webhooks = 'Nothing is taken from other services over HTTP yet: no notices of bounces, no payments.';

export const catalogue: Row[] = [
  { ids: ['CVE-2025-49136'], was: 'listmonk: templates read the environment', tests: [names] },
  { ids: ['CVE-2025-58430'], was: 'listmonk: forged requests', tests: [forged] },
  { ids: ['CVE-2026-21483'], was: 'listmonk: scripts in previews and the archive', tests: [frame, stored] },
  {
    ids: ['CVE-2026-34828'],
    was: 'listmonk: sessions outlive the password',
    tests: [
      ['server/sign-in/passwords/passwords.test.ts', 'ends the other sessions within a second'],
      ['server/second-factors/second-factors.test.ts', 'ends the other sessions at once and is told by mail'],
    ],
  },
  { ids: ['CVE-2026-34584'], was: 'listmonk: bulk and export skip the check', tests: [matrix] },
  {
    ids: ['CVE-2026-62361'],
    was: 'listmonk: SQL in an export',
    tests: [
      injection,
      ['testing/cve/injection.test.ts', 'is written with the tag that makes values parameters'],
    ],
  },
  { ids: ['listmonk 4.1'], was: 'listmonk: private lists joined by their id', notYet: forms },
  {
    ids: ['CVE-2020-35124', 'CVE-2020-35125', 'CVE-2024-47050', 'CVE-2021-27917'],
    was: 'Mautic: scripts by Referer and tracking parameters',
    tests: [stored],
  },
  { ids: ['CVE-2021-27910'], was: 'Mautic: scripts by bounces', tests: [stored] },
  { ids: ['CVE-2021-27909'], was: 'Mautic: scripts on the page for a new password', tests: [reflected] },
  {
    ids: ['CVE-2018-10189'],
    was: 'Mautic: contacts by counting on',
    tests: [['server/tracking/tokens/tokens.test.ts', 'neighbours of a link lead nowhere']],
  },
  { ids: ['CVE-2025-5257'], was: 'Mautic: drafts at guessable addresses', tests: [matrix, headers] },
  {
    ids: ['CVE-2024-47059', 'CVE-2024-47057', 'CVE-2025-9824'],
    was: 'Mautic: who has a login here',
    tests: [['testing/enumeration/enumeration.test.ts', 'an address somebody has and one nobody has']],
  },
  {
    ids: ['CVE-2024-47053', 'CVE-2024-47055', 'CVE-2026-9808'],
    was: 'Mautic: reports, copies and another API skip the check',
    tests: [matrix, declared],
  },
  {
    ids: ['CVE-2026-3105', 'CVE-2026-4776', 'CVE-2022-25775'],
    was: 'Mautic: SQL in columns to sort and filter by',
    tests: [injection],
  },
  {
    ids: ['CVE-2022-25777', 'GHSA-hj6f-7hp7-xg69'],
    was: 'Mautic: requests into the private network',
    tests: [['server/delivery/servers/servers.test.ts', 'may not name private hosts'], inside],
  },
  {
    ids: ['CVE-2024-47051', 'CVE-2021-27916', 'CVE-2017-1000490'],
    was: 'Mautic: any file, by its name',
    tests: [paths, ['testing/cve/traversal.test.ts', 'nothing is written under it']],
  },
  {
    ids: ['CVE-2022-25768', 'CVE-2022-25770'],
    was: 'Mautic: upgrades without a login',
    tests: [['testing/cve/rules.test.ts', 'nothing can be upgraded, migrated or set up anew over HTTP']],
  },
  {
    ids: ['CVE-2025-9822', 'CVE-2021-27908'],
    was: 'Mautic: secrets in the settings',
    tests: [
      ['testing/cve/rules.test.ts', 'no address answers a secret'],
      ['testing/canary/canary.test.ts', 'no settings show one to an owner or operator'],
    ],
  },
  {
    ids: ['CVE-2017-8874', 'CVE-2026-9809'],
    was: 'Mautic: forged deletions; scripts in names',
    tests: [forged, stored],
  },
  { ids: ['CVE-2020-24617'], was: 'Mailtrain: SQL in the name of a column', tests: [injection] },
  {
    ids: ['Mailtrain#981', 'Mailtrain#1045'],
    was: 'Mailtrain: scripts in prefilled forms',
    notYet: `${forms} The pages behind links in mails reflect nothing.`,
  },
  {
    ids: ['CVE-2021-3188'],
    was: 'phpList: formulas in exports',
    tests: [['server/platform/csv/csv.test.ts', 'text that would run as a formula is disarmed']],
  },
  {
    ids: ['CVE-2020-35708'],
    was: 'phpList: SQL in imported files',
    tests: [['server/audience/imports/imports.test.ts', 'hold whatever characters they hold']],
  },
  { ids: ['CVE-2023-27576'], was: 'phpList: another id in a form', tests: [planted, matrix] },
  {
    ids: ['phpList 2020'],
    was: 'phpList: passwords compared by ==',
    tests: [['testing/cve/login-types.test.ts', 'takes nothing but the password for the password']],
  },
  {
    ids: ['phplist3#1117'],
    was: 'phpList: a forged request without a token passes',
    tests: [forged, ['testing/cross-site.test.ts', 'changes nothing of the account']],
  },
  { ids: ['phplist3#660'], was: 'phpList: scripts in names', tests: [stored] },
  {
    ids: ['Sendy reCAPTCHA'],
    was: 'Sendy: the captcha may be left out',
    tests: [['server/registration/registration.test.ts', 'get no account for a form filled in faster']],
  },
  {
    ids: ['CVE-2021-42097', 'CVE-2021-42096'],
    was: 'Mailman: tokens against forgery good for others',
    tests: [forged, ['testing/cross-site.test.ts', 'const origins']],
  },
  {
    ids: ['CVE-2021-43331', 'CVE-2020-12108', 'CVE-2020-15011', 'CVE-2018-13796'],
    was: 'Mailman: text of the address on public pages',
    tests: [reflected],
  },
  {
    ids: ['Mailman subscribe abuse'],
    was: 'Mailman: strangers signed up by the thousand',
    tests: [['server/registration/registration.test.ts', 'register three times an hour for one address']],
  },
  { ids: ['BillionMail#172'], was: 'BillionMail: absolute paths', tests: [paths] },
  { ids: ['CVE-2026-26980', 'CVE-2026-22596'], was: 'Ghost: SQL in filters', tests: [injection] },
  {
    ids: ['CVE-2026-22594'],
    was: 'Ghost: the client says that a step was done',
    tests: [['server/second-factors/log-in.test.ts', 'cannot be got around by what a client says'], planted],
  },
  { ids: ['CVE-2026-22595'], was: 'Ghost: keys where only people belong', tests: [matrix] },
  {
    ids: ['CVE-2026-53944', 'CVE-2026-53945'],
    was: 'Ghost: private addresses in other clothes',
    tests: [addresses, inside],
  },
  {
    ids: ['CVE-2026-24778', 'CVE-2026-53943'],
    was: 'Ghost: previews that run, and are cached',
    tests: [frame, headers],
  },
  {
    ids: ['CVE-2026-105675', 'CVE-2021-39192'],
    was: 'Ghost: tokens of invitations shown to staff',
    tests: [
      ['server/team/invitations/invitations.test.ts', 'is kept as a hash, and shown to nobody'],
      ['testing/canary/canary.test.ts', 'no list shows one to staff'],
      ['server/accounts/one-time-links/one-time-links.test.ts', 'is not in the database'],
    ],
  },
  {
    ids: ['CVE-2024-43409', 'GHSA-65p7-pjj8-ggmr'],
    was: 'Ghost: a change of address takes an account over',
    tests: [['server/sign-in/address-change/address-change.test.ts', 'a change of address']],
  },
  {
    ids: ['CVE-2023-40028', 'CVE-2024-23724', 'CVE-2026-70592'],
    was: 'Ghost: links in archives, scripts in pictures, names of backups',
    tests: [['testing/cve/traversal.test.ts', 'nothing is written under it']],
    notYet: 'Neither archives nor pictures are uploaded yet.',
  },
  {
    ids: ['Ghost#28452'],
    was: 'Ghost: nobody heard of the mend',
    notYet: 'There is no feed of releases yet.',
  },
  {
    ids: ['CVE-2026-34975'],
    was: 'Plunk: line breaks in header lines',
    tests: [
      ['testing/cve/header-lines.test.ts', 'is refused in every line of'],
      ['server/delivery/mime/mime.test.ts', 'a line break or NUL in a header value is refused'],
    ],
  },
  { ids: ['CVE-2026-32096', 'CVE-2026-42193'], was: 'Plunk: forged notices of bounces', notYet: webhooks },
  {
    ids: ['CVE-2024-27938', 'CVE-2023-51764'],
    was: 'Postal, Postfix: SMTP smuggling',
    tests: [['server/delivery/smtp/smtp.test.ts', 'octets that servers read differently never leave']],
    notYet: 'No mail is taken from outside yet.',
  },
  {
    ids: ['CVE-2026-4020'],
    was: 'Gravity SMTP: secrets for anybody',
    tests: [
      ['testing/canary/canary.test.ts', 'no route gives one to anybody who is not logged in'],
      ['testing/cve/rules.test.ts', 'no address answers a secret'],
      declared,
    ],
  },
  {
    ids: ['CVE-2026-41432', 'CVE-2026-54308'],
    was: 'new-api, n8n: payments without a signature',
    notYet: webhooks,
  },
  {
    ids: ['CVE-2026-21859', 'CVE-2026-23845', 'CVE-2026-27808', 'CVE-2026-23829'],
    was: 'Mailpit: requests into the private network',
    tests: [inside],
  },
  {
    ids: ['CVE-2026-45618', 'GHSA-gf2q-c269-pqgc'],
    was: 'liquidjs: templates run code',
    tests: [parts, names],
  },
  {
    ids: ['CVE-2026-30952', 'CVE-2026-39859'],
    was: 'liquidjs: templates read files',
    tests: [parts, ['server/content/compile-content.test.ts', 'reads no files']],
  },
  {
    ids: [
      'CVE-2026-33285',
      'CVE-2026-33287',
      'CVE-2026-41311',
      'CVE-2026-45357',
      'CVE-2026-44645',
      'CVE-2026-55575',
      'CVE-2026-69222',
      'CVE-2026-45617',
    ],
    was: 'liquidjs: templates without an end',
    tests: [bombs, ['server/content/merge/hostile.test.ts', 'strip_html takes time in proportion']],
  },
  {
    ids: ['CVE-2026-39412', 'GHSA-fwxr-j5w2-587m', 'CVE-2026-44644'],
    was: 'liquidjs: prototypes, and text that is not escaped',
    tests: [names, ['server/content/compile/sanitise.test.ts', 'a value stays a value wherever it lands']],
  },
  {
    ids: ['CVE-2026-33937', 'CVE-2026-33916', 'GHSA-3mfm-83xf-c92r', 'CVE-2021-23383'],
    was: 'handlebars: templates run code',
    tests: [parts],
  },
  {
    ids: ['CVE-2020-12827', 'CVE-2025-67898'],
    was: 'mjml: emails read files',
    tests: [['server/content/compile-content.test.ts', 'reads no files']],
  },
  { ids: ['CVE-2022-37620'], was: 'html-minifier: a slow expression', tests: [parts] },
  { ids: ['CVE-2022-21802'], was: 'grapesjs: scripts in the editor', tests: [parts, frame] },
  {
    ids: [
      ...['CVE-2020-7769', 'CVE-2021-23400', 'CVE-2025-13033', 'CVE-2025-14874', 'CVE-2026-82659'],
      ...['GHSA-9h6g-pr28-7cqp', 'GHSA-c7w3-x93f-qmm8', 'GHSA-vvjj-xcjg-gr5g', 'GHSA-268h-hp4c-crq3'],
      ...['GHSA-r7g4-qg5f-qqm2', 'GHSA-wqvq-jvpq-h66f', 'GHSA-2x7j-588g-ccc2', 'GHSA-wmmp-3585-3rmp'],
      ...['GHSA-cc9r-2j5m-2m83', 'GHSA-8m3c-c648-2xjj', 'GHSA-v53p-9fqp-m79j', 'GHSA-prgh-xp8r-p3m5'],
      'GHSA-g57g-f23g-4646',
    ],
    was: 'nodemailer: addresses, header lines, files',
    tests: [
      ['testing/cve/rules.test.ts', 'nodemailer, which a package of ours brings along'],
      ['server/delivery/mime/mime.test.ts', 'addresses: domains become A-labels'],
      ['server/compliance/read-address.test.ts', 'addresses of the isemail corpus'],
    ],
  },
  {
    ids: ['CVE-2026-45067', 'CVE-2026-45068', 'CVE-2026-45070'],
    was: 'Symfony: line breaks in addresses and parameters, addresses taken for options',
    tests: [
      ['testing/cve/header-lines.test.ts', 'is refused in every line of'],
      ['testing/cve/rules.test.ts', 'what somebody wrote is an option of no program'],
    ],
  },
  {
    ids: ['CVE-2026-34752', 'CVE-2016-1000282'],
    was: 'Haraka: a header called __proto__; names of files in a shell',
    tests: [
      ['testing/cve/prototype.test.ts', 'is a header like others'],
      ['testing/cve/rules.test.ts', 'what somebody wrote is an option of no program'],
    ],
  },
  {
    ids: ['CVE-2026-40186', 'CVE-2026-44990', 'CVE-2026-53606', 'CVE-2026-84371', 'CVE-2022-25887'],
    was: 'sanitize-html: what it lets through',
    tests: [cleaning, parts],
  },
  {
    ids: ['CVE-2024-47875', 'CVE-2026-41238', 'CVE-2026-49459'],
    was: 'DOMPurify: what it lets through',
    tests: [cleaning, parts],
  },
  {
    ids: ['CVE-2025-68113'],
    was: 'altcha: riddles solved once, used often',
    tests: [
      parts,
      ['server/registration/registration.test.ts', 'get no account for a form filled in faster'],
    ],
  },
];
