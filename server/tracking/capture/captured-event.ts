import { newId } from '#server/platform/ids/index.ts';
import type { MessageRef } from '../tokens/index.ts';
import { classify } from './classify.ts';
import type { Visitor } from './visitor.ts';

/** `unsubscribed` leaves everything this sender writes, `left_list` only the lists the mail was sent to. */
export const capturedKinds = ['opened', 'clicked', 'unsubscribed', 'left_list', 'resubscribed'] as const;
export type CapturedKind = (typeof capturedKinds)[number];

/** Something that happened to a message, as it was caught: plain JSON, so that it can wait on disk. */
export interface CapturedEvent {
  /** Made here, which is what makes storing an event twice harmless. */
  id: string;
  /** ISO 8601. */
  at: string;
  kind: CapturedKind;
  accountId: string;
  sendId: string;
  position: number;
  /** From the link, when it carries one; the ledger knows better while it exists. */
  contactId: string | null;
  url: string | null;
  machine: boolean;
  detail: EventDetail;
}

/** What is kept beside the event, so that the verdict can be passed again by later rules. */
export interface EventDetail {
  /** Network of the visitor, see truncateIp. */
  ip: string;
  userAgent: string;
  client: string;
  /** Why it counts as a machine's doing, and by which version of the rules; absent for a person. */
  verdict?: { version: number; why: string };
  /** Number of the clicked link within the mail. */
  link?: number;
  /** Who spoke for the person who left or stayed: their mail program (RFC 8058) or our page. */
  via?: 'one-click' | 'page';
}

export function openedEvent(ref: MessageRef, visitor: Visitor): CapturedEvent {
  return event('opened', ref, visitor);
}

export function clickedEvent(ref: MessageRef, url: string, index: number, visitor: Visitor): CapturedEvent {
  const clicked = event('clicked', ref, visitor);
  return { ...clicked, url, detail: { ...clicked.detail, link: index } };
}

/** Someone leaving or coming back. */
export function choiceEvent(
  kind: Exclude<CapturedKind, 'opened' | 'clicked'>,
  ref: MessageRef,
  via: 'one-click' | 'page',
  visitor: Visitor,
): CapturedEvent {
  const chosen = event(kind, ref, visitor);
  return { ...chosen, detail: { ...chosen.detail, via } };
}

function event(kind: CapturedKind, ref: MessageRef, visitor: Visitor): CapturedEvent {
  const { machine, verdict } = classify(kind, visitor.userAgent);
  return {
    id: newId(),
    at: new Date().toISOString(),
    kind,
    accountId: ref.accountId,
    sendId: ref.sendId,
    position: ref.position,
    contactId: ref.contactId ?? null,
    url: null,
    machine,
    detail: { ...visitor, ...(verdict ? { verdict } : {}) },
  };
}
