/** SHA-256 of states and problems, at once: Node's own where there is Node, which takes an eighth of the time. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** As much of Node as is used here, where pages that have none are compiled too. */
interface Node {
  readonly process?: { getBuiltinModule?(id: 'node:crypto'): Hashing | undefined };
}

interface Hashing {
  hash(algorithm: 'sha256', data: Uint8Array, encoding: 'hex'): string;
}

/** Had without an import, which browsers lack. */
const native = (globalThis as Node).process?.getBuiltinModule?.('node:crypto')?.hash;

/** 64 lower-case hex digits. */
export function hashOf(bytes: Uint8Array): string {
  return native ? native('sha256', bytes, 'hex') : bytesToHex(sha256(bytes));
}
