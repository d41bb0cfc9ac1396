/** For tests of the HTTP bridge: a router that has one, its clock, and requests as its clients sign them. */
import { createHmac } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { afterEach, expect } from 'vitest';
import { REALM, type Testbed, testbed } from './testbed.ts';

const SECRET = 'kiln';
export const NOW = Date.parse('2026-01-02T03:04:05.678Z');
const keys = {
  machine: { secret: SECRET, realm: REALM, role: 'guest' },
  mute: { secret: SECRET, realm: REALM, role: 'none', authid: 'nobody' },
};

export let bed: Testbed;
export let faults: unknown[];
let clock: number;
export const start = async (limits: object = {}) => {
  clock = NOW;
  faults = [];
  const bridge = { keys, clock: () => clock, ...limits };
  bed = await testbed({}, { bridge, onError: (error) => faults.push(error) });
};
afterEach(() => bed.close());

/** Lets time pass. */
export function pass(millis: number): void {
  clock += millis;
}

export interface Signing {
  readonly key?: string;
  readonly secret?: string;
  readonly seq?: string;
  readonly nonce?: string;
  readonly at?: number;
}

let nonces = 0;
export function signed(path: string, body: string, signing: Signing = {}): string {
  const { key = 'machine', secret = SECRET, seq = '1', nonce = String(++nonces), at = clock } = signing;
  const timestamp = new Date(at).toISOString();
  const hmac = createHmac('sha256', secret)
    .update(key + timestamp + seq + nonce)
    .update(body);
  const query = new URLSearchParams({ key, timestamp, seq, nonce, signature: hmac.digest('base64url') });
  return `${path}?${query}`;
}

interface Reply {
  readonly status: number;
  readonly value: { error?: string; args?: unknown[]; kwargs?: unknown; id?: number };
}

export function post(
  path: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  method = 'POST',
) {
  return new Promise<Reply>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: bed.server.port, path, method, headers }, (response) => {
      collect(response).then((text) => {
        expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
        resolve({ status: response.statusCode!, value: JSON.parse(text) });
      }, reject);
    });
    sent.on('error', reject).end(body);
  });
}

async function collect(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
}

export const call = (value: object, signing?: Signing) => {
  const body = JSON.stringify(value);
  return post(signed('/call', body, signing), body, { 'Content-Type': 'application/json' });
};
export const publish = (value: object, signing?: Signing) => {
  const body = JSON.stringify(value);
  return post(signed('/publish', body, signing), body);
};
