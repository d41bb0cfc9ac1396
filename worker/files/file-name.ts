import type { FileFormat } from './protocol.ts';

/** Characters that some system forbids in names, that make a path, or that are not seen. */
const FORBIDDEN = /[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu;
const LONGEST = 80;
/** Names that Windows keeps for devices. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** The job's title as a file's name: what it says, without what a file system does not take. */
export function fileName(title: string, format: FileFormat): string {
  const plain = title
    .replaceAll(FORBIDDEN, ' ')
    .replaceAll(/\s+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  const short = Array.from(plain)
    .slice(0, LONGEST)
    .join('')
    .replace(/[-.]+$/, '');
  const name = short === '' || DEVICES.test(short) ? `lehr-${short}`.replace(/-$/, '') : short;
  return `${name}.${format}`;
}
