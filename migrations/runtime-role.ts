/**
 * The role the service works as, made by whichever schema comes first.
 * In: the schema of the search path. Out: SQL that may run any number of times. It is part of the history.
 * Roles belong to the whole server: another schema may have made it already, or be making it now.
 */
export const MAKE_RUNTIME_ROLE = `
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'odata_runtime') then
    create role odata_runtime nologin nosuperuser nocreatedb nocreaterole noinherit nobypassrls;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  if not pg_catalog.pg_has_role(current_user, 'odata_runtime', 'member') then
    execute 'grant odata_runtime to current_user';
  end if;
  execute format('grant usage on schema %I to odata_runtime', current_schema());
end $$`;
