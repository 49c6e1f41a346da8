import type { FastifyRequest } from 'fastify';
import { type RateClass, tooMany } from '#server/platform/http/index.ts';
import type { Scope } from '../scope.ts';
import { Buckets, type Rate } from './buckets.ts';
import { noteQuota } from './tell-quotas.ts';

/** Counts a call of somebody who proved who they are. @throws too_many_requests, with the time to wait */
export type CallerLimit = (rate: RateClass, scope: Scope, request: FastifyRequest) => void;

/** Seconds of the long run that may come at once. */
const BURST_SECONDS = 10;
/** The keys of an account share twice what one of them has: making more of them helps nobody. */
const KEYS_OF_ACCOUNT = 2;

/** The number that those of the classes belong to: an install that allows twice as much allows twice as much of them too. */
const USUAL = 100;

/** What everybody in an account may ask for together, by class, where a key has the usual number. */
const ofAccount: Partial<Record<RateClass, Rate>> = {
  upload: { perSecond: 1, burst: 60 },
  heavy: { perSecond: 2, burst: 120 },
};

/**
 * Limits by API key, by session and by account, in the memory of this process (decisions/0022).
 * @param perSecond requests a second that one key or one session may make on the long run
 */
export function createCallerLimit(perSecond: number, now?: () => number): CallerLimit {
  const quota = (name: string, rate: Rate) => ({ name, rate, buckets: new Buckets(rate, now) });
  const steady = (times: number) => ({
    perSecond: perSecond * times,
    burst: perSecond * times * BURST_SECONDS,
  });
  const key = quota('key', steady(1));
  const session = quota('session', steady(1));
  const keys = quota('keys-of-account', steady(KEYS_OF_ACCOUNT));
  const scaled = (rate: Rate) => ({
    perSecond: (rate.perSecond * perSecond) / USUAL,
    burst: Math.max(1, Math.floor((rate.burst * perSecond) / USUAL)),
  });
  const classes = new Map(Object.entries(ofAccount).map(([name, rate]) => [name, quota(name, scaled(rate))]));

  return (rate, scope, request) => {
    const count = ({ name, rate: most, buckets }: ReturnType<typeof quota>, of: string) => {
      const standing = buckets.take(of);
      noteQuota(request, { name, rate: most, standing });
      if (!standing.isGranted) throw tooMany(standing.wait, tooOften[name]);
    };
    if (scope.apiKey) {
      count(key, scope.apiKey.id);
      count(keys, scope.accountId);
    }
    if (scope.session) count(session, scope.session.id);
    const ofClass = classes.get(rate);
    if (ofClass) count(ofClass, scope.accountId || (scope.userId ?? ''));
  };
}

const tooOften: Record<string, string> = {
  key: 'This API key asks too often. Retry-After says how long to wait; RateLimit-Policy says how much there is.',
  'keys-of-account':
    'The API keys of this account ask too often together. Retry-After says how long to wait.',
  session: 'Too many requests from here at once. Wait a moment and try again.',
  upload: 'Too many files of this account were uploaded just now. Wait a moment and try again.',
  heavy: 'Too much work was asked for in this account just now. Wait a moment and try again.',
};
