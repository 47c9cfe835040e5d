-- What keeps the ledger append-only, whoever opens the file. One trigger for each forbidden act.
-- The insert triggers also end `insert or replace`, which would delete without a delete trigger.

create trigger entry_refuses_update before update on entry
begin
    select raise(abort, 'the ledger is append-only: an entry is never changed');
end;

create trigger entry_refuses_delete before delete on entry
begin
    select raise(abort, 'the ledger is append-only: an entry is never deleted');
end;

create trigger entry_follows_the_last before insert on entry
when new.seq is not (select coalesce(max(seq), 0) + 1 from entry)
    or exists (
        select 1 from entry where record_id = new.record_id and revision = new.revision
    )
begin
    select raise(abort, 'the ledger is append-only: an entry follows the last one');
end;

create trigger payload_refuses_delete before delete on payload
begin
    select raise(abort, 'the ledger is append-only: a payload is never deleted');
end;

-- The one way that is left open: a body may be replaced under the same hash after an entry of
-- kind 'redaction' that names this hash has been appended. The verifier compares the new body
-- with the hash that the redaction declares.
create trigger payload_refuses_update before update on payload
when new.hash is not old.hash
    or not exists (
        select 1 from entry where kind = 'redaction' and record_id = old.hash
    )
begin
    select raise(abort, 'the ledger is append-only: a payload changes by a recorded redaction only');
end;

create trigger payload_is_new before insert on payload
when exists (select 1 from payload where hash = new.hash)
begin
    select raise(abort, 'the ledger is append-only: this payload is there already');
end;
