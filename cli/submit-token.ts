/**
 * The secret that lets its holder submit, pause, resume and cancel jobs: a file in the data folder that only its owner reads,
 * so that whoever may read the folder may, and no browser.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { badInput, codeOf } from './failure.ts';

const FILE = 'submit-token';
const LEAST = 16;

/** The data folder's token, made at the first start. */
export function tokenOf(data: string): { readonly token: string; readonly file: string } {
  const file = join(data, FILE);
  try {
    return { token: checked(readFileSync(file, 'utf8'), file), file };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const token = randomBytes(24).toString('base64url');
  writeFileSync(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
  return { token, file };
}

/** The token a command has: LEHR_SUBMIT_TOKEN, or the file; null where there is none. @param file null: of the default data folder */
export function tokenAtHand(file: string | null): string | null {
  const given = process.env.LEHR_SUBMIT_TOKEN;
  if (given && file === null) return checked(given, 'LEHR_SUBMIT_TOKEN');
  const path = file ?? join('.lehr', FILE);
  try {
    return checked(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    if (file === null && codeOf(error) === 'ENOENT') return null;
    throw badInput(
      `--token ${path}: cannot be read (${codeOf(error)}); it lies in the data folder of lehr serve`,
    );
  }
}

function checked(text: string, where: string): string {
  const token = text.trim();
  if (token.length >= LEAST && !/\s/.test(token)) return token;
  throw badInput(`${where} holds no token: one line of at least ${LEAST} characters`);
}
