/** Prints docs/faults.md from the table of faults. In: the table. Out: Markdown. */
import { FAULTS } from '../src/base/index.ts';

const FAMILIES: Readonly<Record<string, string>> = {
  URL: 'The URL and its options', MOD: 'The model', BOD: 'The body', PRE: 'Preconditions and conflicts', AUT: 'Callers',
  DBS: 'The database', LIM: 'Limits', LON: 'Loans', BUG: 'Ours',
};

export function faultsPage(faults: Readonly<Record<string, { readonly status: number; readonly title: string }>>): string {
  const homeless = Object.keys(faults).filter((code) => FAMILIES[code.slice(0, 3)] === undefined);
  if (homeless.length > 0) throw new Error(`no family for ${homeless.join(', ')}`);
  const sections = Object.entries(FAMILIES).map(([prefix, title]) => {
    const rows = Object.entries(faults).filter(([code]) => code.startsWith(prefix)).map(([code, fault]) => `| ${code} | ${fault.status} | ${fault.title} |`);
    return `## ${title}\n\n| code | status | meaning |\n|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Faults\n\nEvery error answer carries one of these codes. This page is made from \`src/base/fault.ts\` by \`npm run docs:faults\`.\n\n${sections.join('\n')}`;
}

if (process.argv[1]?.endsWith('faults.js') === true) process.stdout.write(faultsPage(FAULTS));
