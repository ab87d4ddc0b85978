/**
 * The limit to compare with: an Express 5 application of hand-written handlers, without callers, tenants
 * or OData. JSON text is made inside PostgreSQL by named prepared statements and passed through untouched.
 * The connection is the owner's, directly on the tables.
 */
import express from 'express';
import type { Response } from 'express';
import pg from 'pg';
import { readLoanSources } from '../metadata/loans/index.ts';
import { loadConfig } from '../src/config.ts';
import { parseModel } from '../src/edm/index.ts';
import { writeSql } from './baseline-sql.ts';
import { BENCH_SCHEMA, TENANT } from './data.ts';
import { reportTo } from './report.ts';

const { database, poolSize } = loadConfig();
if (database.kind !== 'server') throw new Error('the bench needs DATABASE_URL');
const pool = new pg.Pool({
  connectionString: database.url,
  max: poolSize,
  application_name: 'loan-odata bench baseline',
  options: `-c search_path=${BENCH_SCHEMA},public -c TimeZone=UTC -c jit=off`,
});
const asText = { getTypeParser: () => (value: unknown) => value };

async function first(name: string, text: string, values: readonly unknown[]): Promise<readonly (string | null)[]> {
  const { rows } = await pool.query<(string | null)[]>({ name, text, values: [TENANT, ...values], rowMode: 'array', types: asText as never });
  return rows[0] ?? [];
}

/** Beyond this, a Buffer is written faster than a string. */
const BUFFER_FROM = 16_384;

function send(response: Response, text: string): void {
  const body = text.length < BUFFER_FROM ? text : Buffer.from(text);
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': typeof body === 'string' ? Buffer.byteLength(body) : body.length });
  response.end(body);
}

const sql = writeSql(parseModel(readLoanSources()));
const app = express();
app.disable('x-powered-by');
app.disable('etag');

app.get('/customers', async (request, response) => {
  const [rows, last] = await first('page', sql.page, [request.query['after'] ?? '0']);
  send(response, `{"value":${rows ?? '[]'},"next":${last ? `"/customers?after=${last}"` : 'null'}}`);
});
app.get('/customers/search', async (request, response) => {
  const [rows] = await first('search', sql.search, [request.query['status'], request.query['above']]);
  send(response, `{"value":${rows ?? '[]'}}`);
});
app.get('/customers/deep', async (request, response) => {
  const [rows] = await first('deepPage', sql.deepPage, [request.query['after'] ?? '0']);
  send(response, `{"value":${rows ?? '[]'}}`);
});
app.get('/customers/:id', async (request, response) => {
  const [row] = await first('one', sql.one, [request.params.id]);
  if (row) send(response, row);
  else response.sendStatus(404);
});
app.get('/customers/:id/deep', async (request, response) => {
  const [row] = await first('deep', sql.deep, [request.params.id]);
  if (row) send(response, row);
  else response.sendStatus(404);
});
app.put('/customers/:id', express.text({ type: 'application/json' }), async (request, response) => {
  const [row] = await first('update', sql.update, [request.body, request.params.id]);
  if (row) send(response, row);
  else response.sendStatus(404);
});

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  reportTo(process, typeof address === 'object' && address !== null ? address.port : 0);
});
