DROP INDEX media_of_member;
DROP TABLE ledger_parts;
