/**
 * The secrets that let their holders in: the submitter's may submit, pause, resume and cancel jobs, the operator's may look
 * at everything and end sessions besides, the orchestrator's may lead (where the house has no orchestrator of its own). Files in the data folder that only its owner reads, so that whoever may read the
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
  orchestrator: 'orchestrator-token',
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

const VARIABLES = { submitter: 'LEHR_SUBMIT_TOKEN', orchestrator: 'LEHR_ORCHESTRATOR_TOKEN' } as const;

/**
 * The token a command has: of the variable, or of the file; null where there is none. Where a submitter's is asked for, an operator's
 * will do.
 * @param file null: of the default data folder
 */
export function tokenAtHand(
  file: string | null,
  holder: keyof typeof VARIABLES = 'submitter',
): string | null {
  const variable = VARIABLES[holder];
  const given = process.env[variable];
  if (given && file === null) return checked(given, variable);
  const path = file ?? join('.lehr', FILES[holder]);
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
    holder === 'submitter'
      ? `${file}: only the token of an ${holderOf(token)} begins with ${tokenPrefix(holderOf(token))}; delete the file, and the next start makes one`
      : `${file}: the token of an ${holder} begins with ${tokenPrefix(holder)}; delete the file, and the next start makes one`,
  );
}
