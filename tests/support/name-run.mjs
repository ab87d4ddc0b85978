/** Before a run of the tests: a name for it, which every database it makes on a server has in its own. */
import { randomBytes } from 'node:crypto';
import process from 'node:process';

export default () => {
  process.env['TEST_RUN'] = randomBytes(4).toString('hex');
};
