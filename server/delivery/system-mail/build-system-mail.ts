import type { SystemMail, SystemMailKind } from '#server/accounts/index.ts';
import { type CompiledContent, prepare, type RenderedContent, render } from '#server/content/index.ts';
import { type DkimKey, signatureRoom, signMessage } from '../dkim/index.ts';
import { composeMessage, type Mailbox, prepareMessage, SYSTEM_MAIL_POSITION } from '../mime/index.ts';
import { compileTemplate } from './compile-template.ts';
import { tameNames } from './tame-names.ts';
import type { TemplateWords } from './template.ts';
import { templates } from './templates/index.ts';

/** Who the install is to those it writes to. */
export interface InstallSender {
  /** SYSTEM_MAIL_FROM. */
  from: Required<Mailbox>;
  /** The host of BASE_URL. */
  site: string;
}

/** A mail in words: what it says to one person. */
export type MailInWords = Pick<RenderedContent, 'subject' | 'html' | 'text'>;

/** Fills a template in. Words of the operator that cannot be used any more, after an upgrade for instance, give way to ours. */
export async function fillIn(
  mail: SystemMail,
  own: TemplateWords | undefined,
  sender: InstallSender,
): Promise<MailInWords> {
  const { kind, ...values } = mail;
  return renderFor(await compiledOf(kind, own), values, sender);
}

/** Fills compiled words in. */
export function renderFor(compiled: CompiledContent, values: object, sender: InstallSender): MailInWords {
  const data = { ...tameNames(values), install: sender.from.name, site: sender.site };
  const { subject, html, text } = render(prepare(compiled), data);
  // Conditions leave gaps in a text.
  return { subject, html, text: text.replace(/\n{3,}/g, '\n\n') };
}

async function compiledOf(kind: SystemMailKind, own: TemplateWords | undefined): Promise<CompiledContent> {
  const template = templates[kind];
  const result = await compileTemplate(template, own ?? template);
  if ('compiled' in result) return result.compiled;
  if (own) return await compiledOf(kind, undefined);
  throw new Error(`The original words of ${kind} cannot be used: ${JSON.stringify(result.faults)}`);
}

/**
 * The finished message. Its Message-ID comes from the id of the mail, so that every try carries the same.
 *
 * @throws {AddressError | HeaderError} when it cannot be written to this address
 */
export async function buildSystemMail(
  { id, to, words }: { id: string; to: string; words: MailInWords },
  { from }: InstallSender,
  keys: DkimKey[],
): Promise<Buffer> {
  const date = new Date();
  const message = composeMessage(
    prepareMessage({ sendId: id, fromAddress: from.address, isAutomatic: true }),
    { ...words, position: SYSTEM_MAIL_POSITION, fromName: from.name, to: { address: to }, date },
    signatureRoom(keys),
  );
  return keys.length > 0 ? await signMessage(message, keys, date).signed : message.octets;
}
