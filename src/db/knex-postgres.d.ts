// knex publishes no types for the class behind its `pg` client; we extend it to reach the embedded database.
declare module 'knex/lib/dialects/postgres/index.js' {
  import { knex } from 'knex';
  export default class PostgresClient extends knex.Client {}
}
