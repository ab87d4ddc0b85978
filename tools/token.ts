/**
 * `npm run -s token -- --tenant T --role R`: makes an API token and prints it alone on stdout.
 * In: tenant, role (reader, writer, admin) and optionally a label for the audit trail. Out: the token,
 * which is stored nowhere: what is lost has to be made anew.
 */
import { parseArgs } from 'node:util';
import { createToken, parseRole } from '../src/identity/index.ts';
import { checkSchema, runTool } from './run-tool.ts';

const USAGE = 'Usage: npm run -s token -- --tenant T --role reader|writer|admin [--label TEXT]';

await runTool(async (owner, { schema }) => {
  const { tenant, role: roleText, label } = readArguments();
  const role = parseRole(roleText);
  if (tenant === undefined || role === undefined) throw new Error(USAGE);
  await checkSchema(owner, schema);
  const token = await createToken(owner, { tenant, role, label: label ?? `${tenant} ${role}` });
  if (token === undefined) throw new Error(`There is no tenant '${tenant}' in this database.`);
  return token;
});

function readArguments(): { readonly tenant?: string; readonly role?: string; readonly label?: string } {
  try {
    return parseArgs({ options: { tenant: { type: 'string' }, role: { type: 'string' }, label: { type: 'string' } } }).values;
  } catch {
    throw new Error(USAGE);
  }
}
