import { catalogue } from './errors.ts';

/** docs/errors.md as Markdown. */
export function renderErrorDocs(): string {
  return [
    '# Errors of the API',
    '',
    'Every error answer is `{"error": {"code", "message", "fields"?, "id"?}}`. `fields` names the inputs at fault; `id` is',
    'in the log beside the cause. This page is generated from `server/platform/http/errors.ts` by `npm run docs`.',
    '',
    '| code | status | what it says unless it can say more |',
    '|---|---|---|',
    ...Object.entries(catalogue).map(
      ([code, { status, message }]) => `| \`${code}\` | ${status} | ${message} |`,
    ),
    '',
  ].join('\n');
}
