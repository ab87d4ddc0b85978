/** The answer to credentials that are missing or not accepted: what was wrong in one sentence, and how to do it right. */
import { fail } from '../base/index.ts';

export const CHALLENGE = { 'WWW-Authenticate': 'Bearer, Basic realm="Data service", charset="UTF-8"' };
const HINT = 'Send Authorization: Bearer with an API token, or Basic with the token as the password.';

export function refuse(message: string): never {
  return fail('AUT401', message, { hint: HINT, headers: CHALLENGE });
}
