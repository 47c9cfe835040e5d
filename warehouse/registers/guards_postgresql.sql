-- What keeps the ledger append-only on a PostgreSQL server; see guards_sqlite.sql for the why.

create function care_ledger_refuses() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only: nothing is changed or deleted';
end $$;

create function care_payload_refuses() returns trigger language plpgsql as $$
begin
    if new.hash = old.hash and exists (
        select 1 from entry where kind = 'redaction' and record_id = old.hash
    ) then
        return new;
    end if;
    raise exception 'the ledger is append-only: a payload changes by a recorded redaction only';
end $$;

create function care_entry_follows() returns trigger language plpgsql as $$
begin
    if new.seq <> (select coalesce(max(seq), 0) + 1 from entry) then
        raise exception 'the ledger is append-only: an entry follows the last one';
    end if;
    return new;
end $$;

create trigger entry_refuses_update before update on entry
for each row execute function care_ledger_refuses();

create trigger entry_refuses_delete before delete on entry
for each row execute function care_ledger_refuses();

create trigger entry_refuses_truncate before truncate on entry
for each statement execute function care_ledger_refuses();

create trigger entry_follows_the_last before insert on entry
for each row execute function care_entry_follows();

create trigger payload_refuses_delete before delete on payload
for each row execute function care_ledger_refuses();

create trigger payload_refuses_truncate before truncate on payload
for each statement execute function care_ledger_refuses();

create trigger payload_refuses_update before update on payload
for each row execute function care_payload_refuses();
