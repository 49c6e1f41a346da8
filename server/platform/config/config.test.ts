import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, loadConfig } from './index.ts';

describe('the configuration', () => {
  it('has a default for everything', () => {
    const config = loadConfig({});
    assert.deepEqual([config.port, config.portIsExplicit, config.dataDir], [3000, false, './data']);
  });

  it('reads lists of name servers', () => {
    const { nameServers } = loadConfig({
      NAME_SERVERS: '192.0.2.53, 192.0.2.54:5353,2001:db8::53,[::1]:5353',
    });
    assert.deepEqual(nameServers, ['192.0.2.53', '192.0.2.54:5353', '2001:db8::53', '[::1]:5353']);
  });

  it('takes empty for not set', () => {
    assert.equal(loadConfig({ PORT: '', SMTP_URL: ' ' }).port, 3000);
  });

  const bad: Record<string, string> = {
    PORT: 'abc',
    BASE_URL: 'mail.example.com',
    DATABASE_URL: 'mysql://root:hidden@db',
    SMTP_URL: 'smtp.example.com:secret',
    SMTP_CONNECTIONS: '0',
    NAME_SERVERS: 'ns1.example.com',
    MX_PORT: '0',
    MX_PRIVATE_NETWORKS: 'some',
    SANDBOX_KEEP: '1.5',
    SECRET_KEY: 'short-secret',
    TRUST_PROXY: 'perhaps',
    LOG_LEVEL: 'loud',
  };
  for (const [name, value] of Object.entries(bad)) {
    it(`says in one sentence what is wrong with ${name}, and keeps the value to itself`, () => {
      assert.throws(
        () => loadConfig({ [name]: value }),
        (error: Error) => {
          assert.ok(error instanceof ConfigError);
          assert.match(
            error.message,
            new RegExp(`^${name} cannot be used: must be [^.]+(, for example ${name}=.+)?\\.$`),
          );
          assert.doesNotMatch(error.message, /root:|Invalid|NaN/);
          return true;
        },
      );
    });
  }
});
