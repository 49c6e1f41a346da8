import { type GuardedOptions, guardedRequest } from './guarded-request.ts';

export type Fetched = { status: number; contentType: string; body: string };

/**
 * Gets a page of a stranger's server: see guardedRequest.
 * @throws OutsideError
 */
export async function guardedGet(url: URL, options: GuardedOptions): Promise<Fetched> {
  const { status, headers, body } = await guardedRequest(url, {}, options);
  const contentType = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  return { status, contentType, body };
}
