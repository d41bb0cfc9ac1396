/**
 * The secrets that let their holders in: the submitter's may submit, pause, resume and cancel jobs, the operator's may look
 * at everything and end sessions besides. Files in the data folder that only its owner reads, so that whoever may read the
 * folder may, and no page that was not handed one in its address.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holderOf, type TokenHolder, tokenPrefix } from '../peer/tokens.ts';
import { badInput, codeOf } from './failure.ts';

const FILES: Readonly<Record<TokenHolder, string>> = {
  submitter: 'submit-token',
  operator: 'operator-token',
};
const LEAST = 16;

export interface TokenFile {
  readonly token: string;
  readonly file: string;
}

/** The data folder's token, made at the first start. */
export function tokenOf(data: string, holder: TokenHolder): TokenFile {
  const file = join(data, FILES[holder]);
  try {
    return { token: checkedFor(holder, readFileSync(file, 'utf8'), file), file };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const token = `${tokenPrefix(holder)}${randomBytes(24).toString('base64url')}`;
  writeFileSync(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
  return { token, file };
}

/**
 * The token a command has, of either holder: LEHR_SUBMIT_TOKEN, or the file; null where there is none.
 * @param file null: of the default data folder
 */
export function tokenAtHand(file: string | null): string | null {
  const given = process.env.LEHR_SUBMIT_TOKEN;
  if (given && file === null) return checked(given, 'LEHR_SUBMIT_TOKEN');
  const path = file ?? join('.lehr', FILES.submitter);
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

/** A token that names another holder would let nobody in. */
function checkedFor(holder: TokenHolder, text: string, file: string): string {
  const token = checked(text, file);
  if (holderOf(token) === holder) return token;
  throw badInput(
    holder === 'operator'
      ? `${file}: an operator's token begins with ${tokenPrefix('operator')}; delete the file, and the next start makes one`
      : `${file}: only an operator's token begins with ${tokenPrefix('operator')}; delete the file, and the next start makes one`,
  );
}
