/** One entry a version: SQL that leads from the version before to this one. Never edit one that was released. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE submission (
    id            INTEGER PRIMARY KEY,     -- that of its first message; the EAPI batch_id
    account       TEXT NOT NULL,
    created_at    INTEGER NOT NULL,        -- Unix time, milliseconds, as everywhere here
    scheduled     INTEGER NOT NULL,
    stop_dup_id   INTEGER,
    request       TEXT NOT NULL,           -- Submission without recipients, JSON
    policy        TEXT NOT NULL            -- Policy in force when it was accepted, JSON
  ) STRICT;
  CREATE INDEX submission_stop_dup_id ON submission (account, stop_dup_id, created_at) WHERE stop_dup_id IS NOT NULL;

  CREATE TABLE message (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    submission_id INTEGER NOT NULL REFERENCES submission (id) DEFERRABLE INITIALLY DEFERRED,
    recipient     TEXT NOT NULL,
    parts         INTEGER NOT NULL,        -- segments it costs by modem
    gateway_id    INTEGER NOT NULL,        -- our stop_dup_id at the gateways
    starts_at     INTEGER NOT NULL,        -- accepted, or the scheduled time
    expires_at    INTEGER NOT NULL,
    state         TEXT NOT NULL,           -- MessageState
    via           TEXT,
    reason        TEXT,
    high          INTEGER NOT NULL,        -- 1: priority high
    open          INTEGER NOT NULL,        -- 1: there is something left to do
    wake_at       INTEGER NOT NULL,        -- 0: decide now; else not before this time
    awaits        TEXT,                    -- path whose return ends the wait: gateway, modem, any
    cancelled     INTEGER NOT NULL DEFAULT 0,
    revision      INTEGER NOT NULL DEFAULT 0 -- counts what came from outside its route: reports, cancel, retry
  ) STRICT;
  CREATE INDEX message_submission ON message (submission_id);
  CREATE INDEX message_state ON message (state);
  CREATE INDEX message_now ON message (high DESC, id) WHERE open = 1 AND wake_at = 0;
  CREATE INDEX message_later ON message (wake_at) WHERE open = 1 AND wake_at > 0;
  CREATE INDEX message_expires ON message (expires_at) WHERE open = 1;
  CREATE INDEX message_ended ON message (expires_at) WHERE open = 0;
  CREATE INDEX message_awaits ON message (awaits) WHERE awaits IS NOT NULL;

  CREATE TABLE attempt (
    id            INTEGER PRIMARY KEY,
    message_id    INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    via           TEXT NOT NULL,
    name          TEXT NOT NULL,
    started_at    INTEGER NOT NULL,        -- the intent; outcome is null until the result
    ended_at      INTEGER,
    outcome       TEXT,                    -- Outcome as JSON
    kind          TEXT GENERATED ALWAYS AS (outcome ->> 'kind') VIRTUAL
  ) STRICT;
  CREATE INDEX attempt_message ON attempt (message_id);
  CREATE INDEX attempt_open ON attempt (id) WHERE outcome IS NULL;

  CREATE TABLE segment (
    attempt_id    INTEGER NOT NULL REFERENCES attempt (id) ON DELETE CASCADE,
    sequence      INTEGER NOT NULL,        -- 1..total
    total         INTEGER NOT NULL,
    message_id    INTEGER NOT NULL,
    recipient     TEXT NOT NULL,
    pdu           TEXT NOT NULL,
    intent_at     INTEGER NOT NULL,
    outcome       TEXT,                    -- Outcome['kind'], null until the result
    answered_at   INTEGER,
    reference     INTEGER,                 -- TP-MR
    report_status INTEGER,                 -- TP-ST
    reported_at   INTEGER,
    report_scts   TEXT,                    -- TP-SCTS of the report: tells a doubled report from a new one
    PRIMARY KEY (attempt_id, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX segment_message ON segment (message_id);
  CREATE INDEX segment_reference ON segment (reference, intent_at) WHERE reference IS NOT NULL;
  CREATE INDEX segment_doubt ON segment (intent_at) WHERE outcome IS NULL OR outcome = 'inDoubt';

  CREATE TABLE probe (at INTEGER NOT NULL) STRICT;  -- written to find out whether the disk takes it

  CREATE TABLE inbound (
    id            INTEGER PRIMARY KEY,
    modem         TEXT NOT NULL,
    received_at   INTEGER NOT NULL,
    pdu           TEXT NOT NULL            -- SMS-DELIVER as it came
  ) STRICT;
  `,
  `
  ALTER TABLE submission ADD COLUMN batch_id INTEGER;  -- that of the first one taken with it; null: it is the first
  CREATE INDEX submission_batch ON submission (batch_id) WHERE batch_id IS NOT NULL;

  ALTER TABLE message ADD COLUMN state_at INTEGER;     -- when it came to its state
  ALTER TABLE message ADD COLUMN told INTEGER;         -- status of the EAPI that its owner was pushed last

  CREATE INDEX message_by_modem ON message (recipient, id) WHERE via = 'modem'; -- what a reply refers to

  ALTER TABLE attempt ADD COLUMN batch TEXT GENERATED ALWAYS AS (outcome ->> 'batchId') VIRTUAL;
  ALTER TABLE attempt ADD COLUMN report_status INTEGER; -- status of the EAPI that the gateway pushed
  ALTER TABLE attempt ADD COLUMN reported_at INTEGER;
  CREATE INDEX attempt_batch ON attempt (batch) WHERE batch IS NOT NULL;

  CREATE TABLE inbox (
    id            INTEGER PRIMARY KEY AUTOINCREMENT, -- msg_id of the EAPI
    account       TEXT,                    -- owner of the message it refers to; null: everybody may read it
    via           TEXT NOT NULL,
    name          TEXT NOT NULL,           -- gateway or modem that brought it
    key           TEXT NOT NULL,           -- tells a doubled one from a new one
    sender        TEXT NOT NULL,
    recipient     TEXT NOT NULL,           -- number it was sent to; empty where that is not known
    alphabet      TEXT NOT NULL,
    body          TEXT NOT NULL,           -- text, or hexadecimal octets for 8bit
    received_at   INTEGER NOT NULL,
    message_id    INTEGER,                 -- the last message to its sender
    batch_id      INTEGER,
    source_id     TEXT,
    UNIQUE (name, key)
  ) STRICT;

  CREATE TABLE push (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    account       TEXT NOT NULL,
    kind          TEXT NOT NULL,           -- status, reply: EAPI; sent, received: JSON API
    payload       TEXT NOT NULL,           -- query string of a GET, or JSON body of a POST
    created_at    INTEGER NOT NULL,
    tries         INTEGER NOT NULL DEFAULT 0,
    due_at        INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX push_due ON push (due_at);
  `,
  `
  CREATE TABLE pin_entered (
    modem         TEXT PRIMARY KEY,
    salt          BLOB NOT NULL,
    digest        BLOB NOT NULL,           -- of the PIN that was entered and did not prove right
    state         TEXT NOT NULL            -- entered: what came of it is not known; refused
  ) STRICT, WITHOUT ROWID;
  `,
  `
  DROP INDEX message_later;
  CREATE INDEX message_later ON message (high, wake_at) WHERE open = 1 AND wake_at > 0;
  DROP INDEX message_awaits;
  CREATE INDEX message_awaits ON message (awaits, high) WHERE awaits IS NOT NULL;

  CREATE TABLE message_count (             -- kept by the triggers: counting a long queue would stop everything else
    state         TEXT PRIMARY KEY,
    n             INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO message_count SELECT state, count(*) FROM message GROUP BY state;
  CREATE TRIGGER message_counted AFTER INSERT ON message BEGIN
    INSERT INTO message_count VALUES (new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
  END;
  CREATE TRIGGER message_uncounted AFTER DELETE ON message BEGIN
    UPDATE message_count SET n = n - 1 WHERE state = old.state;
  END;
  CREATE TRIGGER message_recounted AFTER UPDATE OF state ON message WHEN new.state <> old.state BEGIN
    UPDATE message_count SET n = n - 1 WHERE state = old.state;
    INSERT INTO message_count VALUES (new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
  END;
  `,
  `
  ALTER TABLE submission ADD COLUMN source_id TEXT GENERATED ALWAYS AS (request ->> 'sourceId') VIRTUAL;
  CREATE INDEX submission_source_id ON submission (source_id) WHERE source_id IS NOT NULL;

  CREATE INDEX push_account ON push (account, due_at);
  `,
  `
  ALTER TABLE push ADD COLUMN message_id INTEGER;      -- whose state it tells; null: it tells of something received
  CREATE INDEX push_message ON push (message_id, kind) WHERE message_id IS NOT NULL;
  `,
];
