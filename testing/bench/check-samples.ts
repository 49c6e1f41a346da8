import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { simpleParser } from 'mailparser';
import { LINKS } from './newsletter.ts';
import type { FinishedMessage } from './start-reference.ts';
import type { Sample } from './start-sink.ts';

/** What stands at a name of the DNS: strings of TXT records. */
export type Records = Record<string, string>;

/** Reads what a message says, as a mail program would. */
export async function readSample(sample: Sample): Promise<FinishedMessage & { number: number; to: string }> {
  const mail = await simpleParser(Buffer.from(sample.text, 'latin1'));
  const header = (name: string) =>
    mail.headerLines
      .find((line) => line.key === name)
      ?.line.replace(/^[^:]*:\s*/, '')
      .replace(/\r?\n\s+/g, ' ') ?? '';
  const names = ['List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Id', 'Feedback-ID'];
  const headers = names.map((name) => [name, header(name.toLowerCase())] as const);
  return {
    number: Number(/reader(\d+)@/.exec(sample.recipient)?.[1]),
    to: header('to'),
    from: mail.from?.text ?? '',
    subject: mail.subject ?? '',
    html: mail.html || '',
    text: mail.text ?? '',
    headers: Object.fromEntries(headers.filter(([, value]) => value !== '')),
  };
}

/** What is wrong with a message of the bench's campaign, in words; empty when nothing is. */
export async function checkSample(sample: Sample, dkim: Records | undefined): Promise<string[]> {
  const { number, to, subject, html, text, headers } = await readSample(sample);
  const links = new Set([...html.matchAll(/href="(https?:[^"]+)"/g)].map(([, url]) => url));
  const wanted: [string, boolean][] = [
    ['its recipient', to.includes(`reader${number}@`)],
    ['the subject', subject === `Ada${number}, the autumn letter`],
    ['the fields in HTML', html.includes(`Ada${number} O’Neill`) && html.includes(`have ${number} points`)],
    ['the fields in the text', text.includes(`Ada${number} O’Neill`) && text.includes('Galway')],
    ['tracked links', ![...links].some((url) => url?.startsWith('https://harbour.example'))],
    ['all links', links.size >= LINKS + 2],
    ['the pixel', /<img[^>]+(width="1"|height="1")/.test(html)],
    ['one click to leave', headers['List-Unsubscribe-Post'] === 'List-Unsubscribe=One-Click'],
  ];
  const problems = wanted.filter(([, holds]) => !holds).map(([what]) => `a message lacks ${what}`);
  if (dkim) problems.push(...(await checkSignature(sample, dkim)));
  return problems;
}

async function checkSignature(sample: Sample, records: Records): Promise<string[]> {
  const resolver = async (name: string) => [[records[name] ?? '']];
  const { results } = await dkimVerify(Buffer.from(sample.text, 'latin1'), { resolver });
  const verdicts = results.map(({ status }) => status.result);
  return verdicts.includes('pass')
    ? []
    : [`a signature does not hold (${verdicts.join(', ') || 'there is none'})`];
}
