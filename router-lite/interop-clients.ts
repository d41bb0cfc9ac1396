import { Wampy } from 'wampy';
import { CborSerializer } from 'wampy/CborSerializer.js';
import { sign as wampySignKey } from 'wampy/cryptosign.js';
import { JsonSerializer } from 'wampy/JsonSerializer.js';
import { MsgpackSerializer } from 'wampy/MsgpackSerializer.js';
import { sign as wampySign } from 'wampy/wampcra.js';
import { WebSocket } from 'ws';
import {
  type Authentication,
  type Peer,
  PRIVATE,
  PUBLIC,
  REALM,
  type SALTING,
  sour,
  url,
  type Wire,
} from './interop-testbed.ts';

/** Only what is used here; the package ships no types, and peer/ declares only what it uses. */
interface Autobahn {
  readonly Connection: new (
    options: object,
  ) => {
    onopen: (session: AutobahnSession, details: Record<string, unknown>) => void;
    onclose: (reason: string, details: { reason: string | null }) => boolean;
    open(): void;
    close(): void;
  };
  readonly Error: new (error: string, args: unknown[], kwargs: object) => Error;
  readonly Result: new (args: unknown[]) => object;
  readonly serializer: Record<string, new () => object>;
  readonly auth_cra: {
    sign(key: string, challenge: string): string;
    derive_key(secret: string, salt: string, iterations: number, keylen: number): string;
  };
  readonly auth_cryptosign: { sign_challenge(key: unknown, extra: object): string };
  readonly nacl: { sign: { keyPair: { fromSeed(seed: Uint8Array): unknown } } };
}
interface AutobahnSession {
  register(uri: string, endpoint: (...args: never[]) => unknown, options?: object): Promise<unknown>;
  call(uri: string, args: unknown[], kwargs?: object, options?: object): AutobahnCall;
  subscribe(uri: string, handler: (args: unknown[]) => void, options?: object): Promise<unknown>;
  publish(uri: string, args: unknown[], kwargs?: object, options?: object): Promise<unknown>;
}
type AutobahnCall = Promise<unknown> & {
  then(done: unknown, failed: unknown, progress: unknown): Promise<unknown>;
  cancel(options: object): void;
};

async function autobahnPeer(wire: Wire, auth?: Authentication): Promise<Peer> {
  // The browser's build looks for the global WebSocket, which Node 20 does not have.
  Object.assign(globalThis, {
    WebSocket: Object.hasOwn(globalThis, 'WebSocket') ? globalThis.WebSocket : WebSocket,
  });
  const { default: autobahn } = (await import('autobahn-browser')) as unknown as { default: Autobahn };
  const name = { json: 'JSONSerializer', msgpack: 'MsgpackSerializer', cbor: 'CBORSerializer' }[wire];
  const pair = auth && autobahn.nacl.sign.keyPair.fromSeed(Buffer.from(PRIVATE, 'hex'));
  const challenged = (_: unknown, method: string, extra: Record<string, unknown>) => {
    if (method === 'ticket') return auth?.secret;
    if (method === 'cryptosign') return autobahn.auth_cryptosign.sign_challenge(pair, extra);
    const { salt, iterations, keylen, challenge } = extra as typeof SALTING & { challenge: string };
    const key = salt ? autobahn.auth_cra.derive_key(auth!.secret, salt, iterations, keylen) : auth!.secret;
    return autobahn.auth_cra.sign(key, challenge);
  };
  const connection = new autobahn.Connection({
    url,
    realm: REALM,
    serializers: [new autobahn.serializer[name]!()],
    max_retries: 0,
    ...(auth && {
      authmethods: [auth.method],
      authid: auth.authid,
      authextra: auth.method === 'cryptosign' ? { pubkey: PUBLIC, channel_binding: null } : {},
      onchallenge: challenged,
    }),
  });
  let over = () => {};
  const closed = new Promise<void>((resolve) => {
    over = resolve;
  });
  const [session, welcome] = await new Promise<[AutobahnSession, Record<string, unknown>]>((open, failed) => {
    connection.onopen = (...opened) => open(opened);
    connection.onclose = (reason, details) => {
      failed(details.reason ?? reason);
      over();
      return true;
    };
    connection.open();
  });
  const thrown = (error: { error?: string }) => Promise.reject(error.error ?? error);
  return {
    welcome,
    register: (uri, answer, options) =>
      session.register(
        uri,
        (
          args: unknown[],
          kwargs: Record<string, unknown>,
          { progress }: { progress?: (args: unknown[]) => void },
        ) => {
          for (const step of args[0] === 'count' ? [0, 1] : []) progress?.([step]);
          const value = answer(args, kwargs);
          if (value === sour) throw new autobahn.Error(sour.error, sour.args, sour.kwargs);
          return value;
        },
        options,
      ),
    call: (uri, args, onProgress) =>
      session
        .call(uri, args, {}, { receive_progress: onProgress !== undefined })
        .then((value: unknown) => value, thrown, onProgress),
    canceled: async (uri) => {
      const call = session.call(uri, []);
      // With another mode it forgets the call, and takes the router's ERROR for a violation.
      call.cancel({ mode: 'kill' });
      return call.then(
        () => 'no error',
        (error: { error: string }) => error.error,
        undefined,
      ) as Promise<string>;
    },
    subscribe: (uri, onEvent, match) => session.subscribe(uri, (args) => onEvent(args), { match }),
    publish: (uri, args) => session.publish(uri, args, {}, { acknowledge: true }),
    close: () => {
      connection.close();
      return closed;
    },
  };
}

