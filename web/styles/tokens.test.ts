/** What stands twice because CSS and HTML have no other way, and must be the same. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const css = read('./tokens.css').replaceAll(/\/\*.*?\*\//gs, '');

/** The declarations of each block whose selector matches, in the file's order. */
function blocks(selector: RegExp): Map<string, string>[] {
  return [...css.matchAll(/([^{}]+)\{([^{}]+)\}/g)]
    .filter(([, name = '']) => selector.test(name.trim()))
    .map(([, , body = '']) => {
      const pairs = body.split(';').map((line) => line.trim().split(/:\s*/s));
      return new Map(
        pairs
          .filter((pair) => pair.length === 2)
          .map(([name, value]) => [name!, value!.replaceAll(/\s+/g, ' ')]),
      );
    });
}

const themes = blocks(/^:root/).filter((block) => block.has('--ground'));
const ofScheme = (scheme: string) => themes.filter((block) => block.get('color-scheme') === scheme);

test('a theme that was chosen is the theme that the system asks for', () => {
  const light = ofScheme('light');
  expect(light).toHaveLength(2);
  expect(light[0]).toEqual(light[1]);
  const [dark] = ofScheme('dark');
  expect([...light[0]!.keys()].filter((name) => !dark?.has(name))).toEqual([]);
});

test.each(['../index.html', '../kiosk/index.html', '../studio/index.html', '../inspect/index.html'])(
  '%s tells the browser the ground of both themes',
  (page) => {
    for (const scheme of ['dark', 'light']) {
      const told = new RegExp(
        `name="theme-color" content="([^"]+)" media="\\(prefers-color-scheme: ${scheme}\\)"`,
      );
      expect(told.exec(read(page))?.[1]).toBe(ofScheme(scheme)[0]?.get('--ground'));
    }
  },
);
