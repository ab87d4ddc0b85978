/** Header values are written by anybody: nothing in them may throw, or take long. */
import { negotiateJson, negotiateMetadata, parsePrefer } from '../../src/http/index.ts';
import { loggedPath } from '../../src/http/listener.ts';
import { negotiateEncoding } from '../../src/http/respond.ts';
import { readToken } from '../../src/identity/credentials.ts';

const readers: readonly (readonly [string, (text: string) => unknown])[] = [
  ['Accept', (text) => negotiateJson(text)],
  ['Accept for metadata', (text) => negotiateMetadata(text)],
  ['$format', (text) => [negotiateJson(undefined, text), negotiateMetadata(undefined, text)]],
  ['Accept-Encoding', negotiateEncoding],
  ['Prefer', parsePrefer],
  ['Authorization', (text) => readToken(new Map([['authorization', text]]))],
  ['a logged path', loggedPath],
];

const PIECES = ['application/json', '*', '/', ';', ',', '=', '"', '\\', ' ', '\t', 'q', '0', '1.5', 'odata.metadata', 'full', '(', ')', "'", '%27', '%', 'ü', '__proto__', 'Bearer', 'return'];

/** A generator with a fixed start: a failure can be repeated. */
function* texts(count: number): Generator<string> {
  let state = 20_240_229;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
  for (let index = 0; index < count; index++) {
    yield Array.from({ length: next(12) }, () => PIECES[next(PIECES.length)]).join('');
  }
}

it.each(readers)('%s: any text is read without an exception', (_, read) => {
  for (const text of texts(20_000)) expect(() => read(text)).not.toThrow();
});

// With a reader whose work grows with the square, this test would run into its time limit.
it.each(readers)('%s: the longest texts a request can hold are read', (_, read) => {
  const repeated = PIECES.map((piece) => piece.repeat(60_000 / piece.length));
  for (const text of [...repeated, ...repeated.map((long) => `a b${long}c`), ...repeated.map((long) => `"${long}`)]) {
    expect(() => read(text)).not.toThrow();
  }
});
