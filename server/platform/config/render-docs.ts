import { z } from 'zod';
import { settings } from './schema.ts';

/** docs/configuration.md as Markdown. A test fails when the file in the repository differs. */
export function renderConfigurationDocs(): string {
  const rows = Object.entries(settings).map(([name, { schema, about, example }]) => {
    const fallback = z.safeParse(schema, undefined);
    const standard = fallback.success && fallback.data !== undefined ? `\`${fallback.data}\`` : '–';
    return `| \`${name}\` | ${standard} | ${about}${example ? ` Example: \`${example}\`` : ''} |`;
  });
  return [
    '# Configuration',
    '',
    'Settings are environment variables, checked at start; a value that cannot be used stops the start with one sentence',
    'that names it. This page is generated from `server/platform/config/schema.ts` by `npm run docs`.',
    '',
    '| setting | default | what it does |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
