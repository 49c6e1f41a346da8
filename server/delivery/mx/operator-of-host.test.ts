import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operatorOfHost } from './operator-of-host.ts';

test('mail hosts are told apart by who runs them', () => {
  const cases: [string, string][] = [
    ['gmail-smtp-in.l.google.com', 'gmail'],
    ['alt1.aspmx.l.googlemail.com', 'gmail'],
    ['acme-com.mail.protection.outlook.com', 'o365'],
    ['acme-com.k-v1.mx.microsoft', 'o365'],
    ['outlook-com.olc.protection.outlook.com', 'outlook'],
    ['mta7.am0.yahoodns.net', 'yahoo'],
    ['mx01.mail.icloud.com', 'icloud'],
    ['mx0a-001.pphosted.com', 'proofpoint'],
    ['eu-smtp-inbound-1.mimecast.com', 'mimecast'],
    ['notgoogle.com', 'notgoogle.com'],
    ['mx.outlook.com', 'outlook.com'],
    ['mx1.mail.acme.example', 'acme.example'],
    ['mx.acme.co.uk', 'acme.co.uk'],
    ['mx.acme.com.br', 'acme.com.br'],
    ['mx.acme.de', 'acme.de'],
    ['acme.de', 'acme.de'],
    ['localhost', 'localhost'],
  ];
  for (const [host, key] of cases) assert.equal(operatorOfHost(host).key, key, host);
});

test('every operator may be sent to over some connections, growing', () => {
  for (const host of ['aspmx.l.google.com', 'mx.t-online.de', 'mx.acme.example']) {
    const { start, most, messagesPerConnection } = operatorOfHost(host);
    assert.ok(start >= 1 && start <= most && messagesPerConnection >= 10, host);
  }
});
