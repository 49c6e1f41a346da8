import { receiverGroups } from '#server/delivery/contract.ts';

/** The operators of mailboxes that most people have theirs with, and of gateways before them. */
export const receiverNames: readonly string[] = Object.values(receiverGroups);

/** How a receiver is called; one we have no name for stands for itself. */
export const receiverName = (key: string): string =>
  Object.hasOwn(receiverGroups, key) ? receiverGroups[key as keyof typeof receiverGroups] : key;

/** The key of a receiver by what somebody typed: a name of ours, a key, or a domain. */
export function receiverKey(typed: string): string {
  const words = typed.trim().toLowerCase();
  const found = Object.entries(receiverGroups).find(([, name]) => name.toLowerCase() === words);
  return found ? found[0] : words;
}
