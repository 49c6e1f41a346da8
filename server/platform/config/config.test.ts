import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, loadConfig } from './index.ts';

describe('the configuration', () => {
  it('has a default for everything', () => {
    const config = loadConfig({});
    assert.deepEqual([config.port, config.portIsExplicit, config.dataDir], [3000, false, './data']);
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
