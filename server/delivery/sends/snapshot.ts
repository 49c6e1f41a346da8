import type { CompiledContent } from '#server/content/index.ts';

/** Everything a send says and is, frozen when it starts: later edits of campaign or account change nothing of it. */
export interface SendSnapshot {
  compiled: CompiledContent;
  /** Shown when the compiled sender name comes out empty. */
  fromName: string;
  fromEmail: string;
  /** Empty for none. */
  replyTo: string;
  /** What List-Id names: the first list of the audience. */
  listId: { id: string; name: string } | null;
  trackOpens: boolean;
  trackClicks: boolean;
  /** Stands in every mail by law. */
  account: { name: string; postalAddress: string };
  campaign: { name: string; subject: string };
}
