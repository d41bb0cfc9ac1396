/** The studio's own words, apart from those of all pages: nobody who donates has to fetch them. */
import { inLanguage } from './language.ts';
import { studioDe } from './studio-de.ts';
import { studioEn } from './studio-en.ts';

export const studio = inLanguage({ en: studioEn, de: studioDe });
