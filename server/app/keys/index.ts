import { parseArgs } from 'node:util';
import { loadConfig } from '#server/platform/config/index.ts';
import { renewKeys } from '#server/platform/secrets/index.ts';
import { tendKeys } from '../tend-keys.ts';
import { forget } from './forget.ts';
import { type OpenInstall, withInstall } from './open-install.ts';
import { rotate, suitableSecret } from './rotate.ts';
import { readStatus } from './status.ts';
import { wordsOfForgotten, wordsOfRotation, wordsOfStatus } from './words.ts';

const usage = `npm run keys -- COMMAND [--json]

  status   which keys there are, what depends on each, and which may go
  new      prints a new key, for SECRET_KEY
  rotate   makes a new key the current one, while the product runs
  renew    gives every account a new data key and seals its secrets anew: after the database and the key leaked
  forget   lets former keys go that nothing needs any more

See docs/keys.md.`;

interface Answer {
  /** For --json. */
  result: unknown;
  /** For people. */
  lines: string[];
}

const commands: Record<string, (install: OpenInstall, say: (line: string) => void) => Promise<Answer>> = {
  async status(install) {
    const result = await readStatus(install);
    return { result, lines: wordsOfStatus(result) };
  },
  async rotate(install, say) {
    const result = await rotate(install, say);
    return { result, lines: wordsOfRotation(result) };
  },
  async renew(install) {
    const renewed = await renewKeys(install.database, install.keys);
    const result = { renewed, ...(await tendKeys(install)) };
    const lines = [`${renewed} data keys were renewed and ${result.sealed} secrets sealed anew under them.`];
    return { result, lines: [...lines, 'The old data keys are deleted after a day.'] };
  },
  async forget(install) {
    const result = await forget(install);
    return { result, lines: wordsOfForgotten(result) };
  },
};

/** `npm run keys`: the keys of an install. @throws one sentence when it cannot be done */
export async function keysCommand(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  const name = positionals[0] ?? '';
  if (name === 'new') return console.log(suitableSecret(undefined));
  const command = Object.hasOwn(commands, name) && !values.help ? commands[name] : undefined;
  if (!command) throw new Error(usage);
  const say = (line: string) => (values.json ? undefined : console.log(line));
  const { result, lines } = await withInstall(loadConfig(env), (install) => command(install, say));
  console.log(values.json ? JSON.stringify(result) : lines.join('\n'));
}
