/** The rows of the page about hostile input. In: what was tried. Out: lines of Markdown, one a request. */
import type { Tried } from './cases.ts';

const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
const cell = (text: string): string => `\`${plain(text).replaceAll('|', '\\|').replaceAll('`', "'")}\``;

export const groupRows = (tried: readonly Tried[]): readonly string[] =>
  tried.map(({ hostile, verdict }) => `| ${cell(hostile.name)} | ${hostile.varies ? 'depends' : verdict.status} | ${hostile.varies ? '' : verdict.code} |`);
