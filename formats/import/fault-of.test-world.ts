import { FileError } from './file-error.ts';
import { importText } from './import.ts';

/** What is wrong with a file that must not be read. */
export function faultOf(text: string): FileError {
  try {
    importText(text, 'x');
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
  throw new Error('this was read');
}
