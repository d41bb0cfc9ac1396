/**
 * What `formats/import` finds at fault in a file, and what servers refuse, in German: the English sentence, `{}` standing for
 * what it tells, and ours, `{1}` for the first of these. The longer stand before those that they begin like.
 *
 * Longer than our guide: one table, looked through from the top.
 */
export const faultsDe: readonly (readonly [string, string])[] = [
  // Where in a line: `!` is a sentence of its own.
  ['column {} ({}) {}', 'Spalte {1} ({2}): {3!}'],
  ['column {}: {}', 'Spalte {1}: {2!}'],
  ['column {} {}', 'Spalte {1}: {2!}'],
  [
    '{} (Weights are counted in units of {} here: fewer decimals do, too.)',
    '{1!} (Gewichte werden hier in Einheiten von {2} gezählt: Weniger Nachkommastellen reichen auch.)',
  ],

  // Any file.
  [
    'This is a ZIP file, as spreadsheets (.xlsx, .ods) and .kmz are; save it as CSV or GPX.',
    'Das ist eine ZIP-Datei, wie Tabellen (.xlsx, .ods) und .kmz es sind; speichere sie als CSV oder GPX.',
  ],
  ['This is no text; Lehr reads {}.', 'Das ist kein Text; Lehr liest {1!}.'],
  [
    'TSPLIB (.tsp), CSV, GeoJSON, GPX, G-set graphs, and QUBO and Ising models (COO, qbsolv)',
    'TSPLIB (.tsp), CSV, GeoJSON, GPX, Graphen im G-set-Format sowie QUBO- und Ising-Modelle (COO, qbsolv)',
  ],
  ['The file has {} characters; the limit is {}.', 'Die Datei hat {1} Zeichen; höchstens {2} gehen.'],
  ['The file has {} bytes; the limit is {}.', 'Die Datei hat {1} Byte; höchstens {2} gehen.'],
  [
    'The file has more than {} cities, which is the limit; leave some out.',
    'Die Datei hat mehr als {1} Orte, und mehr gehen nicht; lass einige weg.',
  ],
  [
    'The file has more than {} places, which is the limit; leave some out.',
    'Die Datei hat mehr als {1} Orte, und mehr gehen nicht; lass einige weg.',
  ],

  // CSV.
  [
    'The file has a header but no cities; add one line for each.',
    'Die Datei hat einen Kopf, aber keine Orte; füge für jeden eine Zeile an.',
  ],
  [
    'The file is empty; it needs a header such as "name,lat,lon".',
    'Die Datei ist leer; sie braucht einen Kopf wie „name,lat,lon“.',
  ],
  ['The file has {} columns; the limit is {}.', 'Die Datei hat {1} Spalten; höchstens {2} gehen.'],
  ['is empty; give a number.', 'Sie ist leer; gib eine Zahl an.'],
  [
    'Latitude {} must lie between {} and {} degrees.',
    'Die Breite {1} muss zwischen {2} und {3} Grad liegen.',
  ],
  [
    'Longitude {} must lie between {} and {} degrees.',
    'Die Länge {1} muss zwischen {2} und {3} Grad liegen.',
  ],
  [
    'is {}; it must lie between {} and {} degrees.',
    'Hier steht {1}; der Wert muss zwischen {2} und {3} Grad liegen.',
  ],
  [
    'is {}; write the decimal with a point, or part the cells by semicolons.',
    'Hier steht {1}; schreibe die Dezimalzahl mit Punkt, oder trenne die Spalten mit Strichpunkten.',
  ],
  ['is {}; give a number.', 'Hier steht {1}; gib eine Zahl an.'],
  [
    'a quote opens here and never closes; close it, or leave it out.',
    'Hier öffnet ein Anführungszeichen und schließt nie; schließe es, oder lass es weg.',
  ],
  [
    'The x and y span only {} units and distances are rounded to whole units: multiply x and y, for instance by 1000.',
    'Die x und y reichen nur über {1} Einheiten, und Entfernungen werden auf ganze gerundet: Vervielfache x und y, etwa mit 1000.',
  ],

  // GPX and GeoJSON.
  ['{}; the file is no well-formed XML.', 'Die Datei ist kein wohlgeformtes XML ({1}).'],
  [
    'the file is {}; Lehr reads GPX, GeoJSON, CSV and TSPLIB: save it as one.',
    'Die Datei ist {1}; Lehr liest GPX, GeoJSON, CSV und TSPLIB: Speichere sie als eines davon.',
  ],
  ['<{}> has no {}; write {}="…" in degrees.', '<{1}> hat kein {2}; schreibe {3}="…" in Grad.'],
  ['{} of <{}> is {}; give degrees as a number.', '{1} von <{2}> ist {3}; gib die Grade als Zahl an.'],
  [
    '{} of <{}> is {}; it must lie between {} and {} degrees.',
    '{1} von <{2}> ist {3}; der Wert muss zwischen {4} und {5} Grad liegen.',
  ],
  [
    'The file has no places; Lehr reads waypoints, routes and tracks.',
    'Die Datei hat keine Orte; Lehr liest Wegpunkte, Routen und Tracks.',
  ],
  ['The file is no JSON; GeoJSON is.', 'Die Datei ist kein JSON; GeoJSON ist es.'],
  [
    'here the file ceases to be JSON: {} where something else belongs.',
    'Hier hört die Datei auf, JSON zu sein: Es gehört etwas anderes hierher ({1}).',
  ],
  [
    'The file has no places; give a FeatureCollection of Points, or a LineString through them.',
    'Die Datei hat keine Orte; gib eine FeatureCollection von Points oder einen LineString durch sie.',
  ],
  [
    'collections lie more than {} deep here; flatten them.',
    'Hier liegen Sammlungen mehr als {1} tief ineinander; löse sie auf.',
  ],
  [
    'a position has a longitude and a latitude, such as [13.4, 52.5]; give both.',
    'Ein Ort hat Länge und Breite, etwa [13.4, 52.5]; gib beide an.',
  ],
  ['{} is no number; give degrees, such as 13.4.', '{1} ist keine Zahl; gib Grade an, etwa 13.4.'],
  [
    'the {} is {}; it must lie between {} and {} degrees: longitude stands first, and metres (UTM and the like) must be saved as WGS 84.',
    'Hier steht {2} ({1}); der Wert muss zwischen {3} und {4} Grad liegen: Die Länge steht zuerst, und Meter (UTM und andere) müssen als WGS 84 gespeichert werden.',
  ],
  [
    'the coordinates are in {}; save the file as WGS 84 (EPSG:4326).',
    'Die Koordinaten sind in {1}; speichere die Datei als WGS 84 (EPSG:4326).',
  ],
  ['{} is no GeoJSON object; one has a "type".', '{1} ist kein GeoJSON-Objekt; eines hat einen „type“.'],

  [
    '{} is missing here; it is a list in square brackets.',
    '{1} fehlt hier; es ist eine Liste in eckigen Klammern.',
  ],
  ['{} is no list; give one in square brackets.', '{1} ist keine Liste; gib eine in eckigen Klammern an.'],

  // TSPLIB.
  [
    'The file has no EDGE_WEIGHT_TYPE; add one of {}.',
    'Die Datei hat keinen EDGE_WEIGHT_TYPE; ergänze einen von {1}.',
  ],
  ['The file has no DIMENSION; add {}.', 'Die Datei hat keine DIMENSION; ergänze {1}.'],
  [
    'The file has no {}; this EDGE_WEIGHT_TYPE needs one.',
    'Die Datei hat keine {1}; dieser EDGE_WEIGHT_TYPE braucht eine.',
  ],
  [
    'EXPLICIT weights need an EDGE_WEIGHT_FORMAT: one of {}.',
    'Gewichte als EXPLICIT brauchen ein EDGE_WEIGHT_FORMAT: eines von {1}.',
  ],
  [
    'EXPLICIT weights need an EDGE_WEIGHT_SECTION; there is none.',
    'Gewichte als EXPLICIT brauchen eine EDGE_WEIGHT_SECTION; es gibt keine.',
  ],
  [
    '{} is no "KEYWORD : value" and follows no _SECTION.',
    '{1} ist kein „KEYWORD : value“ und folgt keiner _SECTION.',
  ],
  ['{} is not supported; Lehr reads {}.', '{1} geht hier nicht; Lehr liest {2}.'],
  [
    'TYPE {} is not supported; Lehr solves the symmetric TYPE TSP.',
    'TYPE {1} geht hier nicht; Lehr löst den symmetrischen TYPE TSP.',
  ],
  [
    'DIMENSION is {}; it must be a whole number from 1 to {}.',
    'DIMENSION ist {1}; sie muss eine ganze Zahl von 1 bis {2} sein.',
  ],
  ['The section has {} cities, but DIMENSION says {}.', 'Der Abschnitt hat {1} Orte, DIMENSION nennt {2}.'],
  ['{} is not "number x y".', '{1} ist nicht „Nummer x y“.'],
  [
    'Node {} is out of range; nodes are numbered {} to {}.',
    'Knoten {1} gibt es nicht; sie tragen die Nummern {2} bis {3}.',
  ],
  [
    'Node {} is here for the second time; give each node once.',
    'Knoten {1} steht hier zum zweiten Mal; gib jeden einmal an.',
  ],
  ['{} are not two finite numbers.', '{1} sind nicht zwei endliche Zahlen.'],
  ['{} is not a number.', '{1} ist keine Zahl.'],
  [
    'A matrix of {} cities is too large; the limit is {}.',
    'Eine Matrix von {1} Orten ist zu groß; höchstens {2} gehen.',
  ],
  [
    '{} of {} cities takes {} weights; the section has {}.',
    '{1} von {2} Orten braucht {3} Gewichte; der Abschnitt hat {4}.',
  ],
  ['Weight {} is not a whole number from 0 to {}.', 'Gewicht {1} ist keine ganze Zahl von 0 bis {2}.'],
  [
    'From {} to {} is {} but back is {}; Lehr needs a symmetric matrix.',
    'Von {1} nach {2} sind es {3}, zurück aber {4}; Lehr braucht eine symmetrische Matrix.',
  ],

  // What no problem may have.
  [
    'City {} has a coordinate that is not a finite number ({}).',
    'Ort {1} hat eine Koordinate, die keine endliche Zahl ist ({2}).',
  ],
  [
    'The cities lie up to {} units apart; the limit is {}: scale the coordinates down.',
    'Die Orte liegen bis zu {1} Einheiten auseinander; höchstens {2} gehen: Verkleinere die Koordinaten.',
  ],

  // Spins.
  [
    'Line {} says that there are {} terms, but {} lines follow; correct either.',
    'Zeile {1} nennt {2} Terme, aber es folgen {3} Zeilen; berichtige eines von beiden.',
  ],
  [
    'Line {} says that there are {} edges, but {} lines follow; correct either.',
    'Zeile {1} nennt {2} Kanten, aber es folgen {3} Zeilen; berichtige eines von beiden.',
  ],
  ['{} is not "i j weight".', '{1} ist nicht „i j Gewicht“.'],
  ['is {}; numbers run from {} to {}.', 'Hier steht {1}; die Nummern gehen von {2} bis {3}.'],
  ['is {}; give a whole number.', 'Hier steht {1}; gib eine ganze Zahl an.'],
  ['is {}; give a number, with a decimal point.', 'Hier steht {1}; gib eine Zahl an, mit Dezimalpunkt.'],
  [
    'is {}; weights are kept exactly, and with {} decimals {} in line {} is out of range: round all to {}.',
    'Hier steht {1}; Gewichte bleiben genau, und mit {2} Nachkommastellen ist {3} in Zeile {4} zu groß: Runde alle auf {5}.',
  ],
  [
    'is {}; {} decimals are the limit: scale all up, by a power of ten.',
    'Hier steht {1}; höchstens {2} Nachkommastellen gehen: Vergrößere alle, um eine Zehnerpotenz.',
  ],
  ['is {}; the limit is {}: scale all down.', 'Hier steht {1}; höchstens {2} gehen: Verkleinere alle.'],
  [
    'The file does not say what it is: begin it with {} for a QUBO or {} for an Ising model.',
    'Die Datei sagt nicht, was sie ist: Beginne sie mit {1} für ein QUBO oder {2} für ein Ising-Modell.',
  ],
  [
    'vartype={} is unknown; it is BINARY for a QUBO or SPIN for an Ising model.',
    'vartype={1} ist unbekannt; BINARY steht für ein QUBO, SPIN für ein Ising-Modell.',
  ],
  [
    'The file has no terms; add one line "i j weight" for each.',
    'Die Datei hat keine Terme; füge für jeden eine Zeile „i j Gewicht“ an.',
  ],
  [
    '{} is not "p qubo 0 variables diagonals couplers".',
    '{1} ist nicht „p qubo 0 variables diagonals couplers“.',
  ],
  ['{} variables are not possible; the limit is {}.', '{1} Variablen gehen nicht; höchstens {2}.'],
  ['{} vertices are not possible; the limit is {}.', '{1} Knoten gehen nicht; höchstens {2}.'],
  [
    'The file does not begin with the numbers of vertices and edges, such as "800 19176".',
    'Die Datei beginnt nicht mit den Zahlen der Knoten und Kanten, etwa „800 19176“.',
  ],
  [
    'an edge joins two different vertices; leave this one out. {}',
    'Eine Kante verbindet zwei verschiedene Knoten; lass diese weg.',
  ],
  [
    'The weights add up to {}; the limit is 2^51: scale them down.',
    'Die Gewichte ergeben zusammen {1}; höchstens 2^51 gehen: Verkleinere sie.',
  ],
  [
    'The weights at number {} add up to {}; the limit is {}: scale them down.',
    'Die Gewichte bei Nummer {1} ergeben zusammen {2}; höchstens {3} gehen: Verkleinere sie.',
  ],

  // What servers refuse, and what comes between.
  [
    '{} jobs wait: cancel one, or try again later',
    '{1} Aufträge warten: Brich einen ab, oder versuche es später wieder',
  ],
  ['there is no job {}', 'Es gibt keinen Auftrag {1}'],
  ['job {} has ended: submit it anew', 'Auftrag {1} ist zu Ende: Gib ihn neu auf'],
  [
    '{} is not possible; the number of cities is 1 to {}.',
    '{1} geht nicht; die Zahl der Städte ist 1 bis {2}.',
  ],
  ['kind "{}" is unknown; there are: {}', 'Die Art „{1}“ ist hier unbekannt; es gibt: {2}'],
  ['problem {} is not in the blob store', 'Das Problem liegt nicht (mehr) auf dem Server; gib es neu auf'],
  [
    'view {} is not in the blob store',
    'Das Bild des Problems liegt nicht (mehr) auf dem Server; gib es neu auf',
  ],
  ['start {} is not in the blob store', 'Der Anfang liegt nicht (mehr) auf dem Server; gib ihn neu auf'],
  ['the file could not be stored: {}', 'Die Datei ließ sich nicht ablegen: {1!}'],
  ['the server answered {}', 'der Server antwortete {1}'],
  ['the server cannot be reached', 'der Server ist nicht zu erreichen'],
  ['nothing moved for {} s', '{1} s lang bewegte sich nichts'],
  ['the connection was lost ({})', 'Die Verbindung ist verloren ({1})'],
  ['the session is over', 'Die Sitzung ist zu Ende'],
  ['the part of this page that reads files ended', 'Der Teil dieser Seite, der Dateien liest, ist beendet'],

  // What was left out.
  [
    'The lines are left out: only the points are cities.',
    'Die Linien bleiben weg: Nur die Punkte sind Orte.',
  ],
  ['{} left out: only points are cities.', 'Weggelassen: {1!}. Nur Punkte sind Orte.'],
  ['{} left out: only the {} are cities.', 'Weggelassen: {1!}. Nur {2!} sind Orte.'],
  ['route points', 'Routenpunkte'],
  ['{} route point', '{1} Routenpunkt'],
  ['{} route points', '{1} Routenpunkte'],
  ['waypoints', 'Wegpunkte'],
  ['{} waypoint', '{1} Wegpunkt'],
  ['{} waypoints', '{1} Wegpunkte'],
  ['track points', 'Trackpunkte'],
  ['{} track point', '{1} Trackpunkt'],
  ['{} track points', '{1} Trackpunkte'],
  ['polygons', 'Vielecke'],
  ['{} polygon', '{1} Vieleck'],
  ['{} polygons', '{1} Vielecke'],
  ['{}; Lehr reads {}.', 'Das lässt sich nicht lesen ({1}); Lehr liest {2}.'],
];
