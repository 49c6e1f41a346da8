import type { Scope } from '#server/accounts/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { whyNotAsker, whyNotEditor } from './answer.ts';
import { readEditor } from './ask.ts';
import { readChanges } from './changes.ts';
import type { Approval } from './contract.ts';
import { readNotes } from './notes.ts';
import { readStanding, type Standing } from './standing.ts';
import { approversOf } from './who-may-approve.ts';

type Request = NonNullable<Approval['request']> & { editedBy: string | null };

/** Everything there is to know of the approval of a campaign, for whoever asks. @throws not_found */
export async function readApproval(tx: Tx, scope: Scope, id: string): Promise<Approval> {
  const standing = await readStanding(tx, scope.accountId, id);
  const request = standing.requestId === null ? null : await readRequest(tx, standing.requestId);
  const isOpen = standing.state === 'asked' || standing.state === 'approved';
  const leftOut =
    isOpen && request
      ? [request.askedBy.id, request.editedBy]
      : [scope.userId, (await readEditor(tx, id)).id];
  const approvers = standing.required ? await approversOf(tx, id, leftOut) : [];
  const mayAnswer = isOpen && approvers.some((one) => one.id === scope.userId);
  return {
    required: standing.required,
    state: standing.state,
    request,
    mayAnswer,
    whyNot: mayAnswer ? null : whyNot(standing, request, scope),
    approvers: approvers.map(({ id, name }) => ({ id, name })),
    changes: await readChanges(tx, id, isOpen ? standing.requestId : null),
    notes: await readNotes(tx, id),
  };
}

function whyNot({ state, broken }: Standing, request: Request | null, { userId }: Scope): string | null {
  if (state === 'void') return broken;
  if (state !== 'asked' || !request || userId === null) return null;
  if (request.askedBy.id === userId) return whyNotAsker;
  return request.editedBy === userId ? whyNotEditor : null;
}

async function readRequest(tx: Tx, id: string): Promise<Request> {
  return await tx.one<Request>(sql`
    select p.id, p.asked_at as "askedAt", p.recipients, p.answered_at as "answeredAt", p.edited_by as "editedBy",
      json_build_object('id', p.asked_by, 'name', asker.name) as "askedBy",
      case when p.answered_by is not null then json_build_object('id', p.answered_by, 'name', answerer.name) end as "answeredBy"
    from approvals p left join users asker on asker.id = p.asked_by left join users answerer on answerer.id = p.answered_by
    where p.id = ${id}`);
}
