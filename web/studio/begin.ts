import { html, nothing, type TemplateResult } from 'lit';
import type { WorldCountry, WorldWish } from '../../peer/procedures.ts';
import '../components/lehr-drop-zone.ts';
import '../components/lehr-world-cities.ts';
import { studio } from '../strings/studio.ts';

export interface Given {
  readonly file: (file: File) => void;
  readonly text: (text: string) => void;
  readonly world: (wish: WorldWish) => void;
}

export interface Before {
  /** What was typed or pasted before: it stays. */
  readonly text: string;
  /** Empty while unknown, and for those who may not ask. */
  readonly countries: readonly WorldCountry[];
}

/** Where places are given. */
export function begin(
  { text, countries }: Before,
  given: Given,
): { look: TemplateResult; below: TemplateResult } {
  const words = studio.begin;
  return {
    look: html`<h1 tabindex="-1">${words.headline}</h1>
      <p class="lede">${words.lede}</p>
      <lehr-drop-zone @lehr-file=${(event: CustomEvent<File>) => given.file(event.detail)}></lehr-drop-zone>
      <p class="label private">${words.private}</p>`,
    below: html`<form
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        const { value } = (event.target as HTMLFormElement).elements.namedItem(
          'places',
        ) as HTMLTextAreaElement;
        given.text(value);
      }}
    >
      <h2>${words.paste}</h2>
      <textarea
          name="places"
          aria-label=${words.pasted}
          rows="6"
          required
          spellcheck="false"
          autocomplete="off"
          placeholder=${words.pastePlaceholder}
          .value=${text}
        ></textarea>
      <button type="submit">${words.read}</button>
    </form>
    ${
      countries.length > 0
        ? html`<lehr-world-cities
          .countries=${countries}
          @lehr-world=${(event: CustomEvent<WorldWish>) => given.world(event.detail)}
        ></lehr-world-cities>`
        : nothing
    }`,
  };
}
