/** custom-elements.json and docs/embed.md against the code: neither tells less, or more. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { limitsOf } from '../components/limits.ts';
import { facadeStyle } from './facade-style.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const manifest = JSON.parse(read('./custom-elements.json'));
const [donate] = manifest.modules[0].declarations;
const code = read('./embed.ts');
const docs = read('../../docs/embed.md');

const found = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, name]) => name!))].sort();
const names = (of: readonly { readonly name: string }[]) => of.map(({ name }) => name).sort();

test('attributes are those the element reads', () => {
  const observed = found(code.split('observedAttributes =')[1]!.split(';')[0]!, /'([a-z-]+)'/g);
  const limits = found(code, /'(max-[a-z]+)'/g);
  expect(names(donate.attributes)).toEqual([...observed, ...limits].sort());
});

test('events are those it dispatches', () => {
  expect(names(donate.events)).toEqual(found(code, /#tell\('(lehr-[a-z]+)'/g));
});

test('parts are those it makes', () => {
  const made = [...found(code, /element\('\w+', '(\w+)'/g), ...found(code, /part\.add\('(\w+)'\)/g)].sort();
  expect(names(donate.cssParts)).toEqual(made);
});

test('custom properties are those its style reads', () => {
  expect(names(donate.cssProperties)).toEqual(found(facadeStyle, /var\((--lehr-[a-z-]+)/g));
});

test('members are its public ones', () => {
  const inherited = ['attributeChangedCallback', 'connectedCallback', 'disconnectedCallback'];
  const written = found(code, /^ {2}(?:get )?([a-z]\w+)\([^)]*\): /gm);
  expect(names(donate.members)).toEqual(written.filter((name) => !inherited.includes(name)));
});

test('the how-to names all of them', () => {
  const all = [
    donate.attributes,
    donate.events,
    donate.cssParts,
    donate.cssProperties,
    donate.members,
  ].flat();
  expect(names(all).filter((name) => !docs.includes(`\`${name}`))).toEqual([]);
});

test('what the host asks for can only be a limit: nonsense is the lowest one', () => {
  const of = (text: string) => limitsOf(new URLSearchParams(text));
  expect(of('')).toEqual({ cores: null, share: null, minutes: null });
  expect(of('max-cores=2&max-share=50&max-minutes=10')).toEqual({ cores: 2, share: 0.5, minutes: 10 });
  expect(of('max-cores=2.9&max-share=99&max-minutes=0.5')).toEqual({ cores: 2, share: 0.75, minutes: 0.5 });
  expect(of('max-share=10&max-minutes=9999')).toEqual({ cores: null, share: 0.25, minutes: 720 });
  for (const bad of ['0', '-3', 'many', '', 'Infinity'])
    expect(of(`max-cores=${bad}&max-share=${bad}&max-minutes=${bad}`)).toEqual({
      cores: 1,
      share: 0.25,
      minutes: 1,
    });
});
