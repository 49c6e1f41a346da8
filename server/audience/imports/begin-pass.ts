import { restrictedMember, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { enqueue } from '#server/platform/queue/index.ts';
import { fieldTypes, insertField } from '../fields/queries.ts';
import { type ColumnTarget, type ImportPlan, importOptions } from './contract.ts';
import { readImport } from './queries.ts';
import { stateOf } from './settle-batch.ts';

export const jobNames = { check: 'audience.check-import', run: 'audience.run-import' } as const;

/**
 * Checks the plan and puts the pass over the file on the queue. Of two calls at once one gets through.
 * @param plan what is to be done; what a check was given when absent.
 * @throws not_found, invalid_input for the mapping, wrong_state.
 */
export async function beginPass(
  tx: Tx,
  accountId: string,
  importId: string,
  mode: 'check' | 'run',
  plan: Partial<ImportPlan>,
): Promise<void> {
  const present = await readImport(tx, importId);
  const mapping = (plan.mapping ?? present.mapping).slice(0, present.columns.length);
  const options = importOptions.parse(plan.options ?? present.options);
  await requireUsable(tx, mapping);
  await requireRoom(tx, importId);
  const begun = await tx.execute(sql`
    update imports set state = ${stateOf[mode]}, mapping = ${JSON.stringify(filled(mapping, present.columns.length))}::jsonb,
      options = ${JSON.stringify(options)}::jsonb, counts = '{}', bytes_done = 0, started_at = now(), finished_at = null
    where id = ${importId} and state in ('uploaded', 'checked')`);
  if (!begun) throw problem('wrong_state', whyNot[present.state] ?? whyNot.checking);
  await tx.execute(sql`delete from import_rejections where import_id = ${importId}`);
  if (mode === 'run') await makeFields(tx, accountId, mapping);
  // The job is nobody's request: it has to be told whose reach it keeps to.
  await enqueue(tx, jobNames[mode], { accountId, importId, memberId: restrictedMember() });
}

/** Files of one account that are gone over at the same time. */
const atOnce = 2;

const whyNot: Record<string, string> = {
  checking: 'This file is being checked. Wait for it to finish, or cancel it.',
  running: 'This import is running already.',
  done: 'This import is done. Upload the file again to import it once more.',
  cancelled: 'This import was cancelled and its file is gone. Upload the file again.',
  failed: 'This import failed and its file is gone. Upload the file again.',
};

const filled = (mapping: ColumnTarget[], length: number): ColumnTarget[] =>
  Array.from({ length }, (_, index) => mapping[index] ?? { to: 'skip' });

/** One account's files must not keep the workers from everybody else's mail. */
async function requireRoom(tx: Tx, importId: string): Promise<void> {
  const { busy } = await tx.one<{ busy: number }>(sql`
    select count(*) as busy from imports where state in ('checking', 'running') and id <> ${importId}`);
  if (busy >= atOnce)
    throw problem(
      'too_many_requests',
      'Two files are being worked on already. Wait for one of them to finish.',
    );
}

async function requireUsable(tx: Tx, mapping: ColumnTarget[]): Promise<void> {
  const emails = mapping.filter(({ to }) => to === 'email').length;
  if (emails !== 1)
    throw problem(
      'invalid_input',
      emails === 0
        ? 'Say which column holds the email address.'
        : 'Only one column can hold the email address.',
    );
  const types = await fieldTypes(tx);
  const used = new Set<string>();
  for (const target of mapping) {
    if (target.to !== 'field' && target.to !== 'new_field') continue;
    const type = types.get(target.key);
    if (used.has(target.key)) throw problem('invalid_input', `Two columns go to the field “${target.key}”.`);
    if (target.to === 'field' && !type) throw problem('invalid_input', `There is no field “${target.key}”.`);
    if (target.to === 'new_field' && type && type !== target.type)
      throw problem('invalid_input', `There is a field “${target.key}” already, and it is a ${type}.`);
    used.add(target.key);
  }
}

async function makeFields(tx: Tx, accountId: string, mapping: ColumnTarget[]): Promise<void> {
  const types = await fieldTypes(tx);
  for (const target of mapping)
    if (target.to === 'new_field' && !types.has(target.key)) await insertField(tx, accountId, target);
}