export async function wampyPeer(wire: Wire, auth?: Authentication): Promise<Peer> {
  const serializer = { json: JsonSerializer, msgpack: MsgpackSerializer, cbor: CborSerializer }[wire];
  const plugin = { wampcra: wampySign, cryptosign: wampySignKey, ticket: (secret: string) => () => secret };
  const wampy = new Wampy(url, {
    realm: REALM,
    ws: WebSocket as never,
    serializer: new serializer(),
    autoReconnect: false,
    ...(auth && {
      authid: auth.authid,
      authmethods: [auth.method],
      authextra: { pubkey: PUBLIC },
      authMode: 'auto' as const,
      authPlugins: { [auth.method]: plugin[auth.method as keyof typeof plugin](auth.secret) as never },
    }),
  });
  const thrown = (error: { errorUri?: string }) => Promise.reject(error.errorUri ?? error);
  const welcome = await wampy.connect();
  return {
    welcome,
    register: (uri, answer, options) =>
      wampy.register(
        uri,
        async ({ argsList = [], argsDict = {}, result_handler }) => {
          for (const step of argsList[0] === 'count' ? [0, 1] : []) {
            result_handler({ argsList: [step], options: { progress: true } });
          }
          const value = await answer(argsList, argsDict);
          if (value === sour) {
            throw Object.assign(new Error('sour'), {
              error: sour.error,
              argsList: sour.args,
              argsDict: sour.kwargs,
            });
          }
          return { argsList: [value] };
        },
        options as never,
      ),
    call: (uri, args, onProgress) =>
      wampy
        .call(uri, args, {
          ...(onProgress && {
            progress_callback: ({ argsList }: { argsList?: unknown[] }) => onProgress(argsList?.[0]),
          }),
        } as never)
        .then(({ argsList }) => argsList?.[0], thrown),
    canceled: async (uri) => {
      const call = wampy.call(uri, []);
      wampy.cancel(wampy.getOpStatus().reqId, { mode: 'killnowait' });
      return call.then(
        () => 'no error',
        (error: { errorUri: string }) => error.errorUri,
      );
    },
    subscribe: (uri, onEvent, match) =>
      wampy.subscribe(uri, ({ argsList = [] }) => onEvent(argsList), { match } as never),
    publish: (uri, args) => wampy.publish(uri, args),
    close: () => wampy.disconnect(),
  };
}

/** wampy reads MessagePack's 64-bit integers as bigints. */
export const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part)));

export const CLIENTS = { 'autobahn-browser': autobahnPeer, wampy: wampyPeer };
export const EVERY = Object.entries(CLIENTS).flatMap(([name, open]) =>
  (['json', 'msgpack', 'cbor'] as const).map((wire) => ({ name, wire, open })),
);
