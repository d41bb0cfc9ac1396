import { describe, expect, test } from 'vitest';
import { faultOf } from './fault-of.test-world.ts';
import { importText } from './import.ts';
import type { ImportedTsp } from './imported.ts';

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">\n';
const read = (body: string) => importText(`${HEAD}${body}\n</gpx>\n`, 'stops') as ImportedTsp;

describe('a GPX file', () => {
  test('of waypoints is their cities, in its order', () => {
    const { title, problem, view } = read(
      '<metadata><name>Sights</name></metadata><wpt lat="52.5" lon="13.4"><ele>34</ele><name>Tom &amp; <![CDATA[<Co>]]></name></wpt><wpt lon="-0.1" lat="51.5"/>',
    );
    expect(title).toBe('Sights');
    expect(problem).toMatchObject({ metric: 'great-circle', n: 2 });
    expect(view).toEqual({
      surface: 'map',
      xy: [13.4, 52.5, -0.1, 51.5],
      names: ['Tom & <Co>', '2'],
      unit: 'm',
    });
  });

  test('of a route is its points, without the end that closes it, and without the waypoints beside it', () => {
    const { title, view, notes } = read(
      '<wpt lat="1" lon="1"/><rte><name>Monday</name><rtept lat="1" lon="2"><name>A</name></rtept><rtept lat="3" lon="4"/><rtept lat="1" lon="2"/></rte>',
    );
    expect(title).toBe('Monday');
    expect(view.xy).toEqual([2, 1, 4, 3]);
    expect(view.names).toEqual(['A', '2']);
    expect(notes).toEqual(['1 waypoint left out: only the route points are cities.']);
  });

  test('of a track is its points, all segments in a row; the names of other things name nobody', () => {
    const { title, view } = read(
      '<trk><name>Ride</name><link href="x"><text>t</text></link><trkseg><trkpt lat="1" lon="2"><extensions><gpxx:a xmlns:gpxx="y"><name>no</name></gpxx:a></extensions></trkpt></trkseg><trkseg><trkpt lat="3" lon="4"/></trkseg></trk>',
    );
    expect(title).toBe('Ride');
    expect(view.xy).toEqual([2, 1, 4, 3]);
    expect(view.names).toEqual(['1', '2']);
  });

  test('may have a prefix, be of version 1.0 and begin with a byte order mark', () => {
    const text =
      '\ufeff<g:gpx version="1.0" xmlns:g="http://www.topografix.com/GPX/1/0"><g:name>Old</g:name><g:wpt lat="1" lon="2"><g:name>A</g:name></g:wpt></g:gpx>';
    const { title, view } = importText(text, 'x') as ImportedTsp;
    expect({ title, names: view.names }).toEqual({ title: 'Old', names: ['A'] });
  });

  test.each(
    [
      [`${HEAD}<wpt lat="1"/></gpx>`, 'Line 3, column 1: <wpt> has no lon; write lon="…"'],
      [`${HEAD} <wpt lat="52,5" lon="1"/></gpx>`, 'Line 3, column 2: lat of <wpt> is "52,5"; give degrees'],
      [
        `${HEAD}<rte><rtept lat="91" lon="1"/></rte></gpx>`,
        'Line 3, column 6: lat of <rtept> is 91; it must lie',
      ],
      [
        `${HEAD}<wpt lat="1" lon="2"></gpx>`,
        'Line 3, column 27: unexpected close tag; the file is no well-formed XML',
      ],
      [`${HEAD}<wpt lat="1" lon="2">&me;</wpt></gpx>`, 'Line 3, column 25: undefined entity'],
      [`${HEAD}`, 'unclosed tag: gpx'],
      [`${HEAD}</gpx>`, 'The file has no places'],
      ['<kml><Placemark/></kml>', 'Line 1, column 1: the file is "kml"; Lehr reads GPX'],
      ['<!DOCTYPE html>\n<html></html>', 'Line 2, column 1: the file is "html"'],
    ].map(([text, says]) => ({ text: text!, says: says! })),
  )('at fault is refused with its place: $says', ({ text, says }) => {
    const { message, place } = faultOf(text);
    expect(message).toContain(says);
    const [, line, column] = /^Line (\d+), column (\d+)/.exec(message) ?? [];
    expect(place).toEqual(line ? { line: Number(line), column: Number(column) } : null);
  });

  test('that grows by its entities does not: entities are not expanded', () => {
    const bomb =
      '<!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><gpx><wpt lat="1" lon="2"><name>&b;</name></wpt></gpx>';
    expect(faultOf(bomb).message).toContain('undefined entity');
  });
});
