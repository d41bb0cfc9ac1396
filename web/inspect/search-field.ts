import { html, type TemplateResult } from 'lit';
import { wordsOf } from './model/arrange.ts';

interface SearchField {
  /** Class of the label, which a list gives its width. */
  readonly name: 'search' | 'filter';
  readonly label: string;
  readonly hint: string;
  /** Told the words at every letter. */
  readonly written: (words: readonly string[]) => void;
}

/** Where one writes the words that the rows shown must have. */
export function searchField({ name, label, hint, written }: SearchField): TemplateResult {
  return html`<label class=${name}
    >${label}
    <input
      type="search"
      autocomplete="off"
      spellcheck="false"
      placeholder=${hint}
      @input=${({ target }: Event) => written(wordsOf((target as HTMLInputElement).value))}
    />
  </label>`;
}
