import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Starter } from './contract.ts';

const folder = join(import.meta.dirname, 'starters');

function mjml(about: Omit<Starter, 'content'>): Starter {
  const source = readFileSync(join(folder, `${about.id}.mjml`), 'utf8');
  return { ...about, content: { kind: 'mjml', version: 1, source, text: null } };
}

function plain(about: Omit<Starter, 'content'>): Starter {
  const source = readFileSync(join(folder, `${about.id}.txt`), 'utf8');
  return { ...about, content: { kind: 'plain', version: 1, source } };
}

/** The templates to begin from, in the order they are offered. Read once, when the process starts. */
export const STARTERS: readonly Starter[] = [
  mjml({
    id: 'newsletter',
    name: 'Newsletter',
    description: 'A lead story, two shorter ones and a note from you.',
    suggestedFor: 'News you send every few weeks',
    subject: 'What we have been up to lately',
    preheader: 'A new season, two short reads and a small thank-you.',
  }),
  mjml({
    id: 'announcement',
    name: 'Announcement',
    description: 'One piece of news, one button, nothing in the way.',
    suggestedFor: 'Openings, changes, launches',
    subject: 'We have some good news',
    preheader: 'It took us a year. Here is what changes for you.',
  }),
  mjml({
    id: 'product',
    name: 'Product',
    description: 'Something new to buy, with a price, its good sides and two more things to look at.',
    suggestedFor: 'Shops and makers',
    subject: 'New in the shop: the everyday bag',
    preheader: 'Made to be used daily, and repaired rather than replaced.',
  }),
  mjml({
    id: 'event',
    name: 'Event',
    description: 'When, where, the programme of the evening and how to get a seat.',
    suggestedFor: 'Talks, workshops, openings',
    subject: 'You are invited: an evening with us',
    preheader: 'Thursday 12 March, 7 pm. Seats are free but few.',
  }),
  plain({
    id: 'letter',
    name: 'Plain letter',
    description: 'Only words, as if you had typed it to one person.',
    suggestedFor: 'Personal notes, questions, honest news',
    subject: 'A short note from us',
    preheader: 'Two things I wanted to tell you myself.',
  }),
  mjml({
    id: 'digest',
    name: 'Digest',
    description: 'A tidy list of things to read, each with two lines and a link.',
    suggestedFor: 'Weekly reads, community round-ups',
    subject: 'Five things worth your time this week',
    preheader: 'Good reads, one tool and something to listen to.',
  }),
  mjml({
    id: 'welcome',
    name: 'Welcome',
    description: 'A warm first email: what to expect and three places to start.',
    suggestedFor: 'People who have just joined',
    subject: 'Welcome. It is good to have you here',
    preheader: 'What you can expect from us, and three places to start.',
  }),
];

/** The starter with this id, or null. */
export function findStarter(id: string): Starter | null {
  return STARTERS.find((starter) => starter.id === id) ?? null;
}
