import type { Atom, Node } from './merge/nodes.ts';

/**
 * Whether every reader gets the value, whatever their fields say: it stands outside of conditions and loops, or in
 * every branch of a condition. One sample reader cannot tell; the others would go without.
 * @param path e.g. `unsubscribe_url` or `account.postal_address`
 * @param where `link`: as the address of a link; `anywhere` that readers see
 */
export function alwaysWrites(nodes: readonly Node[], path: string, where: 'link' | 'anywhere'): boolean {
  return nodes.some((node) => {
    if (typeof node === 'string' || node.kind === 'pixel' || node.kind === 'for') return false;
    if (node.kind === 'if')
      return [...node.arms.map((arm) => arm.body), node.otherwise].every((branch) =>
        alwaysWrites(branch, path, where),
      );
    if (node.kind === 'url')
      return where === 'link' && node.escape !== 'comment' && alwaysWrites(node.parts, path, 'anywhere');
    return where === 'anywhere' && node.context !== 'comment' && pathOf(node.value) === path;
  });
}

const pathOf = (atom: Atom) => ('path' in atom ? atom.path.join('.') : undefined);
