import { createHash, type Hash } from 'node:crypto';
import { pipeline, Readable, Transform } from 'node:stream';
import type { NamedCall } from '#server/platform/http/index.ts';

type Asked = Pick<NamedCall<unknown>, 'contract' | 'input' | 'request'>;

/** Stands for everything a request asks. */
export const hashOf = (asked: Asked): Buffer => begin(asked).digest();

/** The same for one that carries a file, which is read to its end and not kept. */
export async function hashOfStream(asked: Asked): Promise<Buffer> {
  const hash = begin(asked);
  if (asked.request.body instanceof Readable)
    for await (const chunk of asked.request.body) hash.update(chunk as Buffer);
  return hash.digest();
}

/** Looks on while somebody else reads the file. @returns the hash of what was read, once it was */
export function watchBody(asked: Asked): () => Buffer {
  const hash = begin(asked);
  const { body } = asked.request;
  if (body instanceof Readable) {
    const watched = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    // When either end fails the other is told; whoever reads hears of it.
    asked.request.body = pipeline(body, watched, () => {});
  }
  return () => hash.digest();
}

function begin({ contract, input }: Asked): Hash {
  return createHash('sha256').update(JSON.stringify([contract.method, contract.path, input]));
}
