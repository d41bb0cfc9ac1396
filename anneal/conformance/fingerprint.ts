import type { KernelAnswer } from '../kind.ts';

/** FNV-1a twice, 32 bits each, from two bases: to compare engines, not to resist anybody. */
export function fingerprintOf(answers: readonly KernelAnswer[]): string {
  const hashes = [0x811c9dc5, 0x050c5d1f];
  const add = (byte: number) => {
    for (let h = 0; h < 2; h++) hashes[h] = Math.imul(hashes[h] ^ byte, 0x01000193);
  };
  for (const { state, energy } of answers) {
    for (const byte of state) add(byte);
    for (const character of `;${energy};`) add(character.charCodeAt(0));
  }
  return hashes.map((hash) => (hash >>> 0).toString(16).padStart(8, '0')).join('');
}
