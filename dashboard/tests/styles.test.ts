import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const styles = join(root, 'node_modules/@mantine/core/styles');

/** Components whose styles stand in the file of another. */
const elsewhere: Record<string, string> = {
  Select: 'Combobox',
  MultiSelect: 'Combobox',
  TagsInput: 'PillsInput',
};

test('every component in use brings its styles', () => {
  const imported = readFileSync(join(root, 'dashboard/src/theme/mantine.css'), 'utf8');
  const missing = [...componentsInUse()]
    .map((name) => elsewhere[name] ?? name)
    .filter((name) => existsSync(join(styles, `${name}.layer.css`)))
    .filter((name) => !imported.includes(`/${name}.layer.css`));
  assert.deepEqual(missing, [], 'add these to dashboard/src/theme/mantine.css');
});

function componentsInUse(): Set<string> {
  const names = new Set<string>();
  for (const file of globSync(join(root, 'dashboard/src/**/*.tsx'))) {
    const source = readFileSync(file, 'utf8');
    for (const [, list = ''] of source.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g))
      for (const name of list.split(',')) names.add(name.replace('type ', '').trim());
  }
  return names;
}
