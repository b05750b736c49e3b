-- Roles and database of the subscription service: sudo -u postgres psql -f postgresql.sql
-- Choose two passwords first. Neither role may make roles or databases:
-- `rapport_owner` makes and changes tables (migrate, restore), and
-- `rapport`, as which the service runs, reads and writes their rows.
CREATE ROLE rapport_owner LOGIN PASSWORD 'change this';
CREATE ROLE rapport LOGIN PASSWORD 'change this, too';
CREATE DATABASE rapport OWNER rapport_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE rapport FROM PUBLIC;
GRANT CONNECT ON DATABASE rapport TO rapport;
\connect rapport
ALTER SCHEMA public OWNER TO rapport_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO rapport;
ALTER DEFAULT PRIVILEGES FOR ROLE rapport_owner
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO rapport;
ALTER DEFAULT PRIVILEGES FOR ROLE rapport_owner GRANT USAGE ON SEQUENCES TO rapport;
