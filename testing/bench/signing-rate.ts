/** RSA-2048 signatures a second on one core: what no signed mail of this machine can be faster than for each core. */
import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { servePart } from '../part.ts';

servePart({}, ({ seconds, privateKey }: { seconds: number; privateKey: string }) => {
  const key = createPrivateKey(privateKey);
  // As long as the header fields under a DKIM signature are.
  const data = randomBytes(1200);
  const begun = performance.now();
  let made = 0;
  while (performance.now() - begun < seconds * 1000) {
    sign('sha256', data, key);
    made += 1;
  }
  return { perSecond: (made * 1000) / (performance.now() - begun) };
});
