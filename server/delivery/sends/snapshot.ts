import type { CompiledContent } from '#server/content/index.ts';

/** Everything a send says and is, frozen when it starts: later edits of campaign or account change nothing of it. */
export interface SendSnapshot {
  campaign: { id: string; name: string; subject: string };
  /** Stands in every mail by law. */
  account: { name: string; postalAddress: string };
  fromEmail: string;
  /** Empty for none. */
  replyTo: string;
  /** What List-Id names: the first list of the audience. */
  list: { id: string; name: string } | null;
  /** The sender's display name is part of it, because it may be personalised. */
  content: CompiledContent;
  trackOpens: boolean;
  trackClicks: boolean;
}
