/** One part of `npm test`: its command's output goes on to ours, and its end is kept for who must say what failed. */
import { spawn } from 'node:child_process';

/** Characters of output that are kept. */
const KEPT = 64 * 1024;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const COLOURS = /\u001b\[[0-9;]*m/g;

export const plain = (text) => text.replaceAll(COLOURS, '');

/**
 * @param {{ title: string, command: string, args: string[], env?: Record<string, string> }} section
 * @returns {Promise<{ ok: boolean, end: string, seconds: number, output: string }>} `end`: how the command ended, in words
 */
export function runSection({ title, command, args, env = {} }) {
  console.log(`\n── ${title} ──`);
  const begun = performance.now();
  const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(command, args, {
    stdio: ['inherit', 'pipe', 'pipe'],
    env: { ...process.env, ...colours, ...env },
  });
  let output = '';
  const keep = (to) => (chunk) => {
    to.write(chunk);
    output = (output + chunk).slice(-KEPT);
  };
  child.stdout.setEncoding('utf8').on('data', keep(process.stdout));
  child.stderr.setEncoding('utf8').on('data', keep(process.stderr));
  return new Promise((resolve) => {
    const ended = (end) => {
      const seconds = (performance.now() - begun) / 1000;
      resolve({ ok: end === 'status 0', end, seconds, output: plain(output) });
    };
    child.on('error', (error) => ended(error.message));
    child.on('close', (status, signal) => ended(signal === null ? `status ${status}` : `signal ${signal}`));
  });
}
