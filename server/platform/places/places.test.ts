import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { writeMmdb } from '#testing/mmdb.ts';
import { temporaryFolder } from '#testing/temporary-folder.ts';
import { until } from '#testing/until.ts';
import { silentLog } from '../log/index.ts';
import { openPlaces, readPlaces } from './index.ts';

const lisbon = { city: { names: { en: 'Lisbon' } }, country: { iso_code: 'PT', names: { en: 'Portugal' } } };
const galway = { city: { names: { en: 'Galway' } }, country: { iso_code: 'IE', names: { en: 'Ireland' } } };
const folder = await temporaryFolder();
let files = 0;
function kept(content: Buffer | string): string {
  const file = join(folder, `${++files}.mmdb`);
  writeFileSync(file, content);
  return file;
}
const cities = () =>
  writeMmdb('DBIP-City-Lite', { '8.8.4.0/24': lisbon, '9.9.0.0/16': { country: galway.country } });

describe('the file of places', () => {
  it('tells city and country, the country alone, or nothing', () => {
    const placeOf = readPlaces(kept(cities()));
    const asked = ['8.8.4.4', '9.9.9.9', '8.8.5.1', '::ffff:8.8.4.4', '2a00::1', 'unix', ''];
    assert.deepEqual(asked.map(placeOf), ['Lisbon, Portugal', 'Ireland', null, null, null, null, null]);
  });

  it('is refused in one sentence when it is none', () => {
    const whole = cities();
    const directory = join(folder, 'directory');
    mkdirSync(directory);
    const cases: [string, RegExp][] = [
      [join(folder, 'missing.mmdb'), /there is no such file\.$/],
      [directory, /it cannot be read\.$/],
      [kept('Not a database.'), /no database of places in the MaxMind format \(\.mmdb\)\.$/],
      [kept(''), /no database of places/],
      [kept(whole.subarray(0, whole.length / 2)), /no database of places/],
      [kept(writeMmdb('GeoLite2-ASN', { '8.8.4.0/24': { autonomous_system_number: 1 } })), /holds no places/],
    ];
    for (const [file, said] of cases)
      assert.throws(
        () => readPlaces(file),
        ({ name, message }: Error) =>
          name === 'ConfigError' && message.startsWith('PLACES_FILE cannot be used: ') && said.test(message),
        file,
      );
  });

  it('is read again when it changes, and kept when the new one is broken', async (t) => {
    const file = kept(cities());
    const warned: string[] = [];
    const log = { ...silentLog, warn: (message: string) => void warned.push(message) };
    const places = openPlaces(file, log, 20);
    t.after(() => places.close());
    const put = (content: Buffer | string) => renameSync(kept(content), file);
    // Again and again: what is replaced before the first look at the file is no change of it.
    await until('the warning', () => {
      put('Not a database.');
      return warned[0];
    });
    assert.equal(places.of('8.8.4.4'), 'Lisbon, Portugal');
    put(writeMmdb('GeoLite2-City', { '8.8.4.0/24': galway }));
    await until('the new place', () => (places.of('8.8.4.4') === 'Galway, Ireland' ? true : undefined));
  });

  it('tells nothing when there is none', () => {
    assert.equal(openPlaces(undefined, silentLog).of('8.8.4.4'), null);
  });
});
