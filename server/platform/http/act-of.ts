import type { Act, RouteContract } from './contract.ts';

/**
 * The act of calling a route: as its contract says, else made from its path, so that nothing which changes something can be
 * left out of the log. Undefined for what only reads or calculates.
 */
export function actOf(contract: RouteContract): Act | undefined {
  if (contract.act === null) return undefined;
  if (contract.act) return contract.act;
  return contract.method === 'GET' ? undefined : derived(contract);
}

/** `POST /api/lists/:id/pause` → `lists.pause`. */
function derived({ method, path, summary }: RouteContract): Act {
  const names = path.split('/').filter((part) => part !== '' && part !== 'api' && !part.startsWith(':'));
  const kind = names[0] ?? 'product';
  const verb = names.slice(1).join('-') || method.toLowerCase();
  return { name: `${kind}.${verb}`, did: `used “${summary}”` };
}
