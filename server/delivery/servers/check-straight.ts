import { resolve4, resolve6 } from 'node:dns/promises';
import { AddressError, addressDomain } from '../mime/index.ts';
import type { MxWays } from '../mx/index.ts';
import type { CheckStep } from '../smtp/index.ts';
import { openConnection } from '../ways/index.ts';
import type { MxSettings } from './contract.ts';
import { mxServerOf } from './doors.ts';

/**
 * Tries sending straight to the receivers: whether the EHLO name has an address, and whether the mail hosts of the
 * sender's own domain take a connection from here. Sends nothing.
 */
export async function checkStraight(
  mx: Pick<MxWays, 'find'>,
  settings: MxSettings,
  from: string | undefined,
): Promise<CheckStep[]> {
  const name = await checkName(settings.ehloName);
  return [name, await checkReach(mx, settings, from)];
}

async function checkName(ehloName: string | null): Promise<CheckStep> {
  const step = 'address';
  if (ehloName === null) {
    const text =
      'No EHLO name is given. Give one that leads to this machine: many receivers refuse mail without.';
    return { step, ok: false, text };
  }
  const found = await Promise.allSettled([resolve4(ehloName), resolve6(ehloName)]);
  const addresses = found.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  if (addresses.length > 0)
    return { step, ok: true, text: `${ehloName} leads to ${addresses.join(' and ')}.` };
  const text = `${ehloName} has no address. Add it to the DNS: receivers look up the name that a mail server gives.`;
  return { step, ok: false, text };
}

async function checkReach(
  mx: Pick<MxWays, 'find'>,
  settings: MxSettings,
  from: string | undefined,
): Promise<CheckStep> {
  const step = 'connect';
  const domain = domainOf(from);
  if (domain === undefined)
    return { step, ok: false, text: 'Give a sender address: the mail hosts of its domain are tried.' };
  try {
    const connection = await openConnection(() => mx.find(mxServerOf('check', settings), domain));
    connection.close();
    return { step, ok: true, text: `The mail hosts of ${domain} take connections from this machine.` };
  } catch (error) {
    const hint = 'Many hosting companies block port 25 until they are asked.';
    return { step, ok: false, text: `${(error as Error).message} ${hint}` };
  }
}

function domainOf(from: string | undefined): string | undefined {
  try {
    return from ? addressDomain(from) : undefined;
  } catch (error) {
    if (error instanceof AddressError) return undefined;
    throw error;
  }
}
