/** A running Lehr, as the commands of `lehr job` reach it. */
import { WebSocket } from 'ws';
import { REALM } from '../../orchestrator/realm.ts';
import { connect, type Peer } from '../../peer/client.ts';
import { ERRORS, isUnavailable, WampError } from '../../peer/errors.ts';
import type { Job, ProblemView } from '../../peer/procedures.ts';
import { holderOf } from '../../peer/tokens.ts';
import { webSocketLink } from '../../peer/web-socket-link.ts';
import { badInput, Failure, inOneLine } from '../failure.ts';
import type { Flag, Parsed } from '../flags.ts';
import { siteOf, socketOf } from '../site.ts';
import { siteBlobs } from '../site-blobs.ts';
import { tokenAtHand } from '../tokens.ts';

/** Flags of every command here. */
export const REMOTE_FLAGS: Readonly<Record<string, Flag>> = {
  url: { value: 'URL', help: 'address of the Lehr (http://127.0.0.1:8080/)' },
  json: { help: 'print one JSON object' },
};

/** … and of those that change something. */
export const TOKEN_FLAG: Readonly<Record<string, Flag>> = {
  token: { value: 'FILE', help: 'the submit token (.lehr/submit-token, or $LEHR_SUBMIT_TOKEN)' },
};

export interface Remote {
  readonly peer: Peer;
  /** What the job's energies are in: see ProblemView. */
  unit(job: Job): Promise<string>;
  /** The bytes of a blob. Throws a Failure. */
  blob(sha256: string): Promise<Uint8Array>;
  /** Stores a blob; returns its name. Throws a Failure. */
  putBlob(bytes: Uint8Array): Promise<string>;
}

const JOIN_MILLIS = 10_000;
const BLOB_MILLIS = 120_000;

/**
 * Does the work with a session, and ends it. What goes wrong on the way is a Failure in words for people.
 * @param role a viewer needs no token
 */
export async function withRemote<T>(
  flags: Parsed,
  role: 'viewer' | 'submitter',
  work: (remote: Remote) => Promise<T>,
): Promise<T> {
  const site = siteOf(flags.text('url') ?? 'http://127.0.0.1:8080/');
  const token = role === 'submitter' ? tokenAtHand(flags.text('token') ?? null) : null;
  if (role === 'submitter' && token === null)
    throw badInput('no submit token: give --token FILE, the submit-token in the data folder of lehr serve');
  const peer = connect({
    link: webSocketLink(socketOf(site), WebSocket),
    realm: REALM,
    ...(token === null ? {} : { auth: { authid: holderOf(token), ticket: token } }),
  });
  const blobs = siteBlobs(site, token);
  try {
    await joined(peer, site);
    return await work({
      peer,
      unit: (job) => unitOf(site, job),
      blob: (sha256) => blobs.fetch(sha256),
      putBlob: (bytes) => blobs.store(bytes),
    });
  } catch (error) {
    throw failureOf(error);
  } finally {
    await peer.close();
  }
}

/** Resolves with the first session; a peer would try for ever, a command says why it did not. */
function joined(peer: Peer, site: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = (reason: string) => reject(new Failure(`${site.href}: ${reason}`, 1));
    const timer = setTimeout(() => give('no answer in 10 s'), JOIN_MILLIS);
    const stop = peer.onState((state) => {
      if (state.is === 'connecting' && state.attempt === 1 && state.reason === '') return;
      clearTimeout(timer);
      queueMicrotask(() => stop());
      if (state.is === 'joined') resolve();
      else if (state.reason.includes('authentication_denied'))
        reject(
          badInput(
            `the submit token is not the one of ${site.href}: it lies in the data folder of lehr serve there`,
          ),
        );
      else give(state.reason);
    });
  });
}

async function unitOf(site: URL, { view }: Job): Promise<string> {
  const response = await fetch(new URL(`/blob/${view}`, site), { signal: AbortSignal.timeout(BLOB_MILLIS) });
  const drawn = response.ok ? ((await response.json()) as Partial<ProblemView>) : {};
  return drawn.unit ?? '';
}

/** What the orchestrator refuses is the caller's to mend: code 2. */
export function failureOf(error: unknown): Error {
  if (error instanceof WampError) {
    // What a local part of a composition threw was meant for people already.
    if (error.cause instanceof Failure) return error.cause;
    if (error.uri === ERRORS.invalidInput) return badInput(inOneLine(error));
    if (isUnavailable(error))
      return new Failure(`${inOneLine(error)}: nobody there answers just now; try again in a moment`, 1);
    return new Failure(inOneLine(error), 1);
  }
  return error instanceof Error ? error : new Failure(String(error), 1);
}
