/** Somebody at work, in a process of their own: sending hundreds of logins must not be what makes them wait. */
import { setTimeout as pause } from 'node:timers/promises';
import { listLists } from '#server/audience/contract.ts';
import { servePart } from '../part.ts';

const [url, cookie] = process.argv.slice(2);
let under: Promise<number>[] = [];
let isOver = true;
let working: Promise<void>;

/** A request each few milliseconds until it is over. */
async function work(): Promise<void> {
  while (!isOver) {
    under.push(time());
    await pause(10);
  }
}

/** Milliseconds until the answer was there. */
async function time(): Promise<number> {
  const begun = performance.now();
  const answer = await fetch(url + listLists.path, { headers: { cookie: cookie! } });
  await answer.text();
  if (answer.status !== 200) throw new Error(`Somebody at work was answered ${answer.status}.`);
  return performance.now() - begun;
}

/** What comes first finds code and connections cold. */
for (let times = 0; times < 20; times++) await time();

servePart({}, async (order: 'begin' | 'end') => {
  isOver = order === 'end';
  if (isOver) {
    await working;
    return await Promise.all(under);
  }
  under = [];
  working = work();
  return null;
});
