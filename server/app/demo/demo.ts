import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '#server/platform/config/index.ts';
import { supervise } from '../supervise/index.ts';
import { type DemoResult, demoLogin, runDemo } from './run-demo.ts';
import { sampleList } from './sample-list.ts';

const usage = `npm run demo -- [--contacts FILE] [--json] [--exit]
Does the main job over the HTTP API on an install of its own: account, import, campaign, send, report.
  --contacts FILE  the CSV to import; without it 1,000 invented people
  --json           the last line is the result as one JSON object
  --exit           stop when done; without it the product goes on running with the demo's data`;

/** Runs the demo on a fresh install: in DATA_DIR when set, else in a folder that is removed at the end. */
export async function demo(args: string[], given: NodeJS.ProcessEnv): Promise<void> {
  const options = readOptions(args);
  if (options.help) return console.log(usage);
  const csv = readContacts(options.contacts);
  // With --json only the result goes to standard output.
  const say = options.json ? (line: string) => console.error(line) : (line: string) => console.log(line);

  const folder = given.DATA_DIR ? undefined : temporaryFolder();
  const env = demoEnvironment(given, folder);
  let result: DemoResult | undefined;
  const print = () => console.log(options.json ? JSON.stringify(result) : '');
  try {
    await supervise(loadConfig(env), env, say, async (address) => {
      result = await runDemo(address, csv, say);
      if (options.exit) return 'stop';
      say(
        `Log in at ${address} as ${demoLogin.email} with the password "${demoLogin.password}". Ctrl-C stops the demo.`,
      );
      print();
      return 'stay';
    });
    if (options.exit) print();
  } finally {
    if (folder) rmSync(folder, { recursive: true, force: true });
  }
}

/** The database may run as another user, who must be able to reach its folder. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mail-minion-demo-'));
  chmodSync(folder, 0o711);
  return folder;
}

/** Nothing of a demo leaves the machine or is asked of another, whatever the environment names. */
function demoEnvironment(given: NodeJS.ProcessEnv, folder: string | undefined): NodeJS.ProcessEnv {
  const { SMTP_URL: _mail, BASE_URL: _address, ...env } = given;
  return { SANDBOX_KEEP: '1000000', ...env, ...(folder ? { DATA_DIR: folder } : {}) };
}

function readOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      contacts: { type: 'string' },
      json: { type: 'boolean', default: false },
      exit: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}

function readContacts(file: string | undefined): { name: string; bytes: Uint8Array } {
  if (file === undefined) return { name: 'people.csv', bytes: Buffer.from(sampleList(1000)) };
  try {
    return { name: basename(file), bytes: readFileSync(file) };
  } catch {
    throw new Error(`The file ${file} cannot be read. Give the path of a CSV file after --contacts.`);
  }
}
