import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Rate, Standing } from './buckets.ts';

/** One of the limits that a request counted against. */
export interface Quota {
  name: string;
  rate: Rate;
  standing: Standing;
}

const counted = new WeakMap<FastifyRequest, Quota[]>();

export function noteQuota(request: FastifyRequest, quota: Quota): void {
  const quotas = counted.get(request);
  if (quotas) quotas.push(quota);
  else counted.set(request, [quota]);
}

/**
 * Has answers say what their requests counted against (draft-ietf-httpapi-ratelimit-headers): of each limit how many are
 * taken at once after a pause of so many seconds (`q`, `w`), how many are left, and in how many seconds all are there
 * again (`r`, `t`).
 */
export function tellQuotas(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply) => {
    const quotas = counted.get(request);
    if (!quotas) return;
    reply.header('ratelimit-policy', quotas.map(policyOf).join(', '));
    reply.header('ratelimit', quotas.map(standingOf).join(', '));
  });
}

const policyOf = ({ name, rate: { perSecond, burst } }: Quota) =>
  `"${name}";q=${burst};w=${Math.ceil(burst / perSecond)}`;
const standingOf = ({ name, standing: { left, untilFull } }: Quota) =>
  `"${name}";r=${left};t=${Math.ceil(untilFull)}`;
