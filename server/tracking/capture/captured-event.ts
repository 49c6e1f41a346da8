import { newId } from '#server/platform/ids/index.ts';
import type { MessageRef } from '../tokens/index.ts';
import { classify } from './classify.ts';
import type { Visitor } from './visitor.ts';

/** How far someone leaves: everything this sender writes, or only the lists the mail was sent to. */
export type LeaveScope = 'all' | 'lists';

/** Something that happened to a message, as it was caught: plain JSON, so that it can wait on disk. */
export interface CapturedEvent {
  /** Made here, which is what makes storing an event twice harmless. */
  id: string;
  /** ISO 8601. */
  at: string;
  kind: 'opened' | 'clicked' | 'unsubscribed' | 'resubscribed';
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
  scope?: LeaveScope;
  via?: 'one-click' | 'page';
}

export function openedEvent(ref: MessageRef, visitor: Visitor): CapturedEvent {
  return event('opened', ref, visitor);
}

export function clickedEvent(ref: MessageRef, url: string, index: number, visitor: Visitor): CapturedEvent {
  const clicked = event('clicked', ref, visitor);
  return { ...clicked, url, detail: { ...clicked.detail, link: index } };
}

export function leftEvent(
  ref: MessageRef,
  scope: LeaveScope,
  via: 'one-click' | 'page',
  visitor: Visitor,
): CapturedEvent {
  const left = event('unsubscribed', ref, visitor);
  return { ...left, detail: { ...left.detail, scope, via } };
}

export function stayedEvent(ref: MessageRef, visitor: Visitor): CapturedEvent {
  const stayed = event('resubscribed', ref, visitor);
  return { ...stayed, detail: { ...stayed.detail, via: 'page' } };
}

function event(kind: CapturedEvent['kind'], ref: MessageRef, visitor: Visitor): CapturedEvent {
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
